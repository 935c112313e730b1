// The text box: its height, how much room is left, and what went wrong, in words beside it.

import { numbersNow } from "./cards.js";
import { byId, el, speak } from "./dom.js";
import { limit, pageLanguage, t } from "./words.js";

const SHOW_LEFT = 200;
const SAY_LEFT = 100;

export const box = byId("box");

/** Put `text` into the box in place of what is there. */
export function fill(text) {
  box.value = text;
  grow();
  count();
}

/** Make the box as high as its text, where the style sheet cannot. */
export function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

/** Show how much room is left, and say it near the end and beyond. */
export function count() {
  const left = limit() - [...box.value.trim()].length;
  const near = left <= SHOW_LEFT ? t("left", { n: left }) : "";
  const text = left < 0 ? t("over", { n: -left }) : near;
  const step = left < 0 ? "over" : left <= SAY_LEFT ? "near" : "";
  byId("counter").textContent = text;
  byId("counter").toggleAttribute("data-over", left < 0);
  if (left < 0) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
  if (step && step !== box.dataset.step) speak(text);
  box.dataset.step = step;
}

/**
 * Show what went wrong, or nothing for an empty text.
 *
 * `services` brings numbers along, for what nobody has read: the entries to show, or an empty list
 * for the page's own. A pinned card already shows them.
 */
export function problem(text, services) {
  const parts = text ? [el("p", { lang: pageLanguage() }, text)] : [];
  if (text && services && byId("card").hidden) parts.push(numbersNow(services));
  byId("problem").replaceChildren(...parts);
}
