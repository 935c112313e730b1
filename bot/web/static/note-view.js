// What 'Show this' looks like: elements made of its words and of what was chosen. What they do is in note.js.

import { byId, el, spoken } from "./dom.js";
import { isOffered, joined, languages, ownWords, paragraphs, wording } from "./note-text.js";
import { t } from "./words.js";

/** Return the whole dialog. */
export function view(words, note) {
  const { page, parts } = words;
  return el(
    "dialog",
    { class: "note", id: "note", lang: words.language, "aria-labelledby": "note-title", "data-testid": "note" },
    el("div", { class: "note-head" }, copyOf("help-now"), copyOf("exit")),
    el(
      "div",
      { class: "note-make", id: "note-make" },
      el(
        "div",
        { class: "note-form" },
        el("h2", { id: "note-title", tabindex: "-1" }, page.title),
        el("p", {}, page.lead),
        el("div", { class: "note-unread" }, el("p", {}, ...spoken(page.unread)), el("p", {}, helpLink(words))),
        ...Object.entries(parts).map(([id, part]) =>
          part.choose === "text" ? ownPart(id, part, note) : choicePart(id, part, words, note),
        ),
      ),
      preview(words, note),
    ),
    el("div", { class: "note-sheet", id: "note-sheet", tabindex: "0", role: "region", "aria-label": page.note, hidden: "" }),
    el(
      "div",
      { class: "note-foot" },
      button(words, "close"),
      button(words, "see", "btn-strong"),
      button(words, "back", "btn-strong"),
    ),
  );
}

const button = (words, name, style = "") =>
  el("button", { type: "button", class: `btn ${style}`, "data-do": name }, words.page[name]);

/** Return a copy of the page's way to help or out: the same words at the same place. */
function copyOf(id) {
  const copy = byId(id).cloneNode(true);
  for (const node of [copy, ...copy.querySelectorAll("*")]) {
    node.removeAttribute("id");
    node.removeAttribute("data-testid");
  }
  copy.removeAttribute("open");
  // A page of numbers opens beside this one, so that nothing is lost.
  for (const link of copy.querySelectorAll('a[href^="/"]')) newTab(link);
  return copy;
}

const helpLink = (words) =>
  newTab(el("a", { class: "note-numbers", href: `/help?lang=${words.language}` }, words.page.numbers));

function newTab(link) {
  link.target = "_blank";
  link.rel = "noopener";
  link.append(" ", el("span", { class: "sr" }, t("new_tab")));
  return link;
}

function choicePart(id, { choose, title, hint, optional, options }, words, note) {
  const rows = Object.entries(options).map(([name, { label }]) => [name, label]);
  if (optional) rows.unshift(["", words.page.skip]);
  return el(
    "fieldset",
    { class: "note-part", "data-part": id, "aria-describedby": hint && `note-${id}-hint` },
    el("legend", {}, title),
    hint && el("p", { class: "quiet", id: `note-${id}-hint` }, hint),
    el("div", { class: "note-choices" }, ...rows.map(([name, label]) => choice(id, choose, name, label, note))),
    el("div", { class: "note-hints", role: "status" }),
  );
}

function choice(part, choose, name, label, note) {
  const input = el("input", { type: choose === "one" ? "radio" : "checkbox", value: name });
  if (choose === "one") input.name = `note-${part}`;
  input.checked = name ? Boolean(note.chosen[part]?.includes(name)) : !note.chosen[part]?.length;
  return el("label", { class: "note-choice" }, input, el("span", {}, label));
}

function ownPart(id, { title, hint }, note) {
  const area = textArea({ id: "note-own", rows: 4, dir: "auto", "aria-describedby": "note-own-hint", "data-testid": "note-own" });
  area.value = note.own;
  return el(
    "div",
    { class: "note-part", "data-part": id },
    el("label", { for: "note-own" }, title),
    el("p", { class: "quiet", id: "note-own-hint" }, hint),
    area,
  );
}

