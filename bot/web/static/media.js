// Media cards in the log: a video or an exercise, offered below the bot's words. Of a video nothing is loaded
// before somebody asks for it but its poster, when that comes into sight.

import { el, mascot } from "./dom.js";
import { pageLanguage, t } from "./words.js";

const MINUTE = 60;
const known = new WeakMap();
let count = 0;

/** Return what the server told of the card that holds `node`. */
export const entryOf = (node) => known.get(node.closest(".clip"));

/** Return a length in words: '1 minute 5 seconds'. */
export function lasting(seconds, language = pageLanguage()) {
  const said = (n, unit) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(n);
  const minutes = Math.floor(seconds / MINUTE);
  const rest = Math.round(seconds % MINUTE);
  return [minutes && said(minutes, "minute"), (rest || !minutes) && said(rest, "second")].filter(Boolean).join(" ");
}

/** Return an exercise's picture; `data-move` moves it. It is decoration: all it tells is said in words, too. */
export function drawing(shape) {
  const part = (name, ...inside) => el("span", { class: name }, ...inside);
  const parts = {
    box: () => [part("breath", mascot("rest")), part("dot")],
    dots: () => [part("found"), part("found"), part("found"), part(""), part("")],
    squeeze: () => [part("blob", mascot("rest"))],
  };
  return el("div", { class: "art", "data-shape": shape, "aria-hidden": "true" }, ...parts[shape]());
}

/** Return a card of the log. */
export function clip(entry) {
  const isVideo = entry.kind === "video";
  const { language: lang, title } = entry;
  count += 1;
  const node = el(
    "div",
    { class: "clip", role: "group", lang, "aria-labelledby": `clip-${count}`, "data-kind": entry.kind, "data-id": entry.id, "data-testid": "clip" },
    el("div", { class: "clip-picture" }, isVideo ? poster(entry) : drawing(entry.exercise.shape)),
    el(
      "div",
      { class: "clip-words" },
      el("h2", { id: `clip-${count}` }, title),
      el("p", { class: "clip-facts" }, facts(entry)),
      el("p", {}, entry.description),
      isVideo ? open("watch", "media_watch", title) : open("exercise", "media_try", title),
    ),
    isVideo ? transcript(entry) : undefined,
  );
  known.set(node, entry);
  return node;
}

const poster = ({ poster: src }) => el("img", { src, alt: "", loading: "lazy", width: "480", height: "640" });

function facts({ kind, seconds, language }) {
  if (kind === "video") return t("media_video", { length: lasting(seconds, language) });
  return t("media_exercise", { length: lasting(Math.max(1, Math.round(seconds / MINUTE)) * MINUTE, language) });
}

function open(action, key, title) {
  const word = el("span", { "data-t": key, lang: pageLanguage() }, t(key));
  return el("button", { class: "btn btn-strong", type: "button", "data-action": action, "data-testid": action }, word, el("span", { class: "sr" }, ` ${title}`));
}

/** All of a video in words: what is seen in brackets, then what is said. */
function transcript({ transcript: scenes }) {
  const summary = el("summary", { "data-t": "media_text", lang: pageLanguage() }, t("media_text"));
  const words = scenes.map(({ shows, says }) => el("p", {}, el("span", { class: "seen" }, `[${shows}]`), " ", says));
  return el("details", { class: "clip-text", "data-testid": "transcript" }, summary, ...words);
}
