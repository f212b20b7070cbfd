/**
 * Which conversation this browser is in. Storage holds its id alone; its key is in a cookie
 * that no script can read.
 */
import { startSession } from "./client.js";
import { language } from "./i18n.js";

const KEY = "aicc.session";
const FIRST_WAIT = 1;
const LONGEST_WAIT = 30;

export class Session {
  constructor(storage) {
    this.storage = storage;
  }

  /** The id of the conversation begun earlier; null where there is none. */
  get known() {
    return this.storage.getItem(KEY);
  }

  forget() {
    this.storage.removeItem(KEY);
  }

  /** Begin a conversation. Rejects with CallFailed. */
  async begin() {
    const { session_id: id } = await startSession({ language });
    try {
      this.storage.setItem(KEY, id);
    } catch {
      // A full disk must not stop a chat: it lasts as long as the page.
    }
    return id;
  }

  /** Call `changed` with the new id when another tab has begun a conversation. */
  watch(changed) {
    addEventListener("storage", (event) => {
      if (event.key === KEY && event.newValue) changed(event.newValue);
    });
  }
}

/** Try `deed` until it succeeds. `onFailure` gets each failure and a function that ends the wait. */
export async function persist(deed, onFailure) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await deed();
    } catch (failure) {
      const seconds = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
      await new Promise((resolve) => {
        setTimeout(resolve, (failure.retryAfter ?? seconds) * 1000);
        addEventListener("online", resolve, { once: true });
        onFailure(failure, resolve);
      });
    }
  }
}
