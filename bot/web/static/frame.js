// The chat in the frame of another site's page (docs/embedding.md). What goes to that page is one of three
// words: "ready", "close", "leave". Never anything of the chat. Only pages named in the settings hold a frame.

const OPEN = "dialog[open], #help-now[open], #menu[data-open]";
const hosts = document.querySelector("meta[name=embed-origins]").content.split(" ");

if (parent !== window) join();

function tell(word) {
  const [nearest] = location.ancestorOrigins ?? [];
  const targets = hosts.includes(nearest) ? [nearest] : hosts;
  for (const origin of targets) parent.postMessage({ rinnalla: word }, origin);
}

function canRemember() {
  try {
    return Boolean(sessionStorage);
  } catch {
    return false;
  }
}

function join() {
  let wasOpen = false;

  addEventListener("keydown", () => {
    wasOpen = Boolean(document.querySelector(OPEN));
  }, { capture: true });

  // Escape closes what is open in here first, then the panel.
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !wasOpen && !event.defaultPrevented && !event.isComposing) tell("close");
  });

  // Pages follow each other without a trace in the history of the page around: its Back button stays its own.
  // Where storage is blocked, the chat would be lost with its page: then the other page opens beside it. So does
  // the page of another site: most refuse to be shown in a frame, and the panel would be an empty box.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
    if (!link || link.target || link.download || !link.protocol.startsWith("http") || !isPlain) return;
    const isOurs = link.origin === location.origin;
    const isHere = isOurs && link.pathname === location.pathname && link.hash;
    if (!isOurs || (!isHere && !canRemember())) {
      Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
      return;
    }
    event.preventDefault();
    location.replace(link.href);
  });

  document.addEventListener("leave", () => tell("leave"));

  // Put away with its panel, the chat falls silent: nothing is read aloud by what nobody sees.
  new IntersectionObserver(([page]) => page.isIntersecting || document.dispatchEvent(new Event("away")))
    .observe(document.documentElement);

  // The only thing that the page around can ask for: quick exit, after Shift three times outside the frame.
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || !hosts.includes(origin) || data?.rinnalla !== "leave") return;
    document.getElementById("exit").click();
  });

  tell("ready");
}
