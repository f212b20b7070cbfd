/** Plain text as readable blocks: paragraphs, numbered steps, points. Builds elements only. */
import { el } from "./dom.js";

const STEP = /^\s*(\d{1,3})[.)]\s+(.*)$/;
const POINT = /^\s*[-•·*]\s+(.*)$/;
const BOLD = /\*\*([^*\n]+)\*\*/;
// Korean service numbers (1500-0000) and numbers from abroad (+82-2-…); amounts are not taken.
const PHONE = /(?<![\d-])(1[568]\d{2}-\d{4}|\+82-\d{1,2}-\d{3,4}-\d{4})(?![\d-])/;
const PARTS = new RegExp(`${BOLD.source}|${PHONE.source}`, "g");

/** The blocks of a text, in order. */
export function blocksOf(text) {
  const blocks = [];
  let open = null; // the list or paragraph that the next line may belong to
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const step = STEP.exec(line);
    const point = step ? null : POINT.exec(line);
    if (!line.trim()) {
      if (open?.tagName === "P") open = null; // a blank line between steps keeps the list
    } else if (step) {
      open = listItem(blocks, open, "OL", step[2], Number(step[1]));
    } else if (point) {
      open = listItem(blocks, open, "UL", point[1]);
    } else {
      open = textLine(blocks, open, line);
    }
  }
  return blocks;
}

function listItem(blocks, open, kind, text, number = null) {
  const list = open?.tagName === kind ? open : el(kind.toLowerCase());
  if (list !== open) {
    if (number !== null && number !== 1) list.start = number;
    blocks.push(list);
  }
  list.append(el("li", {}, ...inline(text)));
  return list;
}

function textLine(blocks, open, line) {
  const isNext = open?.tagName === "P"; // close to the line above, without a blank between them
  const paragraph = el("p", { class: isNext ? "next-line" : null }, ...inline(line));
  blocks.push(paragraph);
  return paragraph;
}

/** A line's text, with emphasis and telephone numbers to tap. */
function inline(line) {
  const parts = [];
  let end = 0;
  for (const match of line.matchAll(PARTS)) {
    parts.push(line.slice(end, match.index));
    const [, bold, phone] = match;
    parts.push(bold ? el("strong", {}, bold) : el("a", { href: `tel:${phone}` }, phone));
    end = match.index + match[0].length;
  }
  parts.push(line.slice(end));
  return parts.filter((part) => part !== "");
}

/** What the customer typed: its lines, and nothing read into them. */
export function linesOf(text) {
  const paragraph = el("p");
  text.split("\n").forEach((line, index) => {
    if (index) paragraph.append(el("br"));
    paragraph.append(line);
  });
  return paragraph;
}
