// A sheet over the chat. What lies behind it cannot be reached, so it brings quick exit and help along.

import { byId, el } from "./dom.js";
import { pageLanguage, t } from "./words.js";

/**
 * Return a dialog with a heading, the way out, the way to help and a way back.
 *
 * It is taken out of the page when it closes, and closes when the chat is wiped.
 */
export function sheet(name, heading, ...body) {
  byId(name)?.remove();
  const exit = byId("exit").cloneNode(true);
  exit.removeAttribute("id");
  exit.removeAttribute("data-testid");
  const dialog = el(
    "dialog",
    { class: "sheet", id: name, lang: pageLanguage(), "aria-labelledby": `${name}-title`, "data-testid": name },
    el(
      "div",
      { class: "sheet-head" },
      el("h2", { id: `${name}-title`, tabindex: "-1", autofocus: "" }, heading),
      exit,
      el("a", { class: "sheet-help", href: `/help?lang=${pageLanguage()}` }, t("help_link")),
      el("form", { method: "dialog" }, el("button", { class: "btn" }, t("close"))),
    ),
    el("div", { class: "sheet-body" }, ...body),
  );
  dialog.addEventListener("close", () => dialog.remove());
  for (const end of ["wipe", "leave"]) document.addEventListener(end, () => dialog.remove(), { once: true });
  document.body.append(dialog);
  return dialog;
}
