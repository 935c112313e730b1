// A chat that nobody uses is forgotten after a while. The page warns well before, one tap goes on, as often as
// wanted; at the end it clears itself, for those who share a computer. Beside a help card it does neither.
// Timers sleep with a hidden tab or a closed lid, so it is the clock on the wall that counts.

import { box } from "./box.js";
import { byId, el, speak } from "./dom.js";
import { pageLanguage, t } from "./words.js";

const WARN_MIN = 5;
const LOOK_MS = 10_000;
const WRITING_MS = 60_000;

export class Idle {
  /** @param {object} parts `link`; `log`; `onOver()` when the time is over. */
  constructor({ link, log, onOver }) {
    Object.assign(this, { link, log, onOver });
    // Writing in the box, or in a note over the chat.
    document.addEventListener("input", () => Date.now() - this.at > WRITING_MS && this.stay());
    document.addEventListener("visibilitychange", () => document.hidden || this.#back());
  }

  /** The server keeps a quiet chat for `seconds`; a page that only reconnects counts on. */
  start(seconds) {
    this.limit = seconds * 1000;
    if (this.timer) return;
    this.here();
    this.timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Something was said: count from now. */
  here() {
    this.at = Date.now();
    this.#unwarn();
  }

  /** The person is here and wants to go on: the server hears it, too. */
  stay() {
    if (!this.timer) return;
    if (this.warning) speak(t("idle_kept"));
    this.here();
    this.link.send({ type: "ping" });
  }

  /** The chat is over: count no more. */
  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.#unwarn();
  }

  #look() {
    const left = this.at + this.limit - Date.now();
    if (this.#isHeld()) this.here();
    else if (left <= 0) this.onOver();
    else if (left <= WARN_MIN * 60_000 && !this.warning) this.#warn();
  }

  /** The tab is looked at again: too late, or in time and without a tap. */
  #back() {
    if (!this.timer) return;
    this.#look();
    this.stay();
  }

  /** Numbers stand on the page, and somebody may need them. */
  #isHeld() {
    return !byId("card").hidden || Boolean(this.log.root.querySelector(".unsent"));
  }

  #warn() {
    const stay = el("button", { class: "btn", type: "button", "data-action": "stay", "data-t": "idle_stay", lang: pageLanguage() }, t("idle_stay"));
    this.warning = this.log.line(t("idle_warning", { n: WARN_MIN }), stay);
    this.warning.dataset.testid = "idle";
  }

  #unwarn() {
    const hadFocus = this.warning?.contains(document.activeElement);
    this.warning?.remove();
    this.warning = undefined;
    if (hadFocus) box.focus({ preventScroll: true });
  }
}
