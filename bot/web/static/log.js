// The message log: who said what, in order, each announced once.

import { away, services } from "./cards.js";
import { byId, el, mascot, speak, spoken } from "./dom.js";
import { clip } from "./media.js";
import { pageLanguage, t } from "./words.js";

const GAP_MS = 400;
const PER_LETTER_MS = 14;
const LONGEST_MS = 1600;
const LONGEST_TURN_MS = 4000;
// Who has asked the device for less motion gets an answer whole, not bubble by bubble.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const NEAR_PX = 160;
const END_PX = 40;

const label = (key, name) => el("span", { "data-t": key, class: name, lang: pageLanguage() }, t(key));

/** Return how long to wait before each bubble: time to read the one before, in all never long. */
function pace(bubbles) {
  const waits = bubbles.map((text, index) => (index ? Math.min(LONGEST_MS, GAP_MS + PER_LETTER_MS * text.length) : 0));
  const whole = waits.reduce((sum, wait) => sum + wait, 0);
  return waits.map((wait) => wait * Math.min(1, LONGEST_TURN_MS / whole || 1));
}

export class Log {
  constructor() {
    this.root = byId("log");
    this.scroller = byId("scroller");
    this.queue = [];
    this.groups = [];
    this.saidTyping = false;
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    // What grows below the log takes from its height; who was at the end stays there.
    new ResizeObserver(() => this.root.firstChild && this.#resized()).observe(this.scroller);
  }

  /** Put the person's own words in; returns the message. */
  own(text) {
    this.flush();
    this.first = undefined;
    const message = el(
      "div",
      { class: "msg you", "data-testid": "msg-you" },
      el("p", { class: "who" }, label("you"), el("span", { class: "sr" }, ":")),
      el("p", { class: "bubble", dir: "auto", lang: pageLanguage() }, text),
    );
    this.#append(message);
    this.toEnd();
    return message;
  }

  /**
   * Show a turn of the bot: bubbles one after the other, then cards, choices and thumbs.
   *
   * With a `language` of its own it is an aside, the offer to switch: it follows what is shown just
   * now, and the choices before it stay.
   */
  turn({ bubbles = [], choices = [], services: entries = [], cards = [], thumbs = false, help = false, link, language }, { isInstant = false } = {}) {
    const isPlaying = language && this.queue.length > 0;
    if (!language) {
      this.flush();
      this.retire();
      if (this.isWhole) this.first = undefined;
      this.isWhole = choices.length > 0;
    }
    const waits = pace(bubbles);
    bubbles.forEach((text, index) => this.#later(waits[index], () => this.#append(this.#bubble(text, index, language))));
    if (link) this.#later(0, () => this.#append(this.#source(link)));
    if (entries.length) this.#later(0, () => this.#append(this.#services(entries)));
    for (const card of cards) this.#later(0, () => this.#append(clip(card)));
    if (help) this.#later(0, () => this.#append(this.#help()));
    if (choices.length) this.#later(0, () => this.choices(choices, language));
    if (thumbs) this.#later(0, () => this.#append(this.#thumbs()));
    if (isInstant || document.hidden || still.matches) this.flush();
    else if (!isPlaying) this.#play();
  }

  /** Show a group of choices in place of those before, or as an aside in its own `language` beside them. */
  choices(choices, language) {
    if (!language) for (const open of this.groups.splice(0)) open.remove();
    const group = el(
      "div",
      { class: "choices", role: "group", "aria-label": t("choices"), "data-t-label": "choices", "data-testid": "choices" },
      ...choices.map(({ title, payload, language: own }) =>
        el("button", { class: "choice", type: "button", "data-action": "choice", "data-payload": payload, lang: own ?? language ?? pageLanguage() }, title)),
    );
    this.groups.push(group);
    this.#append(group);
  }

  /** The last choices are over: readable, no longer to be pressed. */
  retire() {
    for (const group of this.groups.splice(0)) {
      for (const button of group.children) button.setAttribute("aria-disabled", "true");
    }
  }

  /** Mark one button of a group as the one taken. */
  use(button) {
    button.setAttribute("aria-pressed", "true");
    const group = button.parentElement;
    for (const other of group.querySelectorAll("button")) other.setAttribute("aria-disabled", "true");
    this.groups = this.groups.filter((open) => open !== group);
  }

  /** Give a group back, because its choice did not go through. */
  giveBack(button) {
    button.removeAttribute("aria-pressed");
    const group = button.parentElement;
    for (const other of group.querySelectorAll("button")) other.removeAttribute("aria-disabled");
    this.groups.push(group);
  }

  /** Put a line of the page itself in, neither the bot's nor the person's. */
  line(text, ...more) {
    const node = el("div", { class: "line", lang: pageLanguage() }, el("p", {}, text), ...more);
    this.first = node;
    this.#append(node);
    return node;
  }

  /** Show the typing sign; it is said aloud once in a chat. */
  typing(isOn) {
    const wasNear = this.isNear();
    byId("typing").hidden = !isOn;
    if (isOn && wasNear) this.#toLatest();
    if (isOn && !this.saidTyping) speak(t("typing"));
    this.saidTyping ||= isOn;
  }

  /** Show at once everything that still waits. */
  flush() {
    clearTimeout(this.timer);
    const waiting = this.queue;
    this.queue = [];
    if (!waiting.length) return;
    // Measured once for all of them: each measuring lays the whole log out anew.
    const wasNear = this.isNear();
    this.isFlushing = true;
    for (const { show } of waiting) show();
    this.isFlushing = false;
    this.#follow(wasNear);
  }

  /** Do `work` without a screen reader hearing it again. */
  quietly(work) {
    this.root.setAttribute("aria-live", "off");
    work();
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.root.setAttribute("aria-live", "polite"), 300);
  }

  clear() {
    clearTimeout(this.timer);
    this.queue = [];
    this.groups = [];
    this.first = undefined;
    this.root.replaceChildren();
    this.typing(false);
    byId("newer").hidden = true;
  }

  isNear() {
    return this.#below() < NEAR_PX;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    if (this.scroller.scrollHeight <= this.scroller.clientHeight) {
      this.root.lastElementChild?.scrollIntoView({ block: "nearest" });
    }
    this.wasNear = true;
    this.#more(false);
  }

