// Service cards and the pinned help card. The same shape as templates/_service.html.

import { byId, el, speak } from "./dom.js";
import { pageLanguage, t } from "./words.js";

const host = (url) => new URL(url).host.replace(/^www\./, "");

/** Return the https or http address, or nothing: no other scheme ever becomes a link. */
function safe(url) {
  return /^https?:\/\//.test(url ?? "") ? url : undefined;
}

/** Return a link that opens another site in a new tab, or nothing. */
export function away(url, key) {
  if (!safe(url)) return undefined;
  return el(
    "a",
    { class: "btn", href: url, target: "_blank", rel: "noopener noreferrer", "data-opens": "" },
    t(key, { host: host(url) }),
    el("span", { class: "sr" }, ` ${t("new_tab")}`),
  );
}

function call(entry) {
  const number = entry.tel_display ?? entry.tel;
  if (!entry.tel) return undefined;
  return el(
    "a",
    { class: "btn btn-call", href: `tel:${entry.tel}`, "data-opens": "" },
    el("span", { class: "call-word" }, t("call")),
    " ",
    el("span", { class: "number" }, number),
  );
}

function copy(entry) {
  const number = entry.tel_display ?? entry.tel;
  if (!entry.tel) return undefined;
  return el(
    "button",
    { class: "btn btn-quiet copy", type: "button", "data-action": "copy", "data-number": number },
    t("copy"),
    el("span", { class: "sr" }, ` ${number}`),
  );
}

const line = (text, name, attributes = {}) =>
  typeof text === "string" && text ? el("p", { class: name, ...attributes }, text) : undefined;

/** Return when somebody answers: the state of the main way in, and of a chat beside it; for who writes the chat's first. */
function states(entry) {
  const main = line(entry.state_text, "svc-state", { "data-state": entry.state });
  if (!entry.chat_state_text) return [main];
  const chat = line(t("chat_state", { state: entry.chat_state_text }), "svc-chat", { "data-state": entry.chat_state });
  return entry.chat_first ? [chat, main] : [main, chat];
}

/** Return the ways in: the phone first, or the chat for who cannot speak aloud. */
function acts(entry, other) {
  const ways = [call(entry), away(entry.chat_url, "open_chat"), other];
  return [...(entry.chat_first ? ways.reverse() : ways), copy(entry)];
}

/** Return one service as a list item; `level` is the level of its heading. */
export function service(entry, level) {
  const facts = [entry.cost, entry.anonymous_text].filter(Boolean);
  const other = entry.tel || entry.chat_url ? undefined : away(entry.url, "open_site");
  return el(
    "li",
    { class: entry.primary ? "svc svc-first" : "svc", "data-service": entry.id },
    el(`h${level}`, { class: "svc-name" }, entry.name),
    el(
      "div",
      { class: "svc-about" },
      ...states(entry),
      line(entry.language_note, "svc-lang"),
      facts.length ? el("p", { class: "svc-facts" }, ...facts.flatMap((fact) => [el("span", {}, fact), " "])) : undefined,
      line(entry.description, "svc-desc"),
      line(entry.queue_note, "svc-queue"),
    ),
    el("p", { class: "svc-acts" }, ...acts(entry, other).filter(Boolean)),
  );
}

/** Return services as a list. */
export function services(entries, level, name = "") {
  return el("ul", { class: `services ${name}`.trim() }, ...entries.map((entry) => service(entry, level)));
}

/** Return the numbers to show beside something that nobody has read: the pinned card's, else the page's. A call works without the net. */
export function numbersNow(entries) {
  const list = entries?.length ? services(entries, 3, "compact") : copyOfList();
  return el("div", { class: "numbers-now" }, el("p", {}, t("numbers_now")), list);
}

function copyOfList() {
  const source = byId("card").querySelector(".services") ?? byId("help-list");
  const list = el("ul", { class: "services compact" });
  const canCall = (item) => item.querySelector("a[href^='tel:']");
  for (const item of Array.from(source.children).filter(canCall).slice(0, 3)) list.append(item.cloneNode(true));
  return list;
}

function aloud(entry) {
  const number = entry.tel ? entry.tel_display ?? entry.tel : host(entry.chat_url ?? entry.url ?? location.href);
  const chat = entry.chat_first && t("chat_state", { state: entry.chat_state_text });
  return [entry.name, entry.language_note, chat, number, entry.state_text].filter(Boolean).join(", ");
}

const MISUNDERSTOOD = {
  class: "btn btn-quiet",
  id: "misunderstood",
  type: "button",
  "data-action": "misunderstood",
  "data-t": "misunderstood",
  "data-testid": "misunderstood",
};

const ids = (card) => Array.from(card.querySelectorAll("[data-service]"), (item) => item.dataset.service).join(" ");

/** Pin the help card in place of the one before; it is said without moving the focus, unless the same numbers stood there. */
export function pinCard(entries, { isQuiet = false } = {}) {
  const card = byId("card");
  const isFull = !card.hidden && card.dataset.view === "full";
  const isSame = ids(card) === entries.map((entry) => entry.id).join(" ");
  card.lang = pageLanguage();
  card.replaceChildren(
    el("div", { class: "card-head" }, el("h2", { id: "card-title", tabindex: "-1", "data-t": "card_title" }, t("card_title"))),
    services(entries, 3),
    el(
      "div",
      { class: "card-foot" },
      el("button", { class: "btn btn-quiet", id: "card-more", type: "button", "data-action": "card-view" }),
      el("button", MISUNDERSTOOD, t("misunderstood")),
    ),
  );
  card.hidden = false;
  document.documentElement.toggleAttribute("data-card", true);
  setCardView(isFull);
  if (!isQuiet && !isSame) speak(`${t("card_spoken")} ${entries.map(aloud).join(". ")}`);
}

/** Show all facts of the pinned card, or what is needed to call only. */
export function setCardView(isFull) {
  byId("card").dataset.view = isFull ? "full" : "compact";
  byId("card").scrollTop = 0;
  const button = byId("card-more");
  button.setAttribute("aria-expanded", String(isFull));
  button.dataset.t = isFull ? "card_less" : "card_more";
  button.textContent = t(button.dataset.t);
}

/** Move the focus to the pinned card: to its title, or where there is no room for one, to its first number. */
export function focusCard() {
  const title = byId("card-title");
  const hasTitle = title.parentElement.offsetHeight > 1;
  (hasTitle ? title : byId("card").querySelector("a")).focus();
}

/** Take the pinned card away. */
export function unpinCard() {
  const card = byId("card");
  card.hidden = true;
  card.replaceChildren();
  document.documentElement.toggleAttribute("data-card", false);
}
