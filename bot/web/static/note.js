// 'Show this': a note put together from choices and own words, to show or to copy.
// What is chosen and written stays in this module and its dialog: nothing is sent, nothing is stored.

import { byId, loadStyle } from "./dom.js";
import { asText, fresh, languages, paragraphs } from "./note-text.js";
import { fields, paper, refreshPart, view } from "./note-view.js";
import { pageLanguage } from "./words.js";

const WAIT_MS = 6000;

const known = {};
let words;
let dialog;
let note = fresh();

/** Open the note in the page's language; raises when its words cannot be fetched. */
export async function open() {
  const [found] = await Promise.all([fetched(pageLanguage()), loadStyle("/static/note.css")]);
  if (dialog) return;
  words = found;
  draw();
}

async function fetched(language) {
  if (known[language]) return known[language];
  const answer = await fetch(`/note?lang=${language}`, { signal: AbortSignal.timeout(WAIT_MS) });
  if (!answer.ok) throw new Error(`note answered ${answer.status}`);
  known[language] = await answer.json();
  return known[language];
}

// Quick exit, and the end of the chat.
for (const end of ["leave", "wipe"]) {
  document.addEventListener(end, () => {
    note = fresh();
    shut();
  });
}

// ---- the dialog

const find = (selector) => dialog.querySelector(selector);

function draw() {
  dialog = view(words, note);
  dialog.addEventListener("change", changed);
  dialog.addEventListener("input", typed);
  dialog.addEventListener("click", pressed);
  dialog.addEventListener("cancel", cancelled);
  dialog.addEventListener("close", closed);
  document.body.append(dialog);
  look("make");
  refresh();
  dialog.showModal();
  find("#note-title").focus();
}

/** The page holds nothing of a closed note; what was chosen stays in this module until it is wiped. */
function shut() {
  dialog?.remove();
  dialog = undefined;
}

function closed({ target }) {
  if (target !== dialog) return;
  shut();
  if (document.activeElement === document.body) byId("menu-button").focus();
}

/** Escape goes one step back: from the numbers, from the full screen, then out. */
function cancelled(event) {
  const panel = find("details[open]");
  if (!panel && dialog.dataset.view === "make") return;
  event.preventDefault();
  if (!panel) return void ACTIONS.back();
  panel.open = false;
  panel.querySelector("summary").focus();
}

/** Show the place where the note is made, or the note alone. */
function look(view) {
  dialog.dataset.view = view;
  find("#note-make").hidden = view !== "make";
  find("#note-sheet").hidden = view !== "sheet";
  for (const name of ["close", "see"]) find(`[data-do=${name}]`).hidden = view !== "make";
  find("[data-do=back]").hidden = view !== "sheet";
}

// ---- what is chosen and written

/** Show what is offered to this reader, the hints of what is chosen, and the note. */
function refresh() {
  for (const [id, part] of Object.entries(words.parts)) {
    if (part.options) refreshPart(find(`[data-part="${id}"]`), id, part, words, note);
  }
  refreshPaper();
}

function refreshPaper() {
  const isEmpty = !paragraphs(words, note).length;
  find("#note-paper").replaceChildren(...(note.isEdited ? fields : paper)(words, note));
  for (const id of ["note-paper", "note-acts"]) find(`#${id}`).hidden = isEmpty;
  find("#note-empty").hidden = !isEmpty;
  find("#note-edit-hint").hidden = isEmpty || !note.isEdited;
}

function changed({ target }) {
  if (!target.matches("input")) return;
  const part = target.closest("[data-part]")?.dataset.part;
  if (part) choose(part, target);
  else note.isFinnishToo = target.checked;
  refresh();
}

function choose(part, { type, value, checked }) {
  const others = type === "radio" ? [] : (note.chosen[part] ?? []).filter((name) => name !== value);
  note.chosen[part] = checked && value ? [...others, value] : others;
  if (checked) return;
  // Words changed by hand go with the choice that they belong to.
  for (const key of Object.keys(note.edits)) if (key.startsWith(`${part}.${value}.`)) delete note.edits[key];
}

function typed({ target }) {
  if (target.dataset.edit) note.edits[target.dataset.edit] = target.value;
  if (target.id !== "note-own") return;
  note.own = target.value;
  note.ownLanguage = words.language;
  refreshPaper();
}

// ---- what is pressed

function pressed({ target }) {
  const panel = find("details[open]");
  if (panel && !panel.contains(target)) panel.open = false;
  const name = target.closest("[data-do]")?.dataset.do;
  if (name) ACTIONS[name]();
}

const ACTIONS = {
  close: () => dialog.close(),
  see() {
    find("#note-preview-title").focus({ preventScroll: true });
    find(".note-preview").scrollIntoView();
  },
  show() {
    find("#note-sheet").replaceChildren(...paper(words, note));
    look("sheet");
    find("#note-sheet").focus({ preventScroll: true });
    dialog.scrollTop = 0;
  },
  back() {
    look("make");
    find("[data-do=show]").focus();
  },
  edit() {
    note.isEdited = !note.isEdited;
    find("[data-do=edit]").setAttribute("aria-pressed", String(note.isEdited));
    refreshPaper();
  },
  copy: () => copy(asText(words, note, languages(words, note))),
  copy_finnish: () => copy(asText(words, note, ["fi"])),
  clear: () => ask(true),
  clear_no: () => ask(false),
  clear_yes() {
    note = fresh();
    shut();
    draw();
    find("#note-said").textContent = words.page.cleared;
  },
};

/** Ask whether everything is to go, or put the question away. */
function ask(isAsked) {
  find("#note-said").textContent = "";
  find("#note-sure").hidden = !isAsked;
  find(isAsked ? "[data-do=clear_no]" : "[data-do=clear]").focus();
}

async function copy(text) {
  const said = find("#note-said");
  said.textContent = "";
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = words.page.copied;
  } catch {
    if (note.isEdited) ACTIONS.edit();
    getSelection().selectAllChildren(find("#note-paper"));
    said.textContent = words.page.copy_failed;
  }
  said.scrollIntoView({ block: "nearest" });
}
