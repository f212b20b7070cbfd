/** Times as the customer's own clock shows them. */
import { language, say } from "./i18n.js";

const time = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, {
  year: "numeric",
  month: "long",
  day: "numeric",
  weekday: "long",
});

export const timeOf = (date) => time.format(date);

/** A key that is the same for all times of one day. */
export const dayKey = (date) => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

export function dayOf(date, now = new Date()) {
  if (dayKey(date) === dayKey(now)) return say("today");
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return dayKey(date) === dayKey(yesterday) ? say("yesterday") : day.format(date);
}
