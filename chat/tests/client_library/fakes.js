/** What a browser would bring, for the client library's tests: each is what the test makes it. */

/** Like localStorage; `isFull` makes it keep nothing more. */
export class FakeStorage {
  items = new Map();
  isFull = false;

  get length() {
    return this.items.size;
  }

  key(index) {
    return [...this.items.keys()][index] ?? null;
  }

  getItem(key) {
    return this.items.get(key) ?? null;
  }

  setItem(key, value) {
    if (this.isFull) throw new Error("QuotaExceededError");
    this.items.set(key, value);
  }

  removeItem(key) {
    this.items.delete(key);
  }
}

/** The server's end of each socket that was opened, in order. */
export const sockets = [];

export class FakeSocket {
  sent = [];
  #listeners = {};

  constructor(address, protocols) {
    Object.assign(this, { address, protocols });
    sockets.push(this);
  }

  addEventListener(kind, listener) {
    this.#listeners[kind] = listener;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.closed = code ?? 1005;
  }

  /** The server says this. */
  says(frame) {
    this.#listeners.message({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  /** The server, or the network, ends it. */
  ends(code, reason = "") {
    this.#listeners.close({ code, reason });
  }
}

/** A browser around the modules that look at one; `hidden` and `onLine` are the test's to change. */
export function openBrowser() {
  sockets.length = 0;
  globalThis.WebSocket = FakeSocket;
  globalThis.location = new URL("https://www.bank.example/help");
  globalThis.document = { hidden: false };
  Math.random = () => 1; // the longest pause of each attempt
}

/** Lets promises that are settled already be seen. */
export async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
