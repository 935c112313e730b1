// Messages on their way. Each keeps its id until the server says it has read it, so nothing is lost or doubled.

const ACK_MS = 5000;
const ANSWER_MS = 8000;

export class Outbox {
  /**
   * @param {object} parts `link`; `onUnsent(item)` when nobody has read it; `onRead(item)` when
   *   somebody has; `onLate(item)` when it was read but no answer came.
   */
  constructor({ link, onUnsent, onRead, onLate }) {
    Object.assign(this, { link, onUnsent, onRead, onLate });
    this.items = new Map();
    this.prefix = Array.from(crypto.getRandomValues(new Uint8Array(6)), (n) => n.toString(36)).join("");
    this.count = 0;
  }

  /** Send a frame of type message, choice or contact_outcome; it gets its id here. */
  add(frame, extra = {}) {
    this.count += 1;
    const id = `${this.prefix}-${this.count}`;
    const item = { ...extra, id, frame: { ...frame, id }, read: false, unsent: false };
    this.items.set(id, item);
    this.#post(item);
    return item;
  }

  /** Send again what nobody has read, in order. */
  flush() {
    for (const item of this.items.values()) if (!item.read) this.#post(item);
  }

  /** A new chat does not know the choices and contacts of the old one: they go out as their words. */
  toWords() {
    for (const item of this.items.values()) {
      if (item.frame.title) item.frame = { type: "message", id: item.id, text: item.frame.title };
    }
  }

  /** The connection is gone: whatever has not been read counts as not sent. */
  lost() {
    for (const item of this.items.values()) if (!item.read) this.#unsent(item);
  }

  /** The server has read it. */
  ack(id) {
    const item = this.items.get(id);
    if (!item || item.read) return;
    clearTimeout(item.timer);
    item.read = true;
    item.timer = setTimeout(() => this.onLate(item), ANSWER_MS);
    this.onRead(item);
  }

  /** An answer came: returns the item, once. */
  settle(id) {
    this.ack(id);
    return this.take(id);
  }

  /** Take an item out without an answer. */
  take(id) {
    const item = this.items.get(id);
    clearTimeout(item?.timer);
    this.items.delete(id);
    return item;
  }

  /** Forget everything. */
  clear() {
    for (const item of this.items.values()) clearTimeout(item.timer);
    this.items.clear();
  }

  #post(item) {
    clearTimeout(item.timer);
    const isGone = this.link.state === "lost" || !navigator.onLine;
    this.link.send(item.frame);
    if (isGone) this.#unsent(item);
    else item.timer = setTimeout(() => this.#timeout(item), ACK_MS);
  }

  #timeout(item) {
    this.#unsent(item);
    this.link.drop();
  }

  #unsent(item) {
    clearTimeout(item.timer);
    if (item.unsent) return;
    item.unsent = true;
    this.onUnsent(item);
  }
}
