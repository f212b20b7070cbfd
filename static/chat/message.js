/** One message as an element, by who said it. */
import { answerActions, sourcesOf } from "./answer.js";
import { callsOf } from "./calls.js";
import { timeOf } from "./clock.js";
import { el, icon, naming } from "./dom.js";
import { blocksOf, linesOf } from "./text-blocks.js";
import { say } from "./i18n.js";
import { serverNow } from "./server-clock.js";

/** A transcript entry. `actions` are what the page does: { rate(seq, rating, comment) }. */
export function entryElement(entry, actions) {
  switch (entry.sender) {
    case "customer":
      return customerMessage(entry.text, entry.createdAt, "sent");
    case "agent":
      return agentMessage(entry);
    case "system":
      return el("div", { class: "message from-system" }, linesOf(entry.text, entry.agentName));
    default:
      return assistantMessage(entry, actions);
  }
}

export function customerMessage(text, createdAt, state) {
  const message = el(
    "article",
    { class: "message from-customer", "data-state": state },
    el("span", { class: "aside-only" }, `${say("you")}:`),
    el("div", { class: "bubble" }, linesOf(text)),
    el("div", { class: "message-state" }),
  );
  if (state === "sent") showSent(message, createdAt);
  return message;
}

function showSent(message, createdAt) {
  const line = message.querySelector(".message-state");
  line.replaceChildren(el("span", { class: "aside-only" }, say("sent")), clock(createdAt));
}

/** A message on its way. `actions`: { retry(id), discard(id) }. */
export function outgoingElement(item, actions) {
  const message = customerMessage(item.text, null, item.state);
  message.dataset.id = item.id;
  showState(message, item, actions);
  return message;
}

export function showState(message, { id, state }, actions) {
  message.dataset.state = state;
  const line = message.querySelector(".message-state");
  if (state === "sent") showSent(message, null);
  else if (state === "sending") line.replaceChildren(say("sending"));
  else {
    line.replaceChildren(
      `${say("failed")} · `,
      wordButton("retry", () => actions.retry(id)),
      wordButton("discard", () => actions.discard(id)),
    );
  }
}

function wordButton(word, action) {
  const button = el("button", { type: "button", "data-action": word }, say(word));
  button.addEventListener("click", action);
  return button;
}

function assistantMessage(entry, actions) {
  const { data } = entry;
  const isNotice = isNoticeIn(data ?? {});
  const words = say(isNotice ? "automatic" : "ai-answer");
  return el(
    "article",
    { class: "message from-assistant", "data-seq": entry.seq },
    head(icon("spark", "ai-mark"), words, entry.createdAt),
    el("div", { class: "bubble" }, ...blocksOf(entry.text)),
    callsOf(entry),
    sourcesOf(data?.source_documents ?? []),
    isNotice ? null : answerActions(entry, actions),
  );
}

/** Whether it says what becomes of the conversation and answers nothing: nobody can judge it. */
function isNoticeIn(data) {
  if (data.ai_generated === false || "question" in data) return true;
  const isAnswer = data.source_documents?.length || data.category === "fraud";
  return data.engine === "rules" && Boolean(data.handover_status) && !isAnswer;
}

/** An answer that is still being written. */
export function draftElement() {
  return el(
    "article",
    { class: "message from-assistant draft" },
    head(icon("spark", "ai-mark"), say("ai-writing"), null),
    el("div", { class: "bubble" }),
  );
}

export function showDraft(message, text) {
  message.querySelector(".bubble").replaceChildren(...blocksOf(text));
}

function agentMessage(entry) {
  const name = entry.agentName;
  const words = name ? say("agent-named", { name }) : say("agent");
  const attributes = { class: "agent-mark", "aria-hidden": "true", translate: "no" };
  const mark = el("span", attributes, initialOf(name));
  return el(
    "article",
    { class: "message from-agent" },
    head(mark, naming(words, name), entry.createdAt),
    el("div", { class: "bubble" }, ...blocksOf(entry.text)),
  );
}

const initialOf = (name) => Array.from(name || say("agent"))[0].toUpperCase();

function head(mark, words, createdAt) {
  const name = el("strong", {}, ...[words].flat());
  return el("p", { class: "message-head" }, mark, name, createdAt ? clock(createdAt) : null);
}

function clock(moment) {
  const date = new Date(moment ?? serverNow());
  return el("time", { datetime: date.toISOString() }, timeOf(date));
}
