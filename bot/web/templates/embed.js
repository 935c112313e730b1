// The script of another site's page. It finds the plain link to /help, leaves it where it is, and adds a
// floating button and a panel. The chat itself is in a frame from this server: the page around it cannot
// read it. Nothing is asked of this server before the button is pressed. See docs/embedding.md.
function rinnalla(settings) {
  "use strict";

  const PATIENCE_MS = 6000;
  const GOODBYE_MS = 300;
  const PRESSES = 3;
  const WITHIN_MS = 3000;
  const CONTRAST = 4.5;
  const COLOUR = /^#[0-9a-f]{6}$/i;
  const small = matchMedia("(max-width: 480px), (max-height: 480px)");

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  // ---- words and colours

  function languageOf(link) {
    const asked = new URL(link.href).searchParams.get("lang") ?? document.documentElement.lang;
    const code = asked.slice(0, 2).toLowerCase();
    return code in settings.words ? code : "fi";
  }

  function luminance(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  /** Colour the button as the page asks, if its words can then be read. */
  function paint(button, { color, ink }) {
    if (!color && !ink) return;
    if (!COLOUR.test(color) || !COLOUR.test(ink) || contrast(color, ink) < CONTRAST) {
      console.warn(`rinnalla: data-color and data-ink must be #rrggbb with a contrast of ${CONTRAST}:1; the default colours are used`);
      return;
    }
    button.style.setProperty("--button", color);
    button.style.setProperty("--button-ink", ink);
  }

  // ---- the button and the panel

  function build(link) {
    const { origin } = new URL(link.href);
    const lang = languageOf(link);
    const words = settings.words[lang];
    const host = el("rinnalla-help", { popover: "manual", "data-side": link.dataset.side ?? "right" });
    const root = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(settings.css);
    root.adoptedStyleSheets = [sheet];

    const button = el("button", { type: "button", class: "open", "aria-haspopup": "dialog" }, el("span", {}, el("b", {}, words.open), words.name));
    const hide = el("button", { type: "button" }, words.hide);
    const page = el("a", { href: `${origin}/?lang=${lang}`, target: "_blank", rel: "noopener noreferrer" }, words.page);
    const state = el("p", { role: "status" });
    const again = el("button", { type: "button", class: "again", hidden: "" }, words.again);
    const numbers = words.numbers.map(({ name, tel, shown }) => {
      const number = name.includes(shown) ? [] : [el("span", {}, shown)];
      return el("li", {}, el("a", { href: `tel:${tel}` }, el("span", {}, name), ...number));
    });
    const help = el("p", {}, el("a", { href: link.href, target: "_blank", rel: "noopener noreferrer" }, words.help));
    const meanwhile = el("div", { class: "meanwhile" }, state, el("p", {}, words.people), el("ul", {}, ...numbers), help, again);
    const room = el("div", { class: "room" }, meanwhile);
    const panel = el("dialog", { "aria-label": words.name, tabindex: "-1" }, el("div", { class: "bar" }, page, hide), room);
    const all = el("div", { class: "rinnalla", lang }, button, panel);
    let frame;
    let patience;
    let presses = [];
    let gone = false;

    function load() {
      frame?.remove();
      again.hidden = true;
      state.textContent = words.opening;
      // A new frame's first address adds nothing to the browser's history.
      frame = el("iframe", { title: words.title, allow: "clipboard-write; fullscreen", referrerpolicy: "no-referrer", src: `${origin}/?lang=${lang}` });
      room.append(frame);
      clearTimeout(patience);
      patience = setTimeout(() => {
        state.textContent = words.failed;
        again.hidden = false;
      }, PATIENCE_MS);
    }

    function open() {
      if (!room.hasAttribute("data-ready")) load();
      button.hidden = true;
      if (small.matches) panel.showModal();
      else panel.show();
      panel.focus();
    }

    /** On a phone the keyboard must not cover the panel's lower end. */
    function fit() {
      panel.style.setProperty("--visible", `${visualViewport.height}px`);
      panel.style.setProperty("--shift", `${visualViewport.offsetTop}px`);
    }

    /** Leave this page, too: nothing of it stays in sight, and Back does not lead to it. */
    function leave() {
      document.documentElement.style.setProperty("display", "none", "important");
      if (gone) return;
      gone = true;
      location.replace(settings.exit);
    }

    /** Shift three times outside the frame: the chat clears itself first, if it can. */
    function quit() {
      document.documentElement.style.setProperty("display", "none", "important");
      if (room.hasAttribute("data-ready")) frame.contentWindow.postMessage({ rinnalla: "leave" }, origin);
      setTimeout(leave, GOODBYE_MS);
    }

    const TOLD = {
      ready() {
        clearTimeout(patience);
        room.setAttribute("data-ready", "");
      },
      close: () => panel.close(),
      leave,
    };

    button.addEventListener("click", open);
    hide.addEventListener("click", () => panel.close());
    again.addEventListener("click", load);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && panel.close());
    panel.addEventListener("close", () => {
      button.hidden = false;
      button.focus();
    });
    addEventListener("message", ({ source, origin: from, data }) => {
      if (!frame || source !== frame.contentWindow || from !== origin) return;
      if (Object.hasOwn(TOLD, data?.rinnalla)) TOLD[data.rinnalla]();
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Shift") presses = [];
      if (event.key !== "Shift" || event.repeat || !frame) return;
      presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
      if (presses.length >= PRESSES) quit();
    }, { capture: true });
    // A page kept by the Back button after a quick exit is loaded afresh: without the panel.
    addEventListener("pageshow", (event) => event.persisted && gone && location.reload());
    visualViewport.addEventListener("resize", fit);
    visualViewport.addEventListener("scroll", fit);

    fit();
    paint(all, link.dataset);
    root.append(all);
    document.body.append(host);
    // Above the page's banners, where the browser can.
    host.showPopover?.();
  }

  function start() {
    const link = document.querySelector("a.rinnalla[href^='http']");
    const isAble = "adoptedStyleSheets" in document && "showModal" in HTMLDialogElement.prototype;
    if (link && isAble && !document.querySelector("rinnalla-help")) build(link);
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
}
