// Keep the page as high as what is really visible, so that a phone's keyboard covers neither box nor numbers.

const SHORT_PX = 480;
const view = window.visualViewport;

function fit() {
  const root = document.documentElement;
  root.style.setProperty("--visible", `${view.height}px`);
  root.style.setProperty("--shift", `${Math.max(0, view.offsetTop)}px`);
  root.toggleAttribute("data-short", view.height < SHORT_PX);
}

/** Follow the visible part of the window. Zoomed-in pages are left alone. */
export function followViewport() {
  if (!view) return;
  const update = () => {
    if (view.scale <= 1.05) fit();
  };
  view.addEventListener("resize", update);
  view.addEventListener("scroll", update);
  update();
}
