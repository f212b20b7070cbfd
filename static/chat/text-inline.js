/** A line's words as elements: emphasis, links, numbers to call. Builds elements only. */
import { el } from "./dom.js";
import { ADDRESS, PHONE, linkTo, shownOf, trimmed } from "./links.js";

const BOTH = /\*\*\*(?=\S)(?<both>[^*\n]+?)(?<=\S)\*\*\*/;
const STRONG = /\*\*(?=\S)(?<strong>(?:[^*\n]|(?<!\*)\*(?!\*))+?)(?<=\S)\*\*/;
// A footnote's asterisk and a product's stand otherwise: (*), *표시, 2*3*4.
const EM = /(?<![^\s("'“‘「『])\*(?=[^\s*).,:;!?%])(?<em>[^*\n]+?)(?<=[^\s*(])\*(?![*A-Za-z\d])/;
const STRUCK = /~~(?=\S)(?<struck>[^~\n]+?)(?<=\S)~~/;
const CODE = /`(?<code>[^`\n]+)`/;
const BREAK = /(?<lineBreak><br\s{0,3}\/?>)/;
const LABELLED = /(?<picture>!?)\[(?<label>[^\][\n]*)\]\((?<target>[^\s()<>]+)(?:\s+"[^"\n]*")?\)/;
const ANGLED = /<(?<angled>https?:\/\/[^\s<>]+)>/;
const ALONE = new RegExp(`(?<address>${ADDRESS.source})|(?<number>${PHONE.source})`);
const SIGNS = [BOTH, STRONG, EM, STRUCK, CODE, BREAK, LABELLED, ANGLED, ALONE].map((sign) => sign.source);
const PARTS = new RegExp(SIGNS.join("|"), "gi");

/** The nodes of a line; what is no sign of anything stands as it was written. */
export function inline(line) {
  const nodes = [];
  let end = 0;
  for (const match of line.matchAll(PARTS)) {
    const node = nodeOf(match[0], match.groups);
    if (!node) continue;
    nodes.push(line.slice(end, match.index), node.element);
    end = match.index + node.length;
  }
  nodes.push(line.slice(end));
  return nodes.filter((node) => node !== "");
}

/** What a match stands for, and how many of its characters; null: it stays as it is. */
function nodeOf(whole, found) {
  const { length } = whole;
  if (found.strong) return { element: el("strong", {}, ...inline(found.strong)), length };
  if (found.both) {
    return { element: el("em", {}, el("strong", {}, ...inline(found.both))), length };
  }
  if (found.em) return { element: el("em", {}, ...inline(found.em)), length };
  if (found.struck) return { element: el("s", {}, ...inline(found.struck)), length };
  if (found.code) return { element: el("code", {}, found.code), length };
  if (found.lineBreak) return { element: el("br"), length };
  if (found.picture) return { element: found.label, length };
  if (found.target) return labelled(found, length);
  if (found.angled) return { element: linked(found.angled) ?? found.angled, length };
  const address = found.number ?? trimmed(found.address);
  const element = linked(address);
  return element && { element, length: address.length };
}

function labelled({ label, target }, length) {
  if (/^(?:javascript|vbscript|file|data):/i.test(target)) return null;
  const link = linkTo(target);
  const nodes = inline(label).map(withoutLink);
  const words = nodes.map((node) => node.textContent ?? node).join("");
  const shown = shownOf(words, target, link);
  if (!link) return { element: shown, length };
  return { element: anchor(link, shown === words ? nodes : [shown]), length };
}

/** Within a link there is no other. */
const withoutLink = (node) => (node.tagName === "A" ? node.textContent : node);

function linked(address) {
  const link = linkTo(address);
  return link && anchor(link, [address]);
}

function anchor({ href, rel }, children) {
  return el("a", rel ? { href, target: "_blank", rel } : { href }, ...children);
}
