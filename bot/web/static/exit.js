// Quick exit, on every page: the button, or Shift three times. It works without the server.
// Without script the button is an ordinary link to the same address.

const PRESSES = 3;
const WITHIN_MS = 3000;
let presses = [];

/** Clear the chat, the box and the storage, then replace this page by the neutral one. */
export function leave() {
  const target = document.getElementById("exit").href;
  try {
    document.dispatchEvent(new Event("leave"));
    for (const field of document.querySelectorAll("textarea")) field.value = "";
    sessionStorage.clear();
  } catch {
    // Blocked storage holds nothing.
  } finally {
    document.documentElement.replaceChildren();
    depart(target);
  }
}

/** In a frame the page around is left, too. Its own script is told to do the same (frame.js): one of them may. */
function depart(target) {
  try {
    top.location.replace(target);
  } catch {
    // Not allowed before the first key or tap in here.
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-action=exit]")) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") presses = [];
  if (event.key !== "Shift" || event.repeat) return;
  presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN_MS);
  if (presses.length >= PRESSES) leave();
}, { capture: true });

// A page kept by the back button would show the old chat: empty it and load it afresh.
addEventListener("pageshow", (event) => {
  if (!event.persisted || document.documentElement.dataset.page !== "chat") return;
  document.documentElement.replaceChildren();
  location.reload();
});

// Escape closes the panel of numbers and gives the focus back.
document.addEventListener("keydown", (event) => {
  const panel = document.getElementById("help-now");
  if (event.key !== "Escape" || !panel?.open) return;
  panel.open = false;
  panel.querySelector("summary").focus();
});

// A tap beside the panel closes it, too.
document.addEventListener("click", (event) => {
  const panel = document.getElementById("help-now");
  if (panel?.open && !panel.contains(event.target)) panel.open = false;
});
