/** What stands below an answer: its sources, and what the customer can do with it. */
import { Thumbs } from "./feedback.js";
import { el, icon, iconButton } from "./dom.js";
import { say } from "./i18n.js";

const COPIED_MS = 2000;
// Service and area numbers, numbers from abroad, the police (112) and the supervisory service
// (1332); no part of a longer number, no amount.
const NUMBERS =
  /(?<![\d,.-])(?:1[568]\d{2}-\d{4}|0\d{1,2}-\d{3,4}-\d{4}|\+82-\d{1,2}-\d{3,4}-\d{4}|112|1332)(?![\d,.]*\d|-\d|\s*(?:원|%|won))/g;

/** The passages an answer uses, as links that open the version it was read in. */
export function sourcesOf(documents) {
  const links = documents.map(sourceLink);
  if (!links.length) return null;
  return el(
    "div",
    { class: "sources" },
    el("p", { class: "sources-title" }, say("sources")),
    el("ul", {}, ...links.map((link) => el("li", {}, link))),
  );
}

function sourceLink({ source, page, url, quote }) {
  const inside = [
    icon("source"),
    el("span", { class: "source-title" }, String(source)),
    page ? el("span", { class: "source-place" }, say("section", { number: page })) : null,
  ];
  const address = safeAddress(url);
  if (!address) return el("span", { class: "source", title: quote }, ...inside);
  const attributes = { class: "source", href: address, target: "_blank", rel: "noopener" };
  const aside = el("span", { class: "aside-only" }, say("new-tab"));
  return el("a", { ...attributes, title: quote }, ...inside, aside);
}

/** An address of a page; null for anything that a browser might run. */
function safeAddress(url) {
  try {
    const address = new URL(url, location.href);
    return /^https?:$/.test(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** Copy and thumbs. `actions`: { rate(seq, rating, comment) }. */
export function answerActions(entry, actions) {
  const thumbs = new Thumbs(entry, actions.rate);
  const copy = copyButton(entry.text, thumbs.said);
  return el(
    "div",
    { class: "feedback" },
    el("div", { class: "buttons" }, copy, ...thumbs.buttons, thumbs.said),
    thumbs.place,
  );
}

/** In an emergency the numbers to call are buttons. Null where the answer names none. */
export function callsOf({ text, data }) {
  const isEmergency = data?.category === "fraud" || data?.triage === "HUMAN_REQUIRED";
  const numbers = isEmergency ? [...new Set(text.match(NUMBERS) ?? [])] : [];
  if (!numbers.length) return null;
  const links = numbers.map((number) =>
    el(
      "a",
      { class: "call", href: `tel:${number}`, translate: "no" },
      icon("phone"),
      say("call", { number }),
    ),
  );
  return el("div", { class: "calls" }, ...links);
}

/** Not where the browser keeps the clipboard from pages without TLS. */
function copyButton(text, said) {
  if (!navigator.clipboard) return null;
  return iconButton("copy", say("copy"), async () => {
    await navigator.clipboard.writeText(text);
    said.textContent = say("copied");
    setTimeout(() => said.replaceChildren(), COPIED_MS);
  });
}
