// Change of language without losing anything: the same page is fetched in the other language and its
// words are taken over. The log, the box and what is typed in it stay as they are.

import { byId } from "./dom.js";
import { relabel, takeWords } from "./words.js";

/** Fetch the page at `url` and take its words over; raises when the server cannot be reached. */
export async function changeLanguage(url) {
  const answer = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(6000) });
  if (!answer.ok) throw new Error(`page answered ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement;
  const open = Array.from(document.querySelectorAll("details[open][id]"), (node) => node.id);
  takeWords(page);
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  for (const node of document.querySelectorAll("[data-swap]")) swap(node, page);
  for (const id of open) byId(id)?.setAttribute("open", "");
  relabel();
  if (document.activeElement.id !== focused.id) byId(focused.id)?.focus({ preventScroll: true });
  // The menu closes with its language; what had the focus in there is hidden.
  if (focused !== document.body && document.activeElement === document.body) byId("menu-button").focus({ preventScroll: true });
  history.replaceState(null, "", url);
}

function swap(node, page) {
  const fresh = page.getElementById(node.id);
  if (!fresh) return;
  for (const state of ["aria-pressed", "aria-expanded", "data-open"]) {
    if (node.hasAttribute(state)) fresh.setAttribute(state, node.getAttribute(state));
  }
  node.replaceWith(document.adoptNode(fresh));
}
