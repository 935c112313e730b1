// The WebSocket: opens when the chat starts, says hello, comes back by itself.

const WAITS_MS = [200, 500, 1000, 1500, 2500, 4000];
const OPENING_MS = 6000;

export class Link {
  /**
   * @param {object} parts `hello` returns the first frame; `onFrame` gets each frame;
   *   `onState` gets "connecting", "ready" or "lost".
   */
  constructor({ hello, onFrame, onState }) {
    Object.assign(this, { hello, onFrame, onState });
    this.state = "idle";
    this.tries = 0;
    addEventListener("online", () => this.#again());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.#again());
  }

  /** Connect unless a connection is there or on its way. */
  open() {
    if (this.state === "ready" || this.state === "connecting") return;
    clearTimeout(this.timer);
    this.#become("connecting");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws`);
    this.socket = socket;
    this.timer = setTimeout(() => this.drop(), OPENING_MS);
    socket.onopen = () => socket.send(JSON.stringify(this.hello()));
    socket.onmessage = (event) => this.#receive(socket, JSON.parse(event.data));
    socket.onclose = () => socket === this.socket && this.drop();
  }

  /** Send a frame; returns false when there is no connection. */
  send(frame) {
    if (this.state !== "ready") return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Give up this connection and try again after a while. */
  drop() {
    if (this.state === "idle") return;
    this.#detach();
    this.#become("lost");
    const wait = WAITS_MS[Math.min(this.tries, WAITS_MS.length - 1)];
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), wait * (0.8 + 0.4 * Math.random()));
  }

  /** End for good: say `end` if there is somebody to hear it. Returns whether it could be sent. */
  end(farewell) {
    const sent = this.send({ type: "end", farewell });
    clearTimeout(this.timer);
    this.#detach();
    this.#become("idle");
    this.tries = 0;
    return sent;
  }

  #again() {
    if (this.state === "lost") this.open();
  }

  #become(state) {
    const changed = state !== this.state;
    this.state = state;
    if (changed) this.onState(state);
  }

  #detach() {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #receive(socket, frame) {
    if (socket !== this.socket) return;
    this.onFrame(frame);
    if (frame.type !== "welcome") return;
    clearTimeout(this.timer);
    this.tries = 0;
    this.#become("ready");
  }
}
