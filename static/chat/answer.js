/** What stands below an answer: its sources, and what the customer can do with it. */
import { Thumbs } from "./feedback.js";
import { el, icon, iconButton } from "./dom.js";
import { say } from "./i18n.js";

const COPIED_MS = 2000;

/** The passages an answer uses, one link an article, that opens the version it was read in. */
export function sourcesOf(documents) {
  const links = byArticle(documents).map(sourceLink);
  if (!links.length) return null;
  return el(
    "div",
    { class: "sources" },
    el("p", { class: "sources-title" }, say("sources")),
    el("ul", {}, ...links.map((link) => el("li", {}, link))),
  );
}

/** The sources with those of one article together, at the place of its first. */
function byArticle(documents) {
  const articles = new Map();
  for (const one of documents) {
    const key = one.article_id ?? one.source;
    if (!articles.has(key)) articles.set(key, []);
    articles.get(key).push(one);
  }
  return [...articles.values()];
}

function sourceLink(passages) {
  const [{ source }] = passages;
  const quotes = passages.map((each) => each.quote).join("\n");
  const inside = [
    icon("source"),
    el("span", { class: "source-title" }, String(source)),
    place(passages.map((each) => each.page).filter(Boolean)),
  ];
  const address = passages.map((each) => safeAddress(each.url)).find(Boolean);
  if (!address) return el("span", { class: "source", title: quotes }, ...inside);
  const attributes = { class: "source", href: address, target: "_blank", rel: "noopener" };
  const aside = el("span", { class: "aside-only" }, say("new-tab"));
  return el("a", { ...attributes, title: quotes }, ...inside, aside);
}

function place(pages) {
  const numbers = [...new Set(pages)].sort((one, other) => one - other);
  if (!numbers.length) return null;
  const words =
    numbers.length === 1
      ? say("section", { number: numbers[0] })
      : say("sections", { numbers: numbers.join(", ") });
  return el("span", { class: "source-place" }, words);
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

/** Not where the browser keeps the clipboard from pages without TLS. */
function copyButton(text, said) {
  if (!navigator.clipboard) return null;
  return iconButton("copy", say("copy"), async () => {
    await navigator.clipboard.writeText(text);
    said.textContent = say("copied");
    setTimeout(() => said.replaceChildren(), COPIED_MS);
  });
}
