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
  const dialog = sheet("topics", t("topics"), ...(await areas()).map(part));
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-topic]");
    if (!button) return;
    dialog.close();
    open(button.dataset.payload, button.dataset.title);
  });
  dialog.showModal();
}

/** Begin the chat with a topic by its id; an unknown one begins nothing. Raises as `areas` does. */
export async function startTopic(id, open) {
  const topic = (await areas()).flatMap((area) => area.topics).find((one) => one.id === id);
  if (topic) open(topic.payload, topic.name);
}

function part({ name, topics }) {
  return el(
    "details",
    { class: "area", name: "area" },
    el("summary", {}, name),
    el("ul", { class: "area-topics" }, ...topics.map((topic) => el("li", {}, button(topic)))),
  );
}

function button({ id, name, emoji, payload }) {
  return el(
    "button",
    { class: "choice", type: "button", "data-topic": id, "data-payload": payload, "data-title": name },
    emoji ? el("span", { "aria-hidden": "true" }, `${emoji} `) : undefined,
    name,
  );
}
