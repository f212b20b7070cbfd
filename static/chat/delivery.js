/**
 * Getting what the customer wrote to the server: over the socket where it is open, over HTTP
 * where it is not or does not acknowledge, with one id on either road, until it is settled.
 */
import { CallFailed } from "./http.js";
import { log } from "./log.js";

const ACK_SECONDS = 8;
const LONGEST_PAUSE = 30;
const MOST_REFUSALS = 6; // passing ones, such as a full server

export class Delivery {
  #timers = new Map(); // id → what happens when nothing is heard
  #queue = new Set(); // ids that go over HTTP, in order
  #posting = null; // the id whose call is under way and not yet settled

  /**
   * onItem: { id, text, at, state, code } whenever an item's state changes; state is
   *     sending, sent or failed. onAnswer: what an HTTP call brought. onFailure: a CallFailed.
   */
  constructor({ outbox, connection, http, onItem, onAnswer, onFailure }) {
    Object.assign(this, { outbox, connection, http, onItem, onAnswer, onFailure });
  }

  say(text, answers) {
    const item = this.outbox.add(text, { answers });
    this.#show(item, "sending");
    this.#dispatch(item);
    return item.id;
  }

  /** Show what an earlier page, or another tab, left unsent. */
  showAll() {
    for (const item of this.outbox.all()) this.#show(item, item.failed ? "failed" : "sending");
  }

  /** Send whatever waits; called when a road has opened. */
  flush() {
    for (const item of this.outbox.waiting()) this.#dispatch(item);
  }

  /** The server has this one. */
  settle(id) {
    const item = this.outbox.get(id);
    if (!item) return;
    this.outbox.remove(id);
    this.#forget(id);
    this.#show(item, "sent");
    if (this.#posting === id) {
      // Its call still waits for the answer; the next message need not.
      this.#posting = null;
      this.#pump();
    }
  }

  /** The server refused this one, in an `error` frame. */
  refuse(id, { code, message, retryable, retry_after: retryAfter = null }) {
    const status = retryable ? 429 : 400;
    this.#troubled(id, new CallFailed(status, { detail: message, code, retryAfter }));
  }

  /** The socket was closed for a frame that was too large: nothing of it is repeated. */
  refuseSent() {
    for (const id of [...this.#timers.keys()]) {
      this.refuse(id, { code: "too_large", message: "", retryable: false });
    }
  }

  retry(id) {
    const item = this.outbox.get(id);
    if (!item?.failed) return;
    if (item.failed === "id_reuse") {
      this.discard(id);
      this.say(item.text, item.answers);
      return;
    }
    Object.assign(item, { failed: null, attempts: 0 });
    this.outbox.write(item);
    this.#show(item, "sending");
    this.#dispatch(item);
  }

  discard(id) {
    this.outbox.remove(id);
    this.#forget(id);
  }

  stop() {
    for (const id of [...this.#timers.keys()]) this.#forget(id);
    this.#queue.clear();
  }

  #dispatch(item) {
    const { id, text, answers } = item;
    const frame = { type: "message", user_message: text, client_message_id: id, answers };
    if (this.connection.send(frame)) this.#after(id, ACK_SECONDS, () => this.#post(id));
    else this.#post(id);
  }

  #post(id) {
    this.#queue.add(id);
    this.#pump();
  }

  /** One call at a time, so that messages arrive in the order they were written. */
  async #pump() {
    if (this.#posting) return;
    const id = this.#queue.values().next().value;
    const item = this.outbox.get(id);
    this.#queue.delete(id);
    if (!item) return id === undefined ? undefined : this.#pump();
    this.#posting = id;
    try {
      log("http: say", id);
      const answer = await this.http.say(id, item.text, item.answers);
      this.settle(id);
      this.onAnswer(answer);
    } catch (failure) {
      this.#troubled(id, failure);
    } finally {
      if (this.#posting === id) this.#posting = null;
      this.#pump();
    }
  }

  #troubled(id, failure) {
    const item = this.outbox.get(id);
    if (!item || item.failed) return;
    this.onFailure(failure);
    if (failure.status === 401) return; // the session is renewed or given up, not the message
    if (failure.status > 0) item.attempts += 1;
    if (!failure.isPassing || item.attempts >= MOST_REFUSALS) {
      item.failed = failure.code;
      this.#forget(id);
      this.#show(item, "failed");
    } else {
      const pause = Math.min(LONGEST_PAUSE, 2 * 2 ** item.attempts);
      this.#after(id, failure.retryAfter ?? pause, () => this.#dispatch(item));
    }
    this.outbox.write(item);
  }

  #show({ id, text, at, failed }, state) {
    this.onItem({ id, text, at, state, code: failed });
  }

  #after(id, seconds, deed) {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(deed, seconds * 1000));
  }

  #forget(id) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#queue.delete(id);
  }
}
