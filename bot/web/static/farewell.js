// What may be asked when the young person ends the chat. The server says which questions; answering is
// optional, and ending waits for nothing.

import { byId, loadStyle } from "./dom.js";

let allowed = [];

/** Take over which questions may be asked from now on. */
export function allow(names) {
  allowed = names;
  if (names.length) loadStyle("/static/farewell.css").catch(() => {}); // plain radio buttons do, too
}

const form = () => byId("end-dialog").querySelector("form");

/** Ask 'end the chat?', and below it what may be asked, nothing of it answered. */
export function askToEnd() {
  const dialog = byId("end-dialog");
  form().reset();
  for (const question of form().querySelectorAll("fieldset")) {
    question.hidden = question.disabled = !allowed.includes(question.name);
  }
  byId("farewell-lead").hidden = !allowed.length;
  dialog.returnValue = "";
  dialog.showModal();
  // A screen reader begins above the questions; without any the first button has the focus.
  if (allowed.length) byId("end-title").focus();
  dialog.scrollTop = 0;
}

/** Return what was answered, by question; what was not asked is not in it. */
export const answers = () => Object.fromEntries(new FormData(form()));
