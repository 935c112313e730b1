// What the page says about a message that has not been read, has been read after all, or gets no answer.

import { box, problem } from "./box.js";
import { numbersNow } from "./cards.js";
import { byId, el, speak } from "./dom.js";
import { pageLanguage, t } from "./words.js";

/** Nobody has read it: say so in words beside it, with numbers to call and a way to try again. */
export function showUnsent(item) {
  if (item.isHeld) {
    problem(t("too_long_unread"), []);
    return;
  }
  if (!item.message || item.note) return;
  for (const old of document.querySelectorAll(".unsent .numbers-now")) old.remove();
  item.note = el(
    "div",
    { class: "unsent", lang: pageLanguage(), "data-testid": "unsent" },
    el("p", { "data-t": "not_sent" }, t("not_sent")),
    el("button", { class: "btn", type: "button", "data-action": "retry", "data-t": "retry" }, t("retry")),
    numbersNow(),
  );
  item.message.append(item.note);
  item.note.scrollIntoView({ block: "nearest" });
}

/** Somebody has read it after all. */
export function clearUnsent(item) {
  item.unsent = false;
  if (!item.note) return;
  const hadFocus = item.note.contains(document.activeElement);
  item.note.remove();
  item.note = undefined;
  if (hadFocus) box.focus();
  speak(t("sent_now"));
}

/** It was read, but no answer came. */
export function showLate(item, log) {
  log.typing(false);
  item.late = log.line(t("late"), numbersNow());
}

/** Show the state of the connection; an empty text clears it. */
export function net(text, isLost = false) {
  if (byId("net").textContent === text) return;
  byId("net").textContent = text;
  byId("net").toggleAttribute("data-lost", isLost);
}
