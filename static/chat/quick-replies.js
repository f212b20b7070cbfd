/** Chips that say something at a tap: the page's to begin with, the server's below an answer. */
import { byId, chipOf } from "./dom.js";

export class QuickReplies {
  /** onSay(text): the server's words, whatever a translator shows. onShown(): the chips have come. */
  constructor({ onSay, onShown }) {
    this.onShown = onShown;
    this.place = byId("quick-replies");
    for (const chips of [byId("starters"), this.place]) {
      chips.addEventListener("click", (event) => {
        const chip = event.target.closest(".chip");
        if (chip) onSay(chip.dataset.say);
      });
    }
  }

  offer(replies) {
    const chips = replies.map((words) => chipOf(words));
    this.place.replaceChildren(...chips);
    this.place.hidden = chips.length === 0;
    if (chips.length) this.onShown();
  }
}
