/**
 * Text as readable blocks: paragraphs, lists, tables, quotes, headings. Builds elements only.
 *
 * What an article may hold looks here as `chat/articles/rendering.py` makes it on its page; a
 * line's end is kept, for a message is no article.
 */
import { el, naming } from "./dom.js";
import { readable } from "./masked.js";
import { inline } from "./text-inline.js";

const STEP = /^\s*(\d{1,3})[.)]\s+(.*)$/;
const POINT = /^\s*[-•·*]\s+(.*)$/;
const HEADING = /^(#{1,6})\s+(.+?)(?:\s+#+)?\s*$/;
const QUOTED = /^\s{0,3}> ?/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const CELL_END = /(?<!\\)\|/;

/** The blocks of a text, in order. */
export function blocksOf(text) {
  const lines = readable(text).replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  let open = null; // the list or paragraph that the next line may belong to
  for (let at = 0; at < lines.length; at += 1) {
    const end = endOfBlock(lines, at);
    if (end > at) {
      const group = lines.slice(at, end);
      blocks.push(QUOTED.test(group[0]) ? quote(group) : table(group));
      open = null;
      at = end - 1;
    } else {
      open = takeLine(blocks, open, lines[at]);
    }
  }
  return blocks;
}

/** Where a table or a quote that begins at a line ends; the line itself where none does. */
function endOfBlock(lines, start) {
  let end = start;
  if (QUOTED.test(lines[start])) {
    while (end < lines.length && QUOTED.test(lines[end])) end += 1;
  } else if (beginsTable(lines[start], lines[start + 1])) {
    while (end < lines.length && lines[end].includes("|")) end += 1;
  }
  return end;
}

function beginsTable(head, rule) {
  if (!head.includes("|") || !rule?.includes("|") || !TABLE_RULE.test(rule)) return false;
  return cellsOf(head).length === cellsOf(rule).length;
}

/** Takes a line in; returns what the next one may belong to. */
function takeLine(blocks, open, line) {
  if (!line.trim()) return open?.tagName === "P" ? null : open; // a blank keeps a list together
  const step = STEP.exec(line);
  if (step) return listItem(blocks, open, "OL", step[2], Number(step[1]));
  const point = POINT.exec(line);
  if (point) return listItem(blocks, open, "UL", point[1]);
  const heading = HEADING.exec(line);
  if (!heading) return textLine(blocks, open, line);
  blocks.push(el(heading[1].length > 3 ? "h4" : "h3", {}, ...inline(heading[2])));
  return null;
}

/** number: of an ordered list's item; null in others. @param {number | null} number */
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

function quote(lines) {
  return el("blockquote", {}, ...blocksOf(lines.map((line) => line.replace(QUOTED, "")).join("\n")));
}

function table([head, rule, ...rows]) {
  const sides = cellsOf(rule).map(sideOf);
  const names = cellsOf(head).map((cell, n) => el("th", { class: sides[n], scope: "col" }, ...inline(cell)));
  const body = rows.map((row) => {
    const cells = cellsOf(row);
    return el("tr", {}, ...sides.map((side, n) => el("td", { class: side }, ...inline(cells[n] ?? ""))));
  });
  const parts = [el("thead", {}, el("tr", {}, ...names)), body.length ? el("tbody", {}, ...body) : null];
  // Wider than a telephone's screen it is moved within its frame, also by the keyboard.
  return el("div", { class: "table-frame", tabindex: "0" }, el("table", {}, ...parts));
}

function cellsOf(row) {
  const inside = row.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inside.split(CELL_END).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function sideOf(rule) {
  if (!rule.endsWith(":")) return null;
  return rule.startsWith(":") ? "center" : "right";
}

/** A text's words in one line, without its signs: for a preview. */
export function wordsOf(text) {
  const parts = blocksOf(text).flatMap((block) => {
    const inner = block.querySelectorAll("li, th, td, p");
    return inner.length ? [...inner] : [block];
  });
  return parts.map((part) => part.textContent).join(" ");
}

/** What the customer typed, or the bank's notice about `name`: its lines, and nothing read in. */
export function linesOf(text, name = "") {
  const paragraph = el("p");
  readable(text).split("\n").forEach((line, index) => {
    if (index) paragraph.append(el("br"));
    paragraph.append(...naming(line, name));
  });
  return paragraph;
}
