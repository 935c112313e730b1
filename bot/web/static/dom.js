// Small helpers for building the page. Text always goes in as text, never as HTML.

const PICTURE = /(\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic})*)/u;
const EMERGENCY = /\b(112|116 ?117)\b/;

/** Make an element; `attributes` are set as attributes, undefined ones are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

/** Return the bot's words as nodes: an emoji is hidden from screen readers, an emergency number can be tapped. */
export function spoken(text) {
  return text.split(PICTURE).flatMap((part, index) => {
    if (index % 2) return [el("span", { "aria-hidden": "true" }, part)];
    return part.split(EMERGENCY).map((piece, at) => {
      if (!(at % 2)) return piece;
      return el("a", { href: `tel:${piece.replace(" ", "")}`, class: "tel" }, piece);
    });
  });
}

/** Return the mascot in one of its moods; it is decoration, and never shown beside a help card. */
export const mascot = (mood) => el("img", { class: "mascot", src: `${byId("hello-mascot").src.split("#")[0]}#${mood}`, alt: "" });

const styles = new Map();

/** Load a style sheet that the first load does without, once; raises when it cannot be fetched. */
export function loadStyle(href) {
  if (!styles.has(href)) styles.set(href, fetchStyle(href));
  return styles.get(href);
}

function fetchStyle(href) {
  return new Promise((done, fail) => {
    const link = el("link", { rel: "stylesheet", href });
    link.addEventListener("load", done);
    link.addEventListener("error", () => {
      link.remove();
      styles.delete(href);
      fail(new Error("no style sheet"));
    });
    document.head.append(link);
  });
}

/** Return the element with this id; it always exists in the chat's HTML. */
export const byId = (id) => document.getElementById(id);

/** Say something once to screen readers, without showing it. */
export function speak(text) {
  const node = byId("spoken");
  node.replaceChildren();
  setTimeout(() => node.replaceChildren(text), 50);
}
