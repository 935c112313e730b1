// The chat page. It ties the box, the log, the cards and the connection together.
// The connection opens, and the tab begins to remember, only when the person sends something.

import { box, count, fill, grow, problem } from "./box.js";
import { focusCard, pinCard, setCardView, unpinCard } from "./cards.js";
import { Contact } from "./contact.js";
import { clearUnsent, net, showLate, showUnsent } from "./delivery.js";
import { byId, el, loadStyle, mascot, speak } from "./dom.js";
import { allow, answers, askToEnd } from "./farewell.js";
import { Idle } from "./idle.js";
import { changeLanguage } from "./language.js";
import { Link } from "./link.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { forget, recall, remember } from "./store.js";
import { followViewport } from "./viewport.js";
import { limit, pageLanguage, t } from "./words.js";

const UNREADABLE_BYTES = 65_536;
const LOST_NOTICE_MS = 1200;
const TYPING_MS = 10_000;
const SWITCH_MS = 1500;

const log = new Log();
const link = new Link({ hello, onFrame, onState });
const outbox = new Outbox({ link, onUnsent: showUnsent, onRead: clearUnsent, onLate: (item) => item.frame.type !== "contact_outcome" && showLate(item, log) });
const contact = new Contact({ link, log, onAnswer: (frame) => outbox.add(frame) });
const idle = new Idle({ link, log, onOver: () => finish(t("idle_over")) });
let lastSeq = 0;
let replayUntil = 0;
let isEasy = recall().easy ?? false;
let goToCard = false;
let timers = {};
let switching;

// ---- the connection

function hello() {
  const { token = null, crisis = null } = recall();
  return { type: "hello", language: pageLanguage(), easy: isEasy, token, crisis, last_seq: lastSeq };
}

const FRAMES = {
  welcome(frame) {
    const isNew = Boolean(recall().token) && !frame.resumed;
    if (isNew) {
      lastSeq = 0;
      allow([]);
      log.flush();
      log.retire();
      outbox.toWords();
      contact.isUntold = true;
      log.line(t("session_new"));
    }
    const isFresh = lastSeq === 0;
    if (frame.resumed && isFresh) contact.resume(frame.contacts ?? []);
    replayUntil = frame.resumed && isFresh ? frame.seq ?? 0 : 0;
    remember({ token: frame.token, language: pageLanguage(), easy: isEasy });
    idle.start(frame.idle_s);
  },
  ack: (frame) => outbox.ack(frame.id),
  typing() {
    log.typing(true);
    clearTimeout(timers.typing);
    timers.typing = setTimeout(() => log.typing(false), TYPING_MS);
  },
  said(frame) {
    const isHere = document.querySelector(`[data-id="${CSS.escape(frame.id)}"]`);
    if (!isHere) log.own(frame.text).dataset.id = frame.id;
  },
  reply(frame, isReplay) {
    answered(frame);
    if (frame.farewell) allow(frame.farewell);
    if (frame.contact && !isReplay) led(true);
    log.turn(frame, { isInstant: isReplay });
    if (!isReplay) contact.answered(frame.contact);
  },
  help_card(frame, isReplay) {
    if (frame.re) outbox.ack(frame.re);
    if (frame.crisis) remember({ crisis: frame.crisis });
    allow([]);
    if (frame.bubbles?.length) led(false);
    if (frame.bubbles?.length) log.turn({ bubbles: frame.bubbles }, { isInstant: true });
    pinCard(frame.services, { isQuiet: isReplay });
    goToCard = !isReplay;
    log.toEnd();
  },
  card_removed(frame, isReplay) {
    const hadFocus = byId("card").contains(document.activeElement);
    unpinCard();
    remember({ crisis: null });
    if (hadFocus) box.focus();
    if (!isReplay) speak(t("card_removed"));
  },
  error(frame) {
    const item = answered(frame);
    if (item) giveBack(item);
    problem(frame.text, frame.services ?? (["full", "busy"].includes(frame.code) ? [] : undefined));
  },
  language(frame, isReplay) {
    const show = () => frame.choices?.length && log.choices(frame.choices);
    if (isReplay || frame.language === pageLanguage()) return void show();
    const timeout = new Promise((done) => setTimeout(done, SWITCH_MS));
    return Promise.race([switchTo(frame.language, { isTold: true }), timeout]).then(show);
  },
  easy(frame) {
    if (frame.easy !== isEasy) setEasy(frame.easy);
  },
  ended(frame) {
    finish(frame.text || t("ended"));
  },
};

function onFrame(frame) {
  if (frame.type !== "welcome") idle.here();
  if (frame.type !== "welcome" && frame.seq !== undefined) {
    if (frame.seq <= lastSeq) return;
    lastSeq = frame.seq;
  }
  // The welcome tells how far the replay goes; it is none itself, or the first answer would go unheard.
  const isReplay = frame.type !== "welcome" && frame.seq <= replayUntil;
  const handle = () => FRAMES[frame.type]?.(frame, isReplay);
  if (isReplay) log.quietly(handle);
  else inOrder(handle);
}

