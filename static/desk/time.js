/** Times by the server's clock, as short words. */
import { say } from "../chat/i18n.js";
import { serverNow } from "../chat/server-clock.js";

/** "40 s", "3 min" or "2 h". */
export function spell(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return say("seconds", { n: seconds });
  if (seconds < 3600) return say("minutes", { n: Math.floor(seconds / 60) });
  return say("hours", { n: Math.floor(seconds / 3600) });
}

const SOON_MS = 60_000;

/** How a reply's clock stands: { level: none, fine, soon or late, words }. */
export function dueOf(card) {
  if (!card.reply_due_at) return { level: "none", words: "" };
  const left = new Date(card.reply_due_at).getTime() - serverNow();
  if (left < 0) return { level: "late", words: say("overdue", { time: spell(-left) }) };
  return { level: left < SOON_MS ? "soon" : "fine", words: say("due-in", { time: spell(left) }) };
}

export const waitedOf = (card) => spell(serverNow() - new Date(card.requested_at).getTime());
