// The message log: who said what, in order, each announced once.

import { services } from "./cards.js";
import { byId, el, speak, spoken } from "./dom.js";
import { pageLanguage, t } from "./words.js";

const GAP_MS = 400;
const PER_LETTER_MS = 14;
const LONGEST_MS = 1600;
const NEAR_PX = 160;

const label = (key, name) => el("span", { "data-t": key, class: name, lang: pageLanguage() }, t(key));

export class Log {
  constructor() {
    this.root = byId("log");
    this.scroller = byId("scroller");
    this.queue = [];
    this.lastChoices = null;
    this.saidTyping = false;
    this.scroller.addEventListener("scroll", () => this.isNear() && (byId("newer").hidden = true));
  }

  /** Put the person's own words in; returns the message. */
  own(text) {
    this.flush();
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

  /** Show a turn of the bot: bubbles one after the other, then cards, choices and thumbs. */
  turn({ bubbles = [], choices = [], services: entries = [], thumbs = false }, { isInstant = false } = {}) {
    this.flush();
    this.retire();
    bubbles.forEach((text, index) => {
      const wait = index ? Math.min(LONGEST_MS, GAP_MS + PER_LETTER_MS * text.length) : 0;
      this.#later(wait, () => this.#append(this.#bubble(text, index)));
    });
    if (entries.length) this.#later(0, () => this.#append(this.#services(entries)));
    if (choices.length) this.#later(0, () => this.choices(choices));
    if (thumbs) this.#later(0, () => this.#append(this.#thumbs()));
    if (isInstant || document.hidden) this.flush();
    else this.#play();
  }

  /** Show a group of choices; the group stays readable after use. */
  choices(choices) {
    this.lastChoices?.isConnected && !this.lastChoices.dataset.used && this.lastChoices.remove();
    this.lastChoices = el(
      "div",
      { class: "choices", role: "group", "aria-label": t("choices"), "data-t-label": "choices", "data-testid": "choices" },
      ...choices.map(({ title, payload }) =>
        el("button", { class: "choice", type: "button", "data-action": "choice", "data-payload": payload, lang: pageLanguage() }, title)),
    );
    this.#append(this.lastChoices);
  }

  /** The last choices are over: readable, no longer to be pressed. */
  retire() {
    const group = this.lastChoices;
    this.lastChoices = null;
    if (!group) return;
    group.dataset.used = "";
    for (const button of group.children) button.setAttribute("aria-disabled", "true");
  }

  /** Mark one button of a group as the one taken. */
  use(button) {
    button.setAttribute("aria-pressed", "true");
    const group = button.parentElement;
    group.dataset.used = "";
    for (const other of group.querySelectorAll("button")) other.setAttribute("aria-disabled", "true");
    if (group === this.lastChoices) this.lastChoices = null;
  }

  /** Give a group back, because its choice did not go through. */
  giveBack(button) {
    button.removeAttribute("aria-pressed");
    const group = button.parentElement;
    delete group.dataset.used;
    for (const other of group.querySelectorAll("button")) other.removeAttribute("aria-disabled");
    this.lastChoices = group;
  }

  /** Put a line of the page itself in, neither the bot's nor the person's. */
  line(text, ...more) {
    const node = el("div", { class: "line", lang: pageLanguage() }, el("p", {}, text), ...more);
    this.#append(node);
    return node;
  }

  /** Show the typing sign; it is said aloud once in a chat. */
  typing(isOn) {
    const wasNear = this.isNear();
    byId("typing").hidden = !isOn;
    if (isOn && wasNear) this.toEnd();
    if (isOn && !this.saidTyping) speak(t("typing"));
    this.saidTyping ||= isOn;
  }

  /** Show at once everything that still waits. */
  flush() {
    clearTimeout(this.timer);
    const waiting = this.queue;
    this.queue = [];
    for (const { show } of waiting) show();
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
    this.lastChoices = null;
    this.root.replaceChildren();
    this.typing(false);
    byId("newer").hidden = true;
  }

  isNear() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    if (this.scroller.scrollHeight <= this.scroller.clientHeight) {
      this.root.lastElementChild?.scrollIntoView({ block: "nearest" });
    }
    byId("newer").hidden = true;
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
    const wasNear = this.isNear();
    this.root.append(node);
    if (wasNear) this.toEnd();
    else byId("newer").hidden = false;
  }

  #bubble(text, index) {
    return el(
      "div",
      { class: index ? "msg bot follows" : "msg bot", "data-testid": "msg-bot" },
      el("p", { class: index ? "who sr" : "who" }, el("span", { translate: "no" }, t("bot")), el("span", { class: "sr" }, ":")),
      el("p", { class: "bubble", dir: "auto", lang: pageLanguage() }, ...spoken(text)),
    );
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