/** Do `work` after a change of language that is under way, so that words are shown in the right one. */
function inOrder(work) {
  const next = switching ? switching.then(work) : work();
  if (!next) return;
  const mine = next.then(() => switching === mine && (switching = undefined));
  switching = mine;
}

/** An answer to a message of ours came. A text that was held back in the box for its length goes into the log. */
function answered(frame) {
  clearTimeout(timers.typing);
  log.typing(false);
  const item = frame.re && outbox.settle(frame.re);
  if (!item) return undefined;
  item.late?.remove();
  if (frame.type === "reply" && item.isHeld) {
    log.own(item.frame.text);
    if (box.value === item.raw) fill("");
    problem("");
  }
  return item;
}

/** Give the talk more room beside the card, once a contact was told of. */
const led = (isOn) => document.documentElement.toggleAttribute("data-led", isOn);

function onState(state) {
  if (state === "lost") {
    outbox.lost();
    log.typing(false);
    timers.net ??= setTimeout(() => net(t("net_lost"), true), LOST_NOTICE_MS);
  }
  if (state === "ready") {
    quietNet(byId("net").hasAttribute("data-lost") ? t("net_back") : "");
    contact.tell();
    outbox.flush();
  }
  if (state === "idle") quietNet("");
}

/** The connection is no worry any more: say so if it had been one, then fall silent. */
function quietNet(text) {
  clearTimeout(timers.net);
  timers.net = undefined;
  net(text);
  if (text) setTimeout(() => byId("net").textContent === text && net(""), 4000);
}

// ---- sending

function start() {
  document.documentElement.toggleAttribute("data-started", true);
  loadStyle("/static/media.css").catch(() => {}); // plain cards are cards, too
  link.open();
}

function sendText(raw) {
  const text = raw.trim();
  if (!text) return;
  problem("");
  start();
  if ([...text].length > limit()) {
    sendTooLong(text, raw);
    return;
  }
  fill("");
  log.retire();
  contact.wroteOn();
  const message = log.own(text);
  post({ type: "message", text }, { message, raw });
}

/** Too long to be answered, yet it must be read: it goes out, and stays in the box. */
function sendTooLong(text, raw) {
  if (new TextEncoder().encode(text).length > UNREADABLE_BYTES) {
    problem(t("too_long_unread"), []);
    return;
  }
  problem(t("too_long"));
  outbox.add({ type: "message", text }, { raw, isHeld: true });
}

function sendChoice(button) {
  if (button.getAttribute("aria-disabled")) return;
  problem("");
  start();
  contact.wroteOn();
  log.use(button);
  const title = button.textContent;
  const message = log.own(title);
  post({ type: "choice", payload: button.dataset.payload, title }, { message, button });
}

/** Send what a button of the page itself says; it may be pressed at any time. */
function sendStanding(payload, title) {
  problem("");
  start();
  log.retire();
  contact.wroteOn();
  post({ type: "choice", payload, title }, { message: log.own(title) });
}

/** Use a tool that is loaded when it is first asked for; what fails is said beside the numbers. */
async function useTool(loading, name, ...told) {
  try {
    await (await loading)[name](...told);
  } catch {
    problem(t("no_connection"), []);
  }
}

/** Open a sheet from the menu or the log; closing it gives the focus back to where it was. */
function openSheet(...tool) {
  if (byId("menu").hasAttribute("data-open")) {
    closeMenu();
    byId("menu-button").focus();
  }
  return useTool(...tool);
}

function post(frame, extra) {
  const item = outbox.add(frame, extra);
  item.message.dataset.id = item.id;
}

function giveBack(item) {
  item.message?.remove();
  if (item.button) log.giveBack(item.button);
  if (item.raw === undefined || item.isHeld) return;
  fill(box.value ? `${item.raw}\n${box.value}` : item.raw);
}

// ---- language, easy mode, end

async function switchTo(language, { isTold = false } = {}) {
  const target = byId(`lang-${language}`);
  if (!target || language === pageLanguage()) return;
  try {
    await changeLanguage(target.href);
  } catch {
    problem(t("language_failed"));
    return;
  }
  count();
  closeMenu();
  speak(t("language_on"));
  if (link.state === "idle") return;
  remember({ language });
  if (!isTold) link.send({ type: "language", language });
}

function setEasy(isOn) {
  isEasy = isOn;
  showEasy();
  speak(t(isEasy ? "easy_on" : "easy_off"));
  if (link.state !== "idle") remember({ easy: isEasy });
}

function toggleEasy() {
  setEasy(!isEasy);
  link.send({ type: "easy", easy: isEasy });
}

const showEasy = () => byId("easy").setAttribute("aria-pressed", String(isEasy));

/** Forget everything here; `farewell` is what was answered on leaving. */
function wipe(farewell) {
  document.dispatchEvent(new Event("wipe"));
  idle.stop();
  const isSent = link.end(farewell);
  allow([]);
  forget();
  outbox.clear();
  contact.close();
  led(false);
  log.clear();
  unpinCard();
  problem("");
  fill("");
  lastSeq = replayUntil = 0;
  log.saidTyping = false;
  return isSent;
}