/** No name, so that nothing typed can reach an address; no spell checker, because some send the text away. */
const textArea = (attributes) => el("textarea", { ...attributes, autocomplete: "off", spellcheck: "false" });

function preview(words, note) {
  const { page } = words;
  const isFinnish = words.language === "fi";
  const finnish = el("input", { type: "checkbox", id: "note-finnish" });
  finnish.checked = note.isFinnishToo;
  const edit = button(words, "edit");
  edit.setAttribute("aria-pressed", String(note.isEdited));
  return el(
    "section",
    { class: "note-preview", "aria-labelledby": "note-preview-title" },
    el("h3", { id: "note-preview-title", tabindex: "-1" }, page.note),
    isFinnish ? undefined : el("label", { class: "note-choice" }, finnish, el("span", {}, page.also_finnish)),
    el("p", { class: "quiet", id: "note-edit-hint" }, page.edit_hint),
    el("div", { class: "note-paper", id: "note-paper", "data-testid": "note-paper" }),
    el("p", { class: "quiet", id: "note-empty" }, page.empty),
    el(
      "div",
      { class: "note-acts", id: "note-acts" },
      button(words, "show", "btn-strong"),
      button(words, "copy"),
      isFinnish ? undefined : button(words, "copy_finnish"),
      edit,
      button(words, "clear", "btn-quiet"),
    ),
    el(
      "div",
      { class: "note-acts", id: "note-sure", role: "group", "aria-labelledby": "note-sure-q", hidden: "" },
      el("p", { id: "note-sure-q" }, page.clear_sure),
      button(words, "clear_no"),
      button(words, "clear_yes", "btn-strong"),
    ),
    el("p", { class: "note-said", id: "note-said", role: "status", "data-testid": "note-said" }),
  );
}

/** Return the note as elements, each language marked. */
export function paper(words, note) {
  return paragraphs(words, note).map((paragraph) =>
    el(
      "div",
      { class: "note-block" },
      ...languages(words, note).map((language) => el("p", { lang: language }, joined(paragraph, language, note))),
      ...ownWords(paragraph).map((own) => el("p", { class: "note-own", lang: note.ownLanguage, dir: "auto" }, own)),
    ),
  );
}

/** Return a field for each sentence and language. */
export function fields(words, note) {
  return paragraphs(words, note).flat().map((sentence, at) =>
    el(
      "div",
      { class: "note-block" },
      ...languages(words, note).map((language) => field(sentence, language, at + 1, words, note)),
    ),
  );
}

function field(sentence, language, n, words, note) {
  const label = language === words.language ? words.page.sentence : words.page.sentence_finnish;
  const area = textArea({
    "data-edit": `${sentence.id}.${language}`,
    lang: language,
    rows: 2,
    "aria-label": label.replace("{n}", n),
  });
  area.value = wording(sentence, language, note);
  return area;
}

/** Show in a part what is offered now, and the hints of what is chosen. */
export function refreshPart(box, id, { options }, words, note) {
  const hints = [];
  for (const input of box.querySelectorAll("input")) {
    const option = options[input.value];
    if (!option) continue;
    const isHere = isOffered(option, words, note);
    input.parentElement.hidden = !isHere;
    if (!isHere || !note.chosen[id]?.includes(input.value)) continue;
    if (option.hint) hints.push(option.hint);
    if (option.danger) hints.push(words.page.danger);
  }
  showHints(box.querySelector(".note-hints"), [...new Set(hints)], words);
}

/** Hints are said as they come, so what stands there already is not put there again. */
function showHints(box, hints, words) {
  const said = hints.join("\n");
  if ((box.dataset.said ?? "") === said) return;
  box.dataset.said = said;
  const isDanger = said.includes("112");
  box.toggleAttribute("data-danger", isDanger);
  box.replaceChildren(...hints.map((hint) => el("p", {}, ...spoken(hint))));
  if (isDanger) box.append(el("p", {}, helpLink(words)));
}
