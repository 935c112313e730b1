// The player of a video card: made when somebody asks for the video, and not before. It begins by a tap only,
// and stops when nobody looks.

import { byId, el } from "./dom.js";
import { entryOf, lasting } from "./media.js";
import { pageLanguage, t } from "./words.js";

const SPEEDS = [0.75, 1, 1.25];
const NAMES = { fi: "Suomi", sv: "Svenska", en: "English" };
const NONE = "";
const wide = matchMedia("(min-width: 48rem)");
let current;

/** Put the player of a card in place of its poster, and play. */
export function watch(button) {
  if (button.hidden) return;
  const card = button.closest(".clip");
  const entry = entryOf(button);
  // What changes in the card from now on was asked for by the person: it is not announced.
  card.setAttribute("aria-live", "off");
  card.toggleAttribute("data-open", true);
  button.hidden = true;
  const player = new Player(entry, () => failed(card, button));
  card.querySelector(".clip-picture").replaceChildren(player.node);
  card.querySelector("details").open = wide.matches;
  player.node.scrollIntoView({ block: "nearest" });
  player.play();
  player.button.focus({ preventScroll: true });
}

/** Say kindly that the video does not come, and open what can be read instead. */
function failed(card, button) {
  const told = el("p", { class: "clip-failed", role: "alert", "data-t": "media_failed", lang: pageLanguage() }, t("media_failed"));
  card.querySelector(".clip-picture").replaceChildren(told);
  card.querySelector("details").open = true;
  button.hidden = false;
  button.focus({ preventScroll: true });
}

const word = (key) => el("span", { "data-t": key, lang: pageLanguage() }, t(key));

function choice(name, options, chosen, onChange) {
  const select = el("select", { "aria-label": name }, ...options);
  select.value = chosen;
  select.addEventListener("change", () => onChange(select.value));
  onChange(chosen);
  return select;
}

class Player {
  constructor(entry, onFailed) {
    this.entry = entry;
    this.video = this.#video();
    this.caption = el("p", { class: "player-caption" });
    this.button = el("button", { class: "btn btn-strong", type: "button", "data-testid": "play" }, word("media_play"));
    this.time = el("span", { class: "player-time", "aria-hidden": "true" });
    this.seek = el("input", { type: "range", min: "0", max: String(entry.seconds), step: "1", value: "0", "aria-label": t("media_position"), "data-t-label": "media_position" });
    this.node = el(
      "div",
      { class: "player", "data-testid": "player" },
      el("div", { class: "player-view" }, this.video, this.#full(), exit()),
      this.caption,
      el("div", { class: "player-bar" }, this.button, this.seek, this.time),
      el("div", { class: "player-choices" }, this.#captions(), this.#speed()),
      this.#signed(),
    );
    this.#listen(onFailed);
    this.#told();
  }

  play() {
    this.video.play().catch(() => {}); // What goes wrong is told by the video's own event.
  }

  #video() {
    const { poster, title, video: src } = this.entry;
    const video = el("video", { src, poster, playsinline: "", preload: "none", "aria-label": title, width: "480", height: "640" });
    video.muted = true; // There is no sound in it; so it leaves the person's own music alone.
    return video;
  }

  /** Captions stand below the picture: in the page's own letters, as large as the person has set them. */
  #captions() {
    const { captions, language: first } = this.entry;
    const name = t("media_captions");
    const options = Object.keys(captions).map((language) => el("option", { value: language }, `${name}: ${NAMES[language]}`));
    return choice(name, [...options, el("option", { value: NONE }, t("media_no_captions"))], first, (language) => {
      this.video.querySelector("track")?.remove();
      this.caption.textContent = "";
      if (language === NONE) return;
      const node = el("track", { kind: "captions", srclang: language, label: NAMES[language], src: captions[language], default: "" });
      this.caption.lang = language;
      this.video.append(node);
      node.track.mode = "hidden";
      node.track.addEventListener("cuechange", () => {
        this.caption.textContent = Array.from(node.track.activeCues, (cue) => cue.text).join(" ").replaceAll("\n", " ");
      });
    });
  }

  #speed() {
    const name = t("media_speed");
    const said = new Intl.NumberFormat(pageLanguage());
    const options = SPEEDS.map((speed) => el("option", { value: String(speed) }, `${name} ${said.format(speed)} ×`));
    return choice(name, options, "1", (speed) => {
      this.video.playbackRate = this.video.defaultPlaybackRate = Number(speed);
    });
  }

  /** The version signed by people, where there is one. */
  #signed() {
    const { sign_language: signed, video: spoken } = this.entry;
    if (!signed) return undefined;
    const button = el("button", { class: "btn", type: "button", "aria-pressed": "false", "data-testid": "signed" }, word("media_signed"));
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(isOn));
      this.video.src = isOn ? signed : spoken;
      this.play();
    });
    return button;
  }

  #full() {
    const { video } = this;
    const isAble = document.fullscreenEnabled || video.webkitEnterFullscreen;
    if (!isAble) return undefined;
    this.full = el("button", { class: "btn player-full", type: "button", "aria-pressed": "false", "data-testid": "full" }, word("media_full"));
    this.full.firstChild.className = "sr";
    // A phone that fills its screen by itself shows the captions itself, too.
    for (const [name, mode] of [["webkitbeginfullscreen", "showing"], ["webkitendfullscreen", "hidden"]]) {
      video.addEventListener(name, () => {
        for (const track of video.textTracks) track.mode = mode;
      });
    }
    this.full.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (document.fullscreenEnabled) this.node.requestFullscreen().catch(() => {});
      else video.webkitEnterFullscreen();
    });
    return this.full;
  }

  #listen(onFailed) {
    const { video, button, seek } = this;
    for (const name of ["play", "pause", "ended"]) video.addEventListener(name, () => this.#told());
    for (const name of ["timeupdate", "loadedmetadata"]) video.addEventListener(name, () => this.#moved());
    video.addEventListener("error", onFailed);
    video.addEventListener("play", () => {
      if (current !== video) current?.pause();
      current = video;
    });
    const toggle = () => (video.paused ? this.play() : video.pause());
    button.addEventListener("click", toggle);
    video.addEventListener("click", toggle);
    seek.addEventListener("input", () => {
      video.currentTime = Number(seek.value);
      this.#moved();
    });
    this.node.addEventListener("fullscreenchange", () =>
      this.full.setAttribute("aria-pressed", String(document.fullscreenElement === this.node)));
    this.#moved();
  }

  /** The button says what it does next. */
  #told() {
    const { ended, paused } = this.video;
    const [said] = this.button.children;
    said.dataset.t = ended ? "media_again" : paused ? "media_play" : "media_pause";
    said.textContent = t(said.dataset.t);
  }

  #moved() {
    const { video, seek, time } = this;
    if (video.duration) seek.max = String(Math.floor(video.duration));
    seek.value = String(Math.floor(video.currentTime));
    seek.setAttribute("aria-valuetext", `${lasting(Number(seek.value))} / ${lasting(Number(seek.max))}`);
    time.textContent = `${clock(seek.value)} / ${clock(seek.max)}`;
  }
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Quick exit: seen where the video fills the screen and covers the page's own. */
function exit() {
  const link = byId("exit").cloneNode(true);
  for (const name of ["id", "data-testid"]) link.removeAttribute(name);
  return link;
}

// ---- when to stop

const stop = () => current?.pause();

document.addEventListener("visibilitychange", () => document.hidden && stop());
for (const end of ["leave", "wipe", "away"]) document.addEventListener(end, stop);