function finish(text, farewell) {
  wipe(farewell);
  document.documentElement.toggleAttribute("data-started", false);
  const line = log.line(text);
  line.prepend(mascot("rest"));
  line.dataset.testid = "ended";
  log.toEnd();
  focusTalk();
  return line;
}

/** Lead the focus on to the box; under a finger to the talk, or a keyboard would open over it. */
function focusTalk() {
  const isTouched = matchMedia("(hover: none)").matches;
  (isTouched ? byId("scroller") : box).focus({ preventScroll: true });
}

function endChat() {
  const wasRunning = link.state !== "idle";
  const isSent = link.state === "ready";
  const told = answers();
  const line = finish(t(isSent || !wasRunning ? "ended" : "ended_offline"), told);
  if (told.feeling === "worse") line.append(el("a", { href: `/help?lang=${pageLanguage()}` }, t("help_link")));
}

function closeMenu() {
  byId("menu").removeAttribute("data-open");
  byId("menu-button").setAttribute("aria-expanded", "false");
}

// ---- what the person presses

const ACTIONS = {
  starter(button) {
    sendText(button.textContent);
    focusTalk();
  },
  choice: sendChoice,
  steer: (button) => sendStanding(button.dataset.payload, button.textContent),
  topics: () => openSheet(import("./topics.js"), "openTopics", sendStanding),
  outcome: (button) => contact.choose(button),
  "contact-skip": () => contact.close(),
  thumb(button) {
    if (button.getAttribute("aria-disabled")) return;
    if (!link.send({ type: "feedback", thumb: button.dataset.thumb })) {
      problem(t("no_connection"));
      return;
    }
    log.use(button);
    speak(t("thumbs_thanks"));
  },
  retry() {
    link.open();
    if (link.state === "ready") outbox.flush();
  },
  "card-view": () => setCardView(byId("card").dataset.view !== "full"),
  misunderstood() {
    if (!link.send({ type: "misunderstood" })) problem(t("no_connection"));
  },
  async copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.number);
      button.firstChild.textContent = t("copied", { n: button.dataset.number });
      speak(t("copied", { n: button.dataset.number }));
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector(".btn-call"));
    }
  },
  easy: toggleEasy,
  language(anchor, event) {
    event.preventDefault();
    switchTo(anchor.hreflang);
  },
  menu(button) {
    const isOpen = byId("menu").toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(isOpen));
  },
  end: askToEnd,
  newer: () => log.onward(),
  stay: () => idle.stay(),
  aloud: () => useTool(import("./aloud.js"), "toggle"),
  "aloud-again": () => useTool(import("./aloud.js"), "again"),
  note: () => openSheet(import("./note.js"), "open"),
  keep: () => openSheet(import("./keep.js"), "keep"),
  watch: (button) => useTool(import("./video.js"), "watch", button),
  exercise: (button) => openSheet(import("./exercise.js"), "begin", button),
};

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-action]");
  if (target) ACTIONS[target.dataset.action]?.(target, event);
  const opened = event.target.closest("[data-opens]")?.closest("[data-service]");
  if (opened && link.state !== "idle") contact.opened(opened.dataset.service);
  if (event.target.closest("#help-page-link") && link.state === "lost") event.preventDefault();
});

// The dialog is exchanged with the language, so its events are heard on the way down.
document.addEventListener("close", (event) => {
  if (event.target.id !== "end-dialog") return;
  closeMenu();
  if (event.target.returnValue === "end") endChat();
  else byId("menu-button").focus();
}, { capture: true });

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  sendText(box.value);
  box.focus({ preventScroll: true });
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    sendText(box.value);
  }
  // A new help card is the next stop after the box, once, unless something is being written.
  if (event.key === "Tab" && !event.shiftKey && goToCard && !box.value && !byId("card").hidden) {
    event.preventDefault();
    focusCard();
  }
  goToCard &&= event.key === "Shift";
});

box.addEventListener("input", () => {
  grow();
  count();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !byId("menu").hasAttribute("data-open")) return;
  closeMenu();
  byId("menu-button").focus();
});

// A tap beside the menu closes it.
document.addEventListener("click", (event) => {
  if (byId("menu")?.hasAttribute("data-open") && !event.target.closest("#menu, #menu-button")) closeMenu();
});

document.addEventListener("leave", () => wipe());

// ---- the beginning

fill("");
showEasy();
followViewport();
if (recall().token) {
  if (recall().language && recall().language !== pageLanguage()) await switchTo(recall().language);
  start();
}

// A readable page leads here with its topic behind the '#', which no server sees. A help card is not covered by it.
const [, topic] = location.hash.match(/^#topic=([a-z0-9_]+)$/) ?? [];
if (topic) {
  history.replaceState(null, "", location.pathname + location.search);
  if (!recall().crisis) useTool(import("./topics.js"), "offerTopic", topic, sendStanding);
}
