// Copy or save the own conversation: the person's own act, after a warning about shared devices. The text is
// made from what the page shows, and goes nowhere but to the clipboard or into a file of this device.

import { byId, el } from "./dom.js";
import { sheet } from "./sheet.js";
import { t } from "./words.js";

const KEPT_MS = 1000;

/** Warn first, then offer to copy or to save. */
export function keep() {
  const lines = (...keys) => keys.map((key) => el("p", {}, t(key)));
  const told = el("div", { role: "status", "data-testid": "keep-told" });
  const button = (key, act) => {
    const node = el("button", { class: "btn", type: "button", "data-testid": key }, t(key));
    node.addEventListener("click", async () => {
      told.replaceChildren(...(await act(conversation())));
      told.scrollIntoView({ block: "nearest" });
    });
    return node;
  };
  const ways = el("p", { class: "dialog-acts" }, button("keep_copy", copy), button("keep_save", save));
  const body = conversation() ? [...lines("keep_warning", "keep_reader"), ways, told] : lines("keep_empty");
  sheet("keep-sheet", t("keep_title"), ...body).showModal();
}

/** Copy; where the browser does not let us, show the text, for the person's own hands. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return [t("keep_copied")];
  } catch {
    return [el("p", {}, t("keep_by_hand")), el("p", { class: "bubble" }, text)];
  }
}

function save(text) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  el("a", { href, download: t("keep_file") }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
  return [t("keep_saved", { file: t("keep_file") })];
}

// ---- the text: who said what, and the places with their numbers. No times.

function conversation() {
  const talk = Array.from(byId("log").children, words).filter(Boolean);
  const card = byId("card").hidden ? [] : [`${t("card_title")}:\n${places(byId("card"))}`];
  return talk.length ? `${[...talk, ...card].join("\n\n")}\n` : "";
}

function words(node) {
  if (node.matches(".msg")) return `${node.querySelector(".who span").textContent}: ${node.querySelector(".bubble").textContent}`;
  if (node.matches(".source")) return node.querySelector("a").href;
  if (node.matches(".clip")) return `${node.querySelector("h2").textContent} (${node.querySelector(".clip-facts").textContent})`;
  return node.matches(".services") ? places(node) : "";
}

const places = (list) => Array.from(list.querySelectorAll(".svc"), place).join("\n");

function place(service) {
  const parts = Array.from(service.querySelectorAll(".svc-name, .number"), (part) => part.textContent);
  const links = Array.from(service.querySelectorAll("a[target]"), (link) => link.href);
  return [...parts, ...links].join(", ");
}
