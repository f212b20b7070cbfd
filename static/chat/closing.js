/** The end of a conversation that its customer ended: it does not stay on a screen for others. */
import { byId } from "./dom.js";

export class Closing {
  #timer = 0;

  /** onClose(): the time is over. */
  constructor(onClose) {
    this.onClose = onClose;
    this.words = byId("closes-soon");
  }

  /** Whether the conversation closes soon. */
  get isDue() {
    return this.#timer !== 0;
  }

  begin() {
    this.words.hidden = false;
    this.#timer = setTimeout(this.onClose, Number(this.words.dataset.minutes) * 60_000);
  }

  /** It goes on, or another one is shown. */
  reset() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.words.hidden = true;
  }
}
