// What this tab remembers while a chat runs: two random tokens, language, easy mode. Never a word of the chat.
// Nothing is written before the chat starts. Where storage is blocked, memory does.

const KEY = "rinnalla";
let memory = {};

/** Return what is remembered; an empty object before the chat starts. */
export function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? memory;
  } catch {
    return memory;
  }
}

/** Remember `changes` beside what is already remembered. */
export function remember(changes) {
  memory = { ...recall(), ...changes };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // Storage is blocked or full: memory holds it for as long as the page lives.
  }
}

/** Forget everything. */
export function forget() {
  memory = {};
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Blocked storage holds nothing.
  }
}
