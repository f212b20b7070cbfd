/** A place to keep things over a reload; where the browser forbids it, over nothing. */

class Memory {
  #items = new Map();

  get length() {
    return this.#items.size;
  }

  key(index) {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key) {
    return this.#items.get(key) ?? null;
  }

  setItem(key, value) {
    this.#items.set(key, String(value));
  }

  removeItem(key) {
    this.#items.delete(key);
  }
}

/** localStorage if it can be written, else a store that lasts as long as the page. */
export function openStorage() {
  try {
    const probe = "aicc.probe";
    localStorage.setItem(probe, probe);
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return new Memory();
  }
}

/** The JSON value under `key`; null where there is none or it cannot be read. */
export function recall(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

/** Keep a JSON value. Returns whether it was kept: a full disk must not stop a chat. */
export function keep(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
