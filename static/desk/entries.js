/** What was said, as elements. */
import { sourcesOf } from "../chat/answer.js";
import { dayOf, timeOf } from "../chat/clock.js";
import { el } from "../chat/dom.js";
import { blocksOf, linesOf } from "../chat/text-blocks.js";
import { say } from "../chat/i18n.js";

/**
 * showWhole(entry): what brings the whole of one that came cut.
 * @param {any} entry
 * @param {(entry: any) => void} showWhole
 */
export function entryElement(entry, showWhole = () => {}) {
  const { sender } = entry;
  if (sender === "system") {
    return el("div", { class: "said from-system", "data-seq": entry.seq }, linesOf(entry.text, entry.agentName));
  }
  const isPlain = sender === "customer";
  return el(
    "article",
    { class: `said from-${sender}`, "data-seq": entry.seq },
    el("p", { class: "said-head" }, el("strong", {}, nameOf(entry)), clock(entry.createdAt)),
    el("div", { class: "bubble" }, ...(isPlain ? [linesOf(entry.text)] : blocksOf(entry.text))),
    sourcesOf(entry.sources),
    entry.isCut ? wordButton("show-whole", () => showWhole(entry)) : null,
  );
}

function nameOf({ sender, agentName, isAutomatic }) {
  if (sender === "customer") return say("customer");
  if (sender === "assistant") return say(isAutomatic ? "automatic" : "ai-answer");
  return say("agent-named", { name: agentName });
}

/** Words on their way. actions: { retry(id), discard(id) }. */
export function outgoingElement(item, actions) {
  const state = item.failed ? "failed" : "sending";
  const line = el("p", { class: "said-state" }, say(state));
  if (item.failed) {
    line.append(" · ", wordButton("retry", () => actions.retry(item.id)));
    line.append(" · ", wordButton("discard", () => actions.discard(item.id)));
  }
  return el(
    "article",
    { class: "said from-agent", "data-state": state, "data-id": item.id },
    el("div", { class: "bubble" }, ...blocksOf(item.text)),
    line,
  );
}

export function wordButton(word, action, className = "link") {
  const button = el("button", { type: "button", class: className }, say(word));
  button.addEventListener("click", action);
  return button;
}

export function clock(moment, { withDay = false } = {}) {
  const date = new Date(moment);
  const words = withDay ? `${dayOf(date)} ${timeOf(date)}` : timeOf(date);
  return el("time", { datetime: date.toISOString() }, words);
}
