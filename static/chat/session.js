/**
 * Which conversation this browser is in. Storage holds its id alone. Its key is in a cookie that
 * no script can read, and for as long as the page lives in memory: some browsers keep no cookie.
 */
import { Backoff } from "./backoff.js";
import { keyOf } from "./base.js";
import { startSession } from "./client.js";
import { language } from "./i18n.js";

const KEY = keyOf("session");
const TRIES = { first: 1, most: 10 }; // to begin a conversation, then a person must want it
const MOST_BEGUN = 2; // by the page itself, in
const BEGUN_MS = 600_000;

export class Session {
  constructor(storage) {
    this.storage = storage;
    this.tokens = new Map(); // by id: of what was begun on this very page
    this.begun = []; // when the page began a conversation by itself
  }

  /** The id of the conversation begun earlier; null where there is none. */
  get known() {
    return this.storage.getItem(KEY);
  }

  forget() {
    this.storage.removeItem(KEY);
  }

  /** Go on with a conversation of before. */
  choose(id) {
    this.#keep(id);
  }

  /** Begin a conversation. Rejects with CallFailed. */
  async begin() {
    const { session_id: id, token } = await startSession({ language });
    this.tokens.set(id, token);
    this.#keep(id);
    return id;
  }

  #keep(id) {
    try {
      this.storage.setItem(KEY, id);
    } catch {
      // A full disk must not stop a chat: it lasts as long as the page.
    }
  }

  tokenOf(id) {
    return this.tokens.get(id) ?? null;
  }

  /** Whether the page may begin another conversation by itself; each one counts. */
  mayBegin() {
    const now = Date.now();
    this.begun = this.begun.filter((moment) => now - moment < BEGUN_MS);
    if (this.begun.length >= MOST_BEGUN) return false;
    this.begun.push(now);
    return true;
  }

  /** Call `changed` with the new id when another tab has begun a conversation. */
  watch(changed) {
    if (!navigator.cookieEnabled) return; // another tab's conversation could not be opened here
    addEventListener("storage", (event) => {
      if (event.key === KEY && event.newValue) changed(event.newValue);
    });
  }
}

/**
 * Try `action` until it succeeds, with growing pauses and an end. `onFailure` gets each failure, a
 * function that tries again now, and whether nothing is tried any more without it.
 */
export async function persist(action, onFailure) {
  const backoff = new Backoff(TRIES);
  for (;;) {
    try {
      return await action();
    } catch (failure) {
      const seconds = failure.isPassing ? backoff.fail(failure.retryAfter) : backoff.giveUp();
      await new Promise((/** @type {(value?: any) => void} */ resolve) => {
        if (seconds !== null) setTimeout(resolve, seconds * 1000);
        const tryNow = () => {
          if (backoff.isOver) backoff.reset();
          resolve();
        };
        addEventListener("online", tryNow, { once: true });
        onFailure(failure, tryNow, seconds === null);
      });
    }
  }
}
