/** Who wants to be called: taken by one agent, called, and what became of it. */
import { formatOf } from "../chat/clock.js";
import { byId, el, keyInFocus } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { serverNow } from "../chat/server-clock.js";
import { wordButton } from "./entries.js";
import { nameOf } from "./names.js";

const day = formatOf({ month: "short", day: "numeric", weekday: "short" });
const hour = formatOf({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const OUTCOMES = ["reached", "not_reached", "given_up", "release"];

export class CallBacks {
  #rows = [];
  #known = new Map(); // what was told of those in hand: { number, briefing, note }

  /** send(type, fields): a frame to the server; false where the line is down. */
  constructor(send) {
    this.send = send;
    this.me = null;
    this.count = 0;
  }

  /** The open ones that are known here, and how many there are. */
  show(rows, me, count) {
    this.#rows = rows;
    this.me = me;
    this.count = count;
    const mine = new Set(rows.filter((it) => this.#isMine(it)).map((it) => it.call_back));
    for (const key of this.#known.keys()) if (!mine.has(key)) this.#known.delete(key);
    this.draw();
  }

  /** A `call_back` frame: what one's conversation was about, or its number. */
  learn({ call_back: key, ...told }) {
    this.#known.set(key, { ...this.#known.get(key), ...told });
    this.draw();
  }

  draw() {
    const focused = keyInFocus();
    byId("call-backs").replaceChildren(...this.#rows.map((row) => this.#card(row)));
    byId("call-backs-count").textContent = this.count.toLocaleString();
    byId("call-backs-section").hidden = this.#rows.length === 0;
    if (focused) document.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  #isMine(row) {
    return row.state === "taken" && row.agent === this.me?.id;
  }

  #card(row) {
    const facts = [
      row.category ? say(`category-${row.category}`) : null,
      row.attempts ? say("attempts", { count: row.attempts }) : null,
      row.not_before ? say("again-at", { time: at(row.not_before) }) : null,
    ].filter(Boolean);
    const isMine = this.#isMine(row);
    const head = el(
      "div",
      { class: "card-open" },
      el("strong", {}, nameOf(row)),
      el("span", { class: "card-facts" }, spoken(row)),
      facts.length ? el("span", { class: "card-facts" }, facts.join(" · ")) : null,
      row.state === "taken" && !isMine
        ? el("span", { class: "card-facts" }, say("agent-named", { name: row.agent_name }))
        : null,
      row.note ? el("span", { class: "card-words" }, row.note) : null,
    );
    const attributes = { class: "card", "data-call-back": row.call_back, "data-due": dueOf(row) };
    if (isMine) return el("li", attributes, head, this.#work(row));
    const canTake = row.state === "open" && this.me?.may_work;
    return el("li", attributes, head, canTake ? this.#take(row) : null);
  }

  #take(row) {
    const button = this.#button("call", row, "primary small", () => this.#ask("take", row));
    button.setAttribute("aria-label", `${say("take-call")}: ${nameOf(row)}`);
    return button;
  }

  #work(row) {
    const { number, briefing, note: typed = "" } = this.#known.get(row.call_back) ?? {};
    const note = el("textarea", {
      rows: 2,
      maxlength: 2000,
      placeholder: say("call-note"),
      "aria-label": say("call-note"),
      "data-key": `note-${row.call_back}`,
    });
    note.value = typed; // drawn anew, it still holds what was typed
    note.addEventListener("input", () => this.#keep(row, { note: note.value }));
    const ends = OUTCOMES.map((outcome) =>
      this.#button(`call-${outcome}`, row, "plain small", () =>
        this.#ask("end", row, { outcome, note: note.value.trim() }),
      ),
    );
    return el(
      "div",
      { class: "call-work" },
      number
        ? el("a", { class: "phone", href: `tel:${number}` }, number)
        : el("div", { class: "call-number" }, row.phone, ...this.#toNumber(row)),
      briefing ? el("p", { class: "summary" }, briefing.summary) : this.#again(row),
      ...(briefing?.answers ?? []).filter((it) => it.answer).map((it) => answered(it)),
      note,
      el("div", { class: "call-ends" }, ...ends),
    );
  }

  /** What the number is looked at for, which is kept with the look, and the button. */
  #toNumber(row) {
    const { reason: typed = say("number-reason-call") } = this.#known.get(row.call_back) ?? {};
    const reason = el("input", {
      type: "text",
      maxlength: 500,
      required: "",
      "aria-label": say("number-reason"),
      title: say("number-reason"),
      "data-key": `reason-${row.call_back}`,
    });
    reason.value = typed;
    reason.addEventListener("input", () => this.#keep(row, { reason: reason.value }));
    const show = () => {
      const words = reason.value.trim();
      if (words) this.#ask("number", row, { reason: words });
      else reason.reportValidity();
    };
    reason.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) show();
    });
    return [reason, this.#button("show-number", row, "plain small", show)];
  }

  #keep(row, typed) {
    this.#known.set(row.call_back, { ...this.#known.get(row.call_back), ...typed });
  }

  /** After a reload: taking it again is harmless and tells what it was about. */
  #again(row) {
    return this.#button("call-briefing", row, "plain small", () => this.#ask("take", row));
  }

  #button(word, row, className, action) {
    const button = wordButton(word, action, className);
    button.dataset.key = `${word}-${row.call_back}`;
    button.dataset.action = word;
    return button;
  }

  #ask(what, row, fields = {}) {
    this.send(`call_back_${what}`, { call_back: row.call_back, ...fields });
  }
}

const answered = ({ question, answer }) =>
  el("p", { class: "quiet" }, question, el("br"), el("strong", {}, answer));

function spoken({ from, until }) {
  return `${day.format(new Date(from))} ${at(from)}–${at(until)}`;
}

const at = (iso) => hour.format(new Date(iso));

function dueOf({ from, until }) {
  const now = serverNow();
  if (now > Date.parse(until)) return "late";
  return now >= Date.parse(from) ? "soon" : "fine";
}
