/** The assistant's conversations that are alive, for whoever may bring one to a person. */
import { Backoff } from "../chat/backoff.js";
import { byId, el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { serverNow } from "../chat/server-clock.js";
import { nameOf } from "./lists.js";
import { lookUp } from "./lookups.js";
import { spell } from "./time.js";

const AGAIN_MS = 5000;
const TRIES = { first: 5, longest: 60, most: 20 }; // while look-ups fail
const TYPED_MS = 250;

export class Live {
  /** pull(conversation, to): to is "queue" or "me". */
  constructor(pull) {
    this.pull = pull;
    this.dialog = byId("live-dialog");
    this.query = byId("live-query");
    this.backoff = new Backoff(TRIES);
    byId("live").addEventListener("click", () => this.open());
    this.query.addEventListener("input", () => this.lookIn(TYPED_MS));
    byId("live-search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.look();
    });
    this.dialog.addEventListener("close", () => clearTimeout(this.timer));
  }

  open() {
    this.query.value = "";
    this.backoff.reset();
    this.dialog.showModal();
    this.look();
  }

  lookIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), milliseconds);
  }

  async look() {
    const q = this.query.value.trim();
    const found = await lookUp("live", { q });
    if (!this.dialog.open) return;
    if (found && q === this.query.value.trim()) this.draw(found.conversations);
    if (found) this.backoff.reset();
    const pause = found ? 0 : this.backoff.fail();
    if (pause !== null) this.lookIn(AGAIN_MS + pause * 1000);
  }

  draw(rows) {
    const focused = document.activeElement?.dataset?.key;
    byId("live-rows").replaceChildren(...rows.map((row) => this.#row(row)));
    byId("live-empty").hidden = rows.length > 0;
    if (focused) this.dialog.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  #row(row) {
    const facts = [
      row.category ? say(`category-${row.category}`) : null,
      row.intent === "COMPLAINT" ? say("complains") : null,
      say("last-word", { time: spell(serverNow() - new Date(row.last_message_at).getTime()) }),
    ].filter(Boolean);
    return el(
      "li",
      { class: "live-row" },
      el(
        "div",
        { class: "live-words" },
        el("strong", {}, nameOf(row)),
        el("span", { class: "clip" }, row.words),
        el("span", { class: "card-facts" }, facts.join(" · ")),
      ),
      el(
        "div",
        { class: "live-actions" },
        this.#button(row, "queue", "plain"),
        this.#button(row, "me", "primary"),
      ),
    );
  }

  #button(row, to, look) {
    const words = say(`pull-${to}`);
    const button = el(
      "button",
      {
        type: "button",
        class: `${look} small`,
        "data-key": `pull-${to}-${row.conversation}`,
        "aria-label": `${words}: ${nameOf(row)}`,
      },
      words,
    );
    button.addEventListener("click", () => {
      this.dialog.close();
      this.pull(row.conversation, to);
    });
    return button;
  }
}
