// 'Did you get through?': asked once for each contact that was opened, lightly, above the box.
// It can be left unanswered; it takes no focus and goes with the next message.

import { byId, el, speak } from "./dom.js";
import { pageLanguage, t } from "./words.js";

const LATER_MS = 60_000;
const REPLAYED_MS = 800;
const OUTCOMES = ["reached", "busy", "closed", "not_dared"];

const nameOf = (service) =>
  document.querySelector(`[data-service="${CSS.escape(service)}"] .svc-name`)?.textContent ?? "";

export class Contact {
  /** @param {object} parts `link`; `log`; `onAnswer(frame)` sends what was chosen. */
  constructor({ link, log, onAnswer }) {
    Object.assign(this, { link, log, onAnswer });
    this.root = byId("contact");
    document.addEventListener("visibilitychange", () => document.hidden || this.#ask());
  }

  /** A number or a link of a service was opened. */
  opened(service) {
    this.close();
    this.service = service;
    this.isUntold = !this.link.send({ type: "service_opened", service });
    this.timer = setTimeout(() => document.hidden || this.#ask(), LATER_MS);
  }

  /** A page loaded again does not know what was opened before; the server does. */
  resume(services) {
    const service = services.at(-1);
    if (!service || this.service) return;
    this.service = service;
    this.timer = setTimeout(() => this.#ask(), REPLAYED_MS);
  }

  /** Say what could not be said while there was no connection, or to a chat that is gone. */
  tell() {
    if (!this.service || !this.isUntold) return;
    this.isUntold = !this.link.send({ type: "service_opened", service: this.service });
  }

  /** The person writes on: ask beside the answer, or let go what was not answered. */
  wroteOn() {
    if (!this.root.hidden) this.close();
    else this.isDue = Boolean(this.service);
  }

  /** An answer came; `told` names the contact that the person's own words were about. */
  answered(told) {
    if (told && told === this.service) this.close();
    else if (this.isDue) this.#ask();
  }

  /** Take one of the choices. */
  choose(button) {
    const { service } = this;
    const { outcome } = button.dataset;
    const title = button.textContent;
    this.close();
    this.onAnswer({ type: "contact_outcome", service, outcome, title });
  }

  /** Let the question go; it does not come again for this opening. */
  close() {
    clearTimeout(this.timer);
    this.service = undefined;
    this.isDue = this.isUntold = false;
    const hadFocus = this.root.contains(document.activeElement);
    this.root.hidden = true;
    this.root.replaceChildren();
    document.documentElement.toggleAttribute("data-contact", false);
    if (hadFocus) byId("scroller").focus({ preventScroll: true });
  }

  #ask() {
    if (!this.service || !this.root.hidden) return;
    clearTimeout(this.timer);
    this.isDue = false;
    const wasNear = this.log.isNear();
    const name = nameOf(this.service);
    this.root.replaceChildren(...this.#question(name));
    this.root.hidden = false;
    document.documentElement.toggleAttribute("data-contact", true);
    if (wasNear) this.log.toEnd();
    this.link.send({ type: "contact_asked", service: this.service });
    speak(t("contact_spoken", { name }));
  }

  #question(name) {
    const lang = pageLanguage();
    const word = (key, tag, attributes) => el(tag, { ...attributes, "data-t": key, lang }, t(key));
    const choices = OUTCOMES.map((outcome) =>
      word(`contact_${outcome}`, "button", { class: "choice", type: "button", "data-action": "outcome", "data-outcome": outcome }));
    return [
      el("p", { class: "contact-q", id: "contact-q" }, word("contact_q", "span"), " ", el("span", { class: "contact-name", lang }, name)),
      word("contact_skip", "button", { class: "btn btn-quiet contact-skip", type: "button", "data-action": "contact-skip" }),
      el("div", { class: "contact-choices" }, ...choices),
    ];
  }
}
