/** What the agent closed, and what they look for among all their own. */
import { dayOf, timeOf } from "../chat/clock.js";
import { byId, el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { nameOf } from "./names.js";
import { lookUp } from "./lookups.js";

const TYPED_MS = 250;

export class Closed {
  #rows = [];
  /** @type {number | undefined} */
  timer;

  /** actions: { open(card), labelsOf(card), failed() }. */
  constructor(actions) {
    this.actions = actions;
    this.section = byId("closed-section");
    this.query = byId("closed-query");
    this.section.addEventListener("toggle", () => this.section.open && this.look());
    this.query.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), TYPED_MS);
    });
    byId("closed-search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.look();
    });
    byId("closed-more").addEventListener("click", () => this.look(this.#rows.at(-1)?.handover));
  }

  /** One of theirs has ended. */
  moved() {
    if (this.section.open) this.look();
  }

  /** @param {number | null} before */
  async look(before = null) {
    const q = this.query.value.trim();
    const found = await lookUp("closed", before ? { q, before } : { q });
    if (q !== this.query.value.trim()) return;
    if (!found) return void this.actions.failed();
    this.#rows = before ? [...this.#rows, ...found.closed] : found.closed;
    byId("closed").replaceChildren(...this.#rows.map((card) => this.#row(card)));
    byId("closed-empty").hidden = this.#rows.length > 0;
    byId("closed-more").hidden = !found.has_more;
  }

  #row(card) {
    const ended = card.ended_at ? new Date(card.ended_at) : null;
    const facts = [
      ended ? `${dayOf(ended)} ${timeOf(ended)}` : say("in-hand"),
      card.outcome ? say(`outcome-${card.outcome}`) : null,
      ...this.actions.labelsOf(card).map((name) => `#${name}`),
    ];
    const button = el(
      "button",
      { type: "button", class: "card-open", "data-key": `closed-${card.handover}` },
      el("strong", {}, nameOf(card)),
      el("span", { class: "card-words" }, card.reason),
      el("span", { class: "card-facts" }, facts.filter(Boolean).join(" · ")),
    );
    button.addEventListener("click", () => this.actions.open(card));
    return el("li", { class: "card", "data-handover": card.handover }, button);
  }
}
