/** Pauses between attempts that fail: growing, with full jitter, and with an end. */

const FIRST_SECONDS = 0.5;
const LONGEST_SECONDS = 30;
const MOST_ATTEMPTS = 100; // some 25 minutes at the longest pause

export class Backoff {
  failures = 0; // in a row

  /** first, longest: seconds. most: failures in a row that end it. */
  constructor({ first = FIRST_SECONDS, longest = LONGEST_SECONDS, most = MOST_ATTEMPTS } = {}) {
    this.first = first;
    this.longest = longest;
    this.most = most;
  }

  get isOver() {
    return this.failures >= this.most;
  }

  /**
   * Count a failure. Returns the seconds to wait before the next attempt; null at the end.
   * asked: the seconds that the server asked for; the pause grows beyond them all the same.
   * @param {number | null} [asked]
   * @returns {number | null}
   */
  fail(asked = null) {
    this.failures += 1;
    if (this.isOver) return null;
    const most = Math.min(this.longest, this.first * 2 ** (this.failures - 1));
    return (asked ?? 0) + Math.random() * most;
  }

  /** It succeeded, or a person wants another try. */
  reset() {
    this.failures = 0;
  }

  /** No attempt is worth while any more. */
  giveUp() {
    this.failures = this.most;
    return null;
  }
}
