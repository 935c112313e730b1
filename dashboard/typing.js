// A text box tells the server of its words when it is left. Somebody who writes wants
// to see the findings meanwhile: after a short rest this presses Ctrl+Enter for her (or
// Enter, in a box of one line), by which Streamlit takes the words in.
(() => {
  if (window.rinnallaTyping) return;
  window.rinnallaTyping = true;
  const REST_MS = 700;
  let waiting = 0;
  document.addEventListener("input", event => {
    const box = event.target;
    if (!box.matches("textarea, input[type=text]") || !box.closest(".st-key-edit_boxes")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const press = {key: "Enter", code: "Enter", ctrlKey: box.matches("textarea"), bubbles: true, cancelable: true};
      box.dispatchEvent(new KeyboardEvent("keydown", press));
    }, REST_MS);
  });
})();
