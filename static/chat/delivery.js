/**
 * Getting what the customer wrote to the server: over the socket where it is open, over HTTP
 * where it is not or does not acknowledge, with one id on either road, until it is settled.
 *
 * One message is on its way at a time, the one that was written first: whatever becomes of it,
 * what was written first is stored first, by whichever road.
 */
import { Backoff } from "./backoff.js";
import { CallFailed } from "./http.js";
import { log } from "./log.js";

const ACK_SECONDS = 8;
const PAUSES = { first: 2, most: 20 }; // between two attempts with one message
const MOST_REFUSALS = 6; // passing ones, such as a full server

export class Delivery {
  /** @type {string | null} the id that is on its way */
  #current = null;
  /** @type {Set<string>} ids whose call is under way */
  #posting = new Set();
  /** @type {number | undefined} of an acknowledgement, or of the next attempt */
  #timer;
  /** @type {string | null} the id that waits for its next attempt */
  #paused = null;
  #backoff = new Backoff(PAUSES); // of the message that is to be sent next

  /**
   * onItem: { id, text, at, state, code } whenever an item's state changes; state is
   *     sending, sent or failed. onAnswer: what an HTTP call brought. onFailure: a CallFailed.
   * @param {object} doors
   * @param {import("./outbox.js").Outbox} doors.outbox
   * @param {import("./connection.js").Connection} doors.connection
   * @param {import("./http.js").HttpClient} doors.http
   * @param {(item: any) => void} doors.onItem
   * @param {(answer: any) => void} doors.onAnswer
   * @param {(failure: CallFailed) => void} doors.onFailure
   */
  constructor({ outbox, connection, http, onItem, onAnswer, onFailure }) {
    this.outbox = outbox;
    this.connection = connection;
    this.http = http;
    this.onItem = onItem;
    this.onAnswer = onAnswer;
    this.onFailure = onFailure;
  }

  say(text, answers) {
    const item = this.outbox.add(text, { answers });
    this.#show(item, "sending");
    // What went out on a socket that is lost needs not wait for its acknowledgement.
    if (this.#current && !this.connection.isReady) this.#post(this.#current);
    this.flushIdle();
    return item.id;
  }

  /** Show what an earlier page, or another tab, left unsent. */
  showAll() {
    for (const item of this.outbox.all()) this.#show(item, item.failed ? "failed" : "sending");
  }

  /** Send what waits, from the first on: a road has opened, or an attempt is worth while again. */
  flush() {
    this.#stand();
    this.#backoff.reset();
    this.flushIdle();
  }

  /** Send what waits, if nothing is on its way and nothing waits for its next attempt. */
  flushIdle() {
    const [item] = this.#current || this.#paused ? [] : this.outbox.waiting();
    if (!item || this.#backoff.isOver) return;
    const { id, text, answers } = item;
    /** @type {import("./frames.js").SendMessage} */
    const frame = { type: "message", user_message: text, client_message_id: id, answers };
    this.#current = id;
    if (this.connection.send(frame)) this.#after(ACK_SECONDS, () => this.#post(id));
    else this.#post(id);
  }

  /** The server has this one. */
  settle(id) {
    const item = this.outbox.get(id);
    if (!item) return;
    this.outbox.remove(id);
    this.#show(item, "sent");
    this.#goOn(id);
  }

  /**
   * The server refused this one, in an `error` frame.
   * @param {string} id
   * @param {{ code: string, message: string, retryable: boolean }} failure
   */
  refuse(id, { code, message, retryable }) {
    const status = retryable ? 429 : 400;
    this.#troubled(id, new CallFailed(status, { detail: message, code }));
  }

  /** The socket was closed for a frame that was too large: nothing of it is repeated. */
  refuseSent() {
    const id = this.#current;
    if (id) this.refuse(id, { code: "too_large", message: "", retryable: false });
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
    this.flush();
  }

  discard(id) {
    this.outbox.remove(id);
    this.#goOn(id);
  }

  stop() {
    this.#stand();
    this.#backoff.giveUp();
  }

  /** Nothing is on its way, nothing is waited for; a call under way ends by itself. */
  #stand() {
    clearTimeout(this.#timer);
    this.#current = null;
    this.#paused = null;
  }

  /** This one is no longer to be sent: the next one is. */
  #goOn(id) {
    if (this.#current !== id && this.#paused !== id) return;
    this.#stand();
    this.#backoff.reset();
    this.flushIdle();
  }

  async #post(id) {
    const item = this.outbox.get(id);
    if (!item || this.#posting.has(id)) return;
    clearTimeout(this.#timer);
    this.#posting.add(id);
    try {
      log("http: say", id);
      const answer = await this.http.say(id, item.text, item.answers);
      this.#posting.delete(id);
      this.settle(id);
      this.onAnswer(answer);
    } catch (failure) {
      this.#posting.delete(id);
      this.#troubled(id, failure);
    }
  }

  #troubled(id, failure) {
    const item = this.outbox.get(id);
    if (!item || item.failed) return;
    this.onFailure(failure);
    if (failure.status === 401) return; // the session is renewed or given up, not the message
    if (failure.status > 0) item.attempts += 1;
    const isRefused = !failure.isPassing || item.attempts >= MOST_REFUSALS;
    if (isRefused) item.failed = failure.code;
    this.outbox.write(item);
    if (isRefused) {
      this.#show(item, "failed");
      this.#goOn(id);
    } else if (this.#current === id) {
      this.#pause(id, failure.retryAfter);
    }
  }

  /** At the end of its attempts a message waits for the next road that opens. */
  #pause(id, retryAfter) {
    this.#stand();
    const seconds = this.#backoff.fail(retryAfter);
    if (seconds === null) return;
    this.#paused = id;
    this.#after(seconds, () => {
      this.#paused = null;
      this.flushIdle();
    });
  }

  #show({ id, text, at, failed }, state) {
    this.onItem({ id, text, at, state, code: failed });
  }

  #after(seconds, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, seconds * 1000);
  }
}
