/** Whether an answer is on its way: a question was stored and nothing has answered it yet. */
import { serverNow } from "./server-clock.js";

const LONGEST_MS = 120_000; // a question older than this is not being thought about any more

export class PendingIndicator {
  #question = 0; // seq of the newest question
  #askedAt = 0;
  #answered = 0; // seq of the newest question that needs no answer any more
  /** @type {number | undefined} */
  #timer;

  /** onChange: called with true or false. */
  constructor(onChange) {
    this.onChange = onChange;
    this.isOn = false;
  }

  /** Take note of an entry; `owner` is who answers in this conversation now. */
  note(entry, owner) {
    if (entry.sender === "customer") {
      this.#question = entry.seq;
      this.#askedAt = entry.createdAt ? Date.parse(entry.createdAt) : serverNow();
    } else if (entry.sender === "assistant") {
      // One that replies to nothing was said beside the questions: it answers none of them.
      this.#answered = Math.max(this.#answered, entry.replyTo ?? 0);
    } else if (entry.sender === "agent") {
      this.#answered = entry.seq;
    }
    this.weigh(owner);
  }

  weigh(owner) {
    clearTimeout(this.#timer);
    if (owner === "agent") this.#answered = this.#question;
    const left = this.#askedAt + LONGEST_MS - serverNow();
    const isOn = this.#question > this.#answered && left > 0;
    if (isOn) this.#timer = setTimeout(() => this.reset(), left);
    this.#set(isOn);
  }

  reset() {
    clearTimeout(this.#timer);
    this.#answered = this.#question;
    this.#set(false);
  }

  #set(isOn) {
    if (isOn === this.isOn) return;
    this.isOn = isOn;
    this.onChange(isOn);
  }
}
