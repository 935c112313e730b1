// The interface's words in the page's language. They come from the page itself (#config).

let config = read(document);

function read(page) {
  return JSON.parse(page.getElementById("config").textContent);
}

/** Take the words of another page, the same one in another language. */
export function takeWords(page) {
  config = read(page);
}

export const pageLanguage = () => config.lang;
export const limit = () => config.limit;

/** Return the words for `key`, with {name} replaced by `values.name`. */
export function t(key, values = {}) {
  return Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, value),
    config.t[key],
  );
}

/** Write the words of all marked elements anew, after a change of language. */
export function relabel() {
  for (const node of document.querySelectorAll("[data-t]")) {
    node.textContent = t(node.dataset.t);
    if (node.hasAttribute("lang")) node.lang = config.lang;
  }
  for (const node of document.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t(node.dataset.tLabel));
  }
}
