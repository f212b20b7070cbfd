/**
 * Messages that are not acknowledged yet. Each is written to storage before it is sent, under
 * a key of its own, so that two tabs never overwrite each other's, and is gone with its ack.
 *
 * An item is { id, text, at, failed, attempts, answers? }: `id` is the client_message_id, `at`
 * the time it was written in milliseconds, `failed` the code of the refusal that ended its
 * attempts, `answers` the question of the bank's that it answers.
 * @typedef {{ id: string, text: string, at: number, failed: string | null, attempts: number,
 *     answers?: number, isNote?: boolean }} Item
 */
import { keep, recall } from "./storage.js";
import { keyOf } from "./base.js";

export class Outbox {
  /** @type {Map<string, Item>} also holds what storage had no room for */
  #items = new Map();

  constructor(storage, session) {
    this.storage = storage;
    this.prefix = keyOf(`outbox.${session}.`);
    for (const key of this.#keys()) {
      const item = recall(storage, key);
      if (item?.id && typeof item.text === "string") this.#items.set(item.id, item);
    }
  }

  #keys() {
    const keys = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      if (key?.startsWith(this.prefix)) keys.push(key);
    }
    return keys;
  }

  /**
   * A new item with an id of its own, written down.
   * @param {string} text
   * @param {{ answers?: number, isNote?: boolean }} [about]
   */
  add(text, { answers } = {}) {
    // Later than all before, whatever the device's clock does meanwhile.
    const at = Math.max(Date.now(), 1 + Math.max(0, ...this.all().map((item) => item.at)));
    const item = { id: newId(), text, at, failed: null, attempts: 0, answers };
    this.write(item);
    return item;
  }

  write(item) {
    this.#items.set(item.id, item);
    keep(this.storage, this.prefix + item.id, item);
  }

  get(id) {
    return this.#items.get(id) ?? null;
  }

  remove(id) {
    this.storage.removeItem(this.prefix + id);
    return this.#items.delete(id);
  }

  /** Every item, in the order it was written. */
  all() {
    return [...this.#items.values()].sort((one, other) => one.at - other.at);
  }

  /** Those that still are to be sent. */
  waiting() {
    return this.all().filter((item) => !item.failed);
  }

  /** Take over what another outbox could not send; what storage had no room for too. */
  takeOver(lost) {
    for (const item of lost.all()) {
      lost.remove(item.id);
      this.write({ ...item, failed: null, attempts: 0 });
    }
  }
}

/** 128 random bits in the alphabet of a client_message_id. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "c-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
