/** Times and days as the bank has them: in its own zone, by its server's clock. */
import { language, say } from "./i18n.js";
import { serverNow } from "./server-clock.js";

const timeZone = document.documentElement.dataset.timeZone || "Asia/Seoul";
const DAY_MS = 86_400_000;
/** @type {Intl.DateTimeFormatOptions} */
const WALL = { dateStyle: "short", timeStyle: "short", hourCycle: "h23" };

/** A format in the page's language and the bank's zone. */
export const formatOf = (options) => new Intl.DateTimeFormat(language, { ...options, timeZone });

const time = formatOf({ hour: "numeric", minute: "2-digit" });
const hour = formatOf({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const monthDay = formatOf({ month: "long", day: "numeric" });
const windowDay = formatOf({ month: "long", day: "numeric", weekday: "short" });
const day = formatOf({ year: "numeric", month: "long", day: "numeric", weekday: "long" });
const key = new Intl.DateTimeFormat("sv", { timeZone }); // 2026-11-30
const bankWall = new Intl.DateTimeFormat("en", { ...WALL, timeZone });
const deviceWall = new Intl.DateTimeFormat("en", WALL);

/** When something was said. */
export const timeOf = (date) => named(time.format(date), date);

/** When something will be: "11월 30일 09:00". */
export const momentOf = (date) => named(`${monthDay.format(date)} ${hour.format(date)}`, date);

/** From when until when, on one day. */
export function windowOf({ from, until }) {
  const [begin, end] = [new Date(from), new Date(until)];
  return named(`${windowDay.format(begin)} ${hour.format(begin)}–${endOf(begin, end)}`, begin);
}

/** The day's last midnight is its 24:00; what ends on the day after says so. */
function endOf(begin, end) {
  const words = hour.format(end);
  if (dayKey(begin) === dayKey(end)) return words;
  return words === "00:00" ? "24:00" : `${windowDay.format(end)} ${words}`;
}

/** The zone is named wherever the device's own clock shows another time. */
function named(words, date) {
  if (bankWall.format(date) === deviceWall.format(date)) return words;
  return say("bank-time", { time: words });
}

/** A key that is the same for all times of one day. */
export const dayKey = (date) => key.format(date);

export function dayOf(date, now = new Date(serverNow())) {
  if (dayKey(date) === dayKey(now)) return say("today");
  const yesterday = new Date(now.getTime() - DAY_MS);
  return dayKey(date) === dayKey(yesterday) ? say("yesterday") : day.format(date);
}
