// Reads the bot's words aloud, once the person asks for it. Only with voices of the device itself: any other
// would send the words away. Off in every new chat; nothing is remembered.

import { problem } from "./box.js";
import { byId } from "./dom.js";
import { pageLanguage, t } from "./words.js";

const REGIONS = { fi: "fi-fi", sv: "sv-fi", en: "en-gb" };
const VOICES_MS = 1500;
const PICTURE = /\p{Extended_Pictographic}[\uFE0F\u200D\u{1F3FB}-\u{1F3FF}]*/gu;
const NUMBER = /\b(?:112|116 ?\d{3}|0\d{1,3}(?: \d{2,})+)\b/g;
const READ = ".msg.bot .bubble, .line > p, .unsent > p, .card h2, .svc, .clip h2, .choices:not(.thumbs), .start h1, .notice";
const OF_A_SERVICE = ".svc-name, .svc-lang, .svc-state, .number";

const synth = window.speechSynthesis;
let isOn = false;

/** Read each new message from now on, beginning with the last; or stop. Where there is no voice, say so in words. */
export async function toggle() {
  if (isOn) turnOff();
  else if (await hasVoice()) turnOn();
}

/** Read the last messages once more. */
export async function again() {
  if (await hasVoice()) readLast();
}

function turnOn() {
  isOn = true;
  show();
  log.observe(byId("log"), { childList: true, subtree: true });
  card.observe(byId("card"), { childList: true });
  readLast();
}

function turnOff() {
  isOn = false;
  show();
  log.disconnect();
  card.disconnect();
  hush();
}

const show = () => byId("aloud").setAttribute("aria-pressed", String(isOn));

/** Be silent at once; while the switch is on, what comes later is read again. */
const hush = () => synth?.cancel();

// ---- what is read

const log = new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (node.parentElement !== byId("log") && !node.matches?.(".unsent")) continue;
    if (node.matches(".you")) hush();
    else read(node);
  }
});

const card = new MutationObserver(() => readCard());

function readCard() {
  if (!byId("card").hidden) read(byId("card"));
}

/** Read what came after the person's own last words; before the first words, the greeting. */
function readLast() {
  hush();
  const all = [...byId("log").children];
  const last = all.slice(all.findLastIndex((node) => node.matches(".you")) + 1);
  for (const node of last.length ? last : [byId("start")]) read(node);
  readCard();
}

function read(node) {
  if (document.hidden) return;
  const parts = node.matches(READ) ? [node] : node.querySelectorAll(READ);
  for (const part of parts) say(words(part), part.closest("[lang]").lang);
}

function words(part) {
  const join = (nodes) => Array.from(nodes, (node) => node.textContent).join(". ");
  if (part.matches(".choices")) return join(part.children);
  return part.matches(".svc") ? join(part.querySelectorAll(OF_A_SERVICE)) : part.textContent;
}

/** Number by number, as one says it on the phone: '0 9, 2 5 2 5'. */
const digits = (number) => number.split(" ").map((group) => [...group].join(" ")).join(", ");

function say(text, language) {
  const voice = voiceFor(language);
  const clean = text.replace(PICTURE, "").replace(NUMBER, digits).trim();
  if (!voice || !clean) return;
  const utterance = new SpeechSynthesisUtterance(clean);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  synth.speak(utterance);
}

// ---- voices

/** Return a voice of the device itself in this language: of the region first, then the device's own choice. */
function voiceFor(language) {
  const name = (voice) => voice.lang.replace("_", "-").toLowerCase();
  const own = synth.getVoices().filter((voice) => voice.localService === true && name(voice).split("-")[0] === language);
  return own.find((voice) => name(voice) === REGIONS[language]) ?? own.find((voice) => voice.default) ?? own[0];
}

/** Tell whether the page's language can be read; a browser may load its voices only when they are asked for. */
async function hasVoice() {
  if (synth && !synth.getVoices().length) {
    await new Promise((done) => {
      synth.onvoiceschanged = done;
      setTimeout(done, VOICES_MS);
    });
  }
  const isThere = Boolean(synth && voiceFor(pageLanguage()));
  problem(isThere ? "" : t("aloud_none"));
  return isThere;
}

// ---- when to be silent

document.addEventListener("keydown", (event) => event.key === "Escape" && hush());
document.addEventListener("input", hush);
document.addEventListener("visibilitychange", () => document.hidden && hush());
for (const end of ["leave", "wipe", "away"]) document.addEventListener(end, turnOff);
addEventListener("pagehide", hush);

// A change of language brings a new switch, and may need a voice that is not there.
new MutationObserver(async () => {
  show();
  if (isOn && !(await hasVoice())) turnOff();
}).observe(document.documentElement, { attributeFilter: ["lang"] });
