/** Telephone numbers that are called by a tap. */
import { el, icon } from "./dom.js";
import { say } from "./i18n.js";

// Service and area numbers, numbers from abroad, the police (112) and the supervisory service
// (1332); no part of a longer number, no amount.
const NUMBERS =
  /(?<![\d,.-])(?:1[568]\d{2}-\d{4}|0\d{1,2}-\d{3,4}-\d{4}|\+82-\d{1,2}-\d{3,4}-\d{4}|112|1332)(?![\d,.]*\d|-\d|\s*(?:원|%|won))/g;

/** In an emergency the numbers to call are buttons. Null where the answer names none. */
export function callsOf({ text, data }) {
  const isEmergency = data?.category === "fraud" || data?.triage === "HUMAN_REQUIRED";
  const numbers = isEmergency ? [...new Set(text.match(NUMBERS) ?? [])] : [];
  if (!numbers.length) return null;
  const links = numbers.map((number) =>
    callLink(number, "call", icon("phone"), say("call", { number })),
  );
  return el("div", { class: "calls" }, ...links);
}

/** The page's own words, with the numbers in them as links: what to append to an element. */
export function withCalls(words) {
  const parts = [];
  let end = 0;
  for (const { 0: number, index } of words.matchAll(NUMBERS)) {
    parts.push(words.slice(end, index), callLink(number, "", number));
    end = index + number.length;
  }
  return [...parts, words.slice(end)];
}

function callLink(number, kind, ...inside) {
  const attributes = { class: kind || null, href: `tel:${number}`, translate: "no" };
  return el("a", attributes, ...inside);
}