  /** Go on reading below: a window further, with what the button lay over. */
  onward() {
    const covered = byId("newer").offsetHeight;
    this.scroller.scrollTop += Math.max(this.scroller.clientHeight - covered, covered);
    this.#scrolled();
  }

  #scrolled() {
    this.wasNear = this.isNear();
    if (this.#below() < END_PX) this.#more(false);
  }

  #resized() {
    if (this.wasNear) this.#toLatest();
    else this.#more(this.#below() >= END_PX);
  }

  /** Return how much of the log is below what is seen. */
  #below() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Go to the end, but not past the first words of an answer that is longer than the window. */
  #toLatest() {
    const before = this.scroller.scrollTop;
    this.toEnd();
    if (!this.first?.isConnected) return;
    const past = this.scroller.getBoundingClientRect().top - this.first.getBoundingClientRect().top;
    if (past <= 0 || this.scroller.scrollTop <= before) return;
    this.scroller.scrollTop = Math.max(before, this.scroller.scrollTop - past);
    this.wasNear = this.isNear();
    this.#more(this.#below() >= END_PX);
  }

  /** Say that there is more below, or no more. */
  #more(isBelow) {
    const button = byId("newer");
    if (!isBelow && document.activeElement === button) this.scroller.focus({ preventScroll: true });
    button.hidden = !isBelow;
  }

  #later(wait, show) {
    this.queue.push({ wait, show });
  }

  #play() {
    const next = this.queue.shift();
    if (!next) return;
    const show = () => {
      next.show();
      this.typing(this.queue.some(({ wait }) => wait));
      this.#play();
    };
    if (!next.wait) {
      show();
      return;
    }
    this.queue.unshift(next);
    this.timer = setTimeout(() => {
      this.queue.shift();
      show();
    }, next.wait);
  }

  #append(node) {
    const wasNear = !this.isFlushing && this.isNear();
    this.root.append(node);
    if (node.matches(".bot")) this.first ??= node;
    if (!this.isFlushing) this.#follow(wasNear);
  }

  #follow(wasNear) {
    if (wasNear) this.#toLatest();
    else this.#more(true);
  }

  #bubble(text, index, language = pageLanguage()) {
    return el(
      "div",
      { class: index ? "msg bot follows" : "msg bot", "data-testid": "msg-bot" },
      el("p", { class: index ? "who sr" : "who" }, ...(index ? [] : [mascot("listen")]), el("span", { translate: "no" }, t("bot")), el("span", { class: "sr" }, ":")),
      el("p", { class: "bubble", dir: "auto", lang: language }, ...spoken(text)),
    );
  }

  /** The way to the numbers, beside a question about danger. */
  #help() {
    const link = el("a", { href: `/help?lang=${pageLanguage()}`, "data-t": "help_link" }, t("help_link"));
    return el("p", { class: "line help-link", lang: pageLanguage(), "data-testid": "help-link" }, link);
  }

  /** The page that the facts come from. */
  #source(link) {
    return el("p", { class: "line source", lang: pageLanguage(), "data-testid": "source" }, away(link, "open_site"));
  }

  #services(entries) {
    const list = services(entries, 2);
    list.setAttribute("aria-label", t("service_cards"));
    list.dataset.tLabel = "service_cards";
    list.dataset.testid = "service-cards";
    list.lang = pageLanguage();
    return list;
  }

  #thumbs() {
    const button = (key, thumb) =>
      el("button", { class: "choice", type: "button", "data-action": "thumb", "data-thumb": thumb, "data-t": key, lang: pageLanguage() }, t(key));
    const question = el("span", { class: "thumbs-q", "data-t": "thumbs", lang: pageLanguage() }, t("thumbs"));
    return el(
      "div",
      { class: "choices thumbs", role: "group", "aria-label": t("thumbs"), "data-t-label": "thumbs", "data-testid": "thumbs" },
      question, button("thumbs_up", "up"), button("thumbs_down", "down"),
    );
  }
}
