/** Who waits, and what the agent has in hand. */
import { byId, el, keyInFocus } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { wordsOf } from "../chat/text-blocks.js";
import { nameOf } from "./names.js";
import { isAside, snoozeWords } from "./snooze.js";
import { dueOf, waitedOf } from "./time.js";

const EMERGENCY = 30;

export class Lists {
  /** actions: { open(handover), claim(handover), labelsOf(card) }. */
  constructor(actions) {
    this.actions = actions;
    this.waiting = [];
    this.waitingCount = null; // unknown until the first board: nobody is said to wait before
    this.mine = [];
    setInterval(() => this.draw(), 5000); // the clocks run
  }

  show({ waiting, waitingCount, mine, openOne, mayWork }) {
    this.waiting = waiting;
    this.waitingCount = waitingCount;
    this.mine = mine;
    this.openOne = openOne;
    this.mayWork = mayWork;
    this.draw();
  }

  draw() {
    const focused = keyInFocus();
    this.#fill("mine", this.mine.map((talk, place) => this.#mine(talk, place)), this.waitingCount === null ? null : this.mine.length);
    this.#fill("waiting", this.waiting.map((card) => this.#waiting(card)), this.waitingCount);
    // Drawing anew must not take the keyboard's place away.
    if (focused) document.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  #fill(name, items, count) {
    byId(name).replaceChildren(...items);
    byId(`${name}-count`).textContent = count?.toLocaleString() ?? "";
    byId(`${name}-empty`).hidden = items.length > 0 || count !== 0;
  }

  #mine(talk, place) {
    const { card, unread } = talk;
    const last = talk.entries.findLast((entry) => entry.sender !== "system");
    const words = last?.sender === "customer" ? last.text : wordsOf(last?.text ?? "");
    const badge = unread
      ? el("span", { class: "unread", "aria-label": say("unread", { count: unread }) }, unread)
      : null;
    return this.#card(card, words, el("span", { class: "key" }, place < 9 ? place + 1 : ""), badge);
  }

  #waiting(card) {
    const claim = el("button", { type: "button", class: "primary small", "data-action": "claim" });
    claim.textContent = say("claim");
    claim.dataset.key = `claim-${card.handover}`;
    claim.setAttribute("aria-label", `${say("claim")}: ${nameOf(card)}`);
    claim.addEventListener("click", () => this.actions.claim(card.handover));
    return this.#card(card, card.reason, null, this.mayWork ? claim : null);
  }

  /** Two customers of one name are told apart by their sessions. */
  #name(card) {
    const cards = [...this.mine.map((talk) => talk.card), ...this.waiting];
    const isShared = cards.some(
      (it) => it.handover !== card.handover && it.customer && it.customer === card.customer,
    );
    return isShared ? `${card.customer} · ${card.session}` : nameOf(card);
  }

  #card(card, words, before, after) {
    const due = dueOf(card);
    const facts = [
      card.priority ? say(`priority-${card.priority}`) : null,
      card.category ? say(`category-${card.category}`) : null,
      card.team ? say("team-named", { name: card.team }) : null,
      ...this.actions.labelsOf(card).map((name) => `#${name}`),
    ].filter(Boolean);
    const aside = snoozeWords(card);
    const time = card.status === "waiting" ? say("waited", { time: waitedOf(card) }) : "";
    const button = el(
      "button",
      {
        type: "button",
        class: "card-open",
        "data-key": `card-${card.handover}`,
        "aria-current": card.handover === this.openOne ? "true" : null,
      },
      before,
      el("strong", {}, this.#name(card)),
      el("span", { class: "card-words" }, words),
      el("span", { class: "card-facts" }, [time, due.words].filter(Boolean).join(" · ")),
      facts.length ? el("span", { class: "card-facts" }, facts.join(" · ")) : null,
      aside ? el("span", { class: "card-facts reminder" }, aside) : null,
    );
    button.addEventListener("click", () => this.actions.open(card.handover));
    const urgent = card.priority >= EMERGENCY ? true : null;
    const isOpen = card.handover === this.openOne ? true : null;
    const attributes = { class: "card", "data-due": due.level, "data-urgent": urgent, "data-open": isOpen, "data-aside": isAside(card) };
    return el("li", { ...attributes, "data-handover": card.handover }, button, after);
  }
}
