// The topics by area, to browse without typing.

import { el } from "./dom.js";
import { sheet } from "./sheet.js";
import { pageLanguage, t } from "./words.js";

/** Fetch the areas with their topics; raises when the server cannot be reached. */
async function areas() {
  const answer = await fetch(`/api/topics?lang=${pageLanguage()}`, { signal: AbortSignal.timeout(6000) });
  if (!answer.ok) throw new Error(`topics answered ${answer.status}`);
  return answer.json();
}

/** Show the topics; `open(payload, title)` is called with the one that is taken. Raises as `areas` does. */
export async function openTopics(open) {
  show((await areas()).map(part), open);
}

/**
 * Offer one topic by its id, an unknown one not at all; `open` and errors as with `openTopics`.
 *
 * Any site can hold a link with a topic, so nothing begins, and nothing is said, before the person's own tap.
 */
export async function offerTopic(id, open) {
  const topic = (await areas()).flatMap((area) => area.topics).find((one) => one.id === id);
  if (topic) show([button(topic)], open);
}

function show(body, open) {
  const dialog = sheet("topics", t("topics"), ...body);
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-topic]");
    if (!button) return;
    dialog.close();
    open(button.dataset.payload, button.dataset.title);
  });
  dialog.showModal();
}

function part({ name, topics }) {
  const title = el("summary", {}, name);
  const list = el("ul", { class: "area-topics" }, ...topics.map((topic) => el("li", {}, button(topic))));
  const area = el("details", { class: "area", name: "area" }, title, list);
  // The area that was open before closes, and may take what was pressed out of sight.
  area.addEventListener("toggle", () => area.open && title.scrollIntoView({ block: "nearest" }));
  return area;
}

function button({ id, name, payload }) {
  return el("button", { class: "choice", type: "button", "data-topic": id, "data-payload": payload, "data-title": name }, name);
}
