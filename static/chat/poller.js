/** Reading the transcript over HTTP again and again, while the socket is not to be had. */

import { Backoff } from "./backoff.js";

const URGENT_SECONDS = 1; // an answer is awaited
const VISIBLE_SECONDS = 3;
const HIDDEN_SECONDS = 15;
const LONGEST_SECONDS = 30;
const QUIET_GROWTH = 1.05; // of the pause, with each reading that brought nothing new

export class Poller {
  /** @type {number | undefined} */
  #timer;
  #running = false;
  #quiet = 0; // readings in a row that brought nothing

  /**
   * poll: reads once and returns whether anything was new; rejects where that failed.
   * isUrgent: whether an answer is awaited. onRest: too many readings failed in a row; the next
   * one is made when `hurry` is called.
   * @param {{ poll: () => Promise<boolean>, isUrgent: () => boolean, onRest: () => void }} doors
   */
  constructor({ poll, isUrgent, onRest }) {
    this.poll = poll;
    this.isUrgent = isUrgent;
    this.onRest = onRest;
    this.backoff = new Backoff({ first: VISIBLE_SECONDS, longest: LONGEST_SECONDS, most: 40 });
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.backoff.reset();
    this.#quiet = 0;
    this.#turn();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Read now instead of at the end of the pause. */
  hurry() {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    if (this.backoff.isOver) this.backoff.reset();
    this.#quiet = 0;
    this.#turn();
  }

  async #turn() {
    const seconds = await this.poll().then(
      (isNews) => this.#pause(isNews),
      (failure) => this.backoff.fail(failure.retryAfter),
    );
    if (!this.#running) return;
    clearTimeout(this.#timer);
    if (seconds === null) this.onRest();
    else this.#timer = setTimeout(() => this.#turn(), seconds * 1000);
  }

  #pause(isNews) {
    this.backoff.reset();
    this.#quiet = isNews ? 0 : this.#quiet + 1;
    const usual = document.hidden ? HIDDEN_SECONDS : VISIBLE_SECONDS;
    const pause = this.isUrgent() ? URGENT_SECONDS : usual;
    return Math.min(LONGEST_SECONDS, pause * QUIET_GROWTH ** this.#quiet);
  }
}
