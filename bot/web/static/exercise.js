// Exercises: the page draws, the person does. At their own pace, without sound; where motion is not wanted
// nothing moves, and a button leads from step to step.

import { el } from "./dom.js";
import { drawing, entryOf } from "./media.js";
import { sheet } from "./sheet.js";
import { t } from "./words.js";

/** How long a step lasts, in parts of its even length; by the button it lasts as long as one likes. */
const PACES = { tap: 0, slow: 1.5, even: 1, quick: 0.75 };
const still = matchMedia("(prefers-reduced-motion: reduce)");
let running;

/** Open the exercise of a card. */
export function begin(button) {
  const { exercise, language, title } = entryOf(button);
  for (const video of document.querySelectorAll("video")) video.pause();
  running = new Exercise(exercise, language);
  const dialog = sheet("exercise", title, running.node);
  dialog.addEventListener("close", () => running.stop());
  dialog.showModal();
}

class Exercise {
  constructor({ first, last, rounds, shape, steps }, lang) {
    this.steps = Array(rounds).fill(steps).flat();
    this.rounds = rounds;
    this.last = last;
    this.shape = shape;
    this.pace = still.matches ? "tap" : "even";
    this.art = drawing(shape);
    this.first = el("p", { class: "exercise-first", lang }, first);
    this.say = el("p", { class: "exercise-say", role: "status", lang, "data-testid": "exercise-say" });
    this.left = el("p", { class: "exercise-left", role: "status", "data-testid": "exercise-left" });
    this.main = this.#button("main", () => this.#press());
    this.main.classList.add("btn-strong");
    this.skip = this.#button("skip", () => this.#next());
    this.end = this.#button("end", () => this.stop());
    const acts = el("p", { class: "exercise-acts" }, this.main, this.skip, this.end);
    const pace = shape === "dots" ? undefined : this.#paces();
    this.node = el("div", { class: "exercise" }, this.first, this.art, this.say, this.left, acts, pace);
    this.skip.textContent = t("exercise_skip");
    this.end.textContent = t("exercise_end");
    this.stop();
  }

  /** Leave off, and be ready to begin anew. */
  stop() {
    this.#halt();
    this.say.textContent = this.left.textContent = "";
    delete this.art.dataset.move;
    this.#dots(this.steps[0].finds);
    this.#become("ready");
  }

  /** Hold everything, to go on from here. */
  pause() {
    if (this.state !== "moving") return;
    for (const moving of this.#moving()) moving.pause();
    this.#become("paused");
  }

  #button(name, act) {
    const button = el("button", { class: "btn", type: "button", "data-testid": `exercise-${name}` });
    button.addEventListener("click", act);
    return button;
  }

  #paces() {
    const select = el("select", { "data-testid": "exercise-pace" }, ...Object.keys(PACES).map((pace) => el("option", { value: pace }, t(`exercise_pace_${pace}`))));
    select.value = this.pace;
    select.addEventListener("change", () => {
      this.pace = select.value;
      if (["moving", "paused", "waiting"].includes(this.state)) this.#step();
    });
    return el("label", { class: "exercise-pace" }, el("span", {}, t("exercise_pace")), select);
  }

  /** The one button that leads on says what it does; the others are there while something goes on. */
  #become(state) {
    const hadFocus = [this.skip, this.end].includes(document.activeElement);
    this.state = state;
    const waits = this.shape === "dots" ? "found" : "next";
    const names = { ready: "start", moving: "pause", paused: "on", waiting: waits, done: "again" };
    this.main.textContent = t(`exercise_${names[state]}`);
    const isOver = ["ready", "done"].includes(state);
    this.skip.hidden = isOver || (state === "waiting" && this.shape !== "dots");
    this.end.hidden = isOver;
    this.first.hidden = state !== "ready";
    if (hadFocus && isOver) this.main.focus();
  }

  #press() {
    const acts = {
      ready: () => this.#begin(),
      done: () => this.#begin(),
      moving: () => this.pause(),
      paused: () => this.#goOn(),
      waiting: () => (this.shape === "dots" ? this.#found() : this.#next()),
    };
    acts[this.state]();
  }

  #begin() {
    this.at = -1;
    this.#next();
  }

  #goOn() {
    for (const moving of this.#moving()) moving.play();
    this.#become("moving");
  }

  #next() {
    this.at += 1;
    if (this.at < this.steps.length) this.#step();
    else this.#finish();
  }

  #step() {
    this.#halt();
    const { finds, move, says, seconds } = this.steps[this.at];
    const lasts = seconds * PACES[this.pace];
    this.say.textContent = says;
    this.art.style.setProperty("--lasts", `${lasts}s`);
    this.art.dataset.move = move;
    this.#dots(finds);
    this.left.textContent = this.#where();
    this.#become(lasts ? "moving" : "waiting");
    if (!lasts) return;
    this.clock = this.say.animate(null, lasts * 1000);
    this.clock.onfinish = () => this.node.isConnected && this.#next();
  }

  #dots(finds) {
    if (finds) this.art.replaceChildren(...Array.from({ length: finds }, () => el("span")));
  }

  /** In which round this is; rounds are no news to listen to. */
  #where() {
    this.left.setAttribute("aria-live", "off");
    const n = this.steps.length / this.rounds;
    return this.rounds > 1 ? t("exercise_round", { n: Math.floor(this.at / n) + 1, all: this.rounds }) : "";
  }

  #found() {
    const open = [...this.art.children].filter((dot) => !dot.className);
    open[0].className = "found";
    this.left.setAttribute("aria-live", "polite");
    this.left.textContent = t("exercise_left", { n: open.length - 1 });
    if (open.length === 1) this.#next();
  }

  #finish() {
    this.#halt();
    delete this.art.dataset.move;
    this.left.textContent = "";
    this.say.textContent = this.last;
    this.#become("done");
  }

  #halt() {
    this.clock?.cancel();
    this.clock = undefined;
  }

  #moving() {
    return [this.clock, ...this.art.getAnimations({ subtree: true })].filter(Boolean);
  }
}

document.addEventListener("visibilitychange", () => document.hidden && running?.pause());
document.addEventListener("away", () => running?.pause());
