/** Reading the transcript over HTTP again and again, while the socket is not to be had. */

const URGENT_SECONDS = 1; // an answer is awaited
const VISIBLE_SECONDS = 3;
const HIDDEN_SECONDS = 15;
const LONGEST_SECONDS = 30;

export class Poller {
  #timer = null;
  #running = false;
  #failures = 0;

  /** poll: reads once; rejects where that failed. isUrgent: whether an answer is awaited. */
  constructor({ poll, isUrgent }) {
    this.poll = poll;
    this.isUrgent = isUrgent;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
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
    this.#turn();
  }

  async #turn() {
    try {
      await this.poll();
      this.#failures = 0;
    } catch {
      this.#failures += 1;
    }
    if (!this.#running) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), this.#pause() * 1000);
  }

  #pause() {
    const usual = document.hidden ? HIDDEN_SECONDS : VISIBLE_SECONDS;
    if (this.#failures) return Math.min(LONGEST_SECONDS, usual * 2 ** (this.#failures - 1));
    return this.isUrgent() ? URGENT_SECONDS : usual;
  }
}
