/** Conversations that are put aside, and the reminders that are due. */
import { timeOf } from "../chat/clock.js";
import { say } from "../chat/i18n.js";
import { nameOf } from "./names.js";
import { serverNow } from "../chat/server-clock.js";

const LOOK_MS = 2000;

export const isDue = (card) =>
  Boolean(card.remind_at) && new Date(card.remind_at).getTime() <= serverNow();

/** Out of sight: neither is the reminder due, nor has the customer written since. */
export const isAside = (card) => card.is_snoozed && !isDue(card);

/** What a list says of it; blank where nobody is to be reminded. */
export function snoozeWords(card) {
  if (!card.remind_at) return "";
  const words = { time: timeOf(new Date(card.remind_at)), text: card.reminder };
  if (isDue(card)) return say(card.reminder ? "reminder-of" : "reminder", words);
  return say(card.reminder ? "reminds-at-of" : "reminds-at", words);
}

export class Reminders {
  #told = new Set();

  /** cards(): the agent's own. tell(words, handover): once for each that is due. */
  constructor(cards, tell) {
    this.cards = cards;
    this.tell = tell;
    setInterval(() => this.#look(), LOOK_MS);
  }

  #look() {
    for (const card of this.cards().filter(isDue)) {
      const key = `${card.handover} ${card.remind_at}`;
      if (this.#told.has(key)) continue;
      this.#told.add(key);
      this.tell(`${nameOf(card)}: ${snoozeWords(card)}`, card.handover);
    }
  }
}
