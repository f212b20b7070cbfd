/** The conversation on the page: messages in order, what is on its way below them. */
import { dayKey, dayOf } from "./clock.js";
import { byId, el } from "./elements.js";
import { draftElement, entryElement, outgoingElement, showDraft, showState } from "./message.js";

const NEAR_PX = 80; // from the end of the log: who is nearer reads the newest

export class LogView {
  #outgoing = new Map(); // client_message_id → element
  #drafts = new Map(); // seq of the question → element
  #day = null;

  /** deeds: { rate(seq, rating), retry(id), discard(id) }. */
  constructor(deeds) {
    this.deeds = deeds;
    this.log = byId("log");
    this.drafts = byId("drafts");
    this.scroll = byId("scroll");
    this.newest = byId("newest");
    this.newest.addEventListener("click", () => this.toEnd());
    this.scroll.addEventListener("scroll", () => this.#isAtEnd() && this.#hideNewest());
    // The composer grows and keyboards open: who was at the end stays there.
    new ResizeObserver(() => this.wasAtEnd && this.toEnd()).observe(this.scroll);
    this.scroll.addEventListener("scrollend", () => (this.wasAtEnd = this.#isAtEnd()));
    this.wasAtEnd = true;
  }

  /** An entry of the transcript; it takes the place of the message that was on its way. */
  add(entry) {
    this.#keepingPlace(entry.sender === "customer", () => {
      this.#outgoing.get(entry.clientMessageId)?.remove();
      this.#outgoing.delete(entry.clientMessageId);
      this.#separateDay(new Date(entry.createdAt ?? Date.now()));
      this.#insert(entryElement(entry, this.deeds));
    });
  }

  /** A message on its way, or what became of it. */
  track(item) {
    const known = this.#outgoing.get(item.id);
    if (known) {
      showState(known, item, this.deeds);
    } else if (item.state !== "sent") {
      this.#keepingPlace(true, () => {
        const element = outgoingElement(item, this.deeds);
        this.#outgoing.set(item.id, element);
        this.log.append(element);
        this.#markBegun();
      });
    }
  }

  discard(id) {
    this.#outgoing.get(id)?.remove();
    this.#outgoing.delete(id);
  }

  /** An answer being written; null text takes it back. */
  draft({ replyTo, text }) {
    if (text === null) {
      this.#drafts.get(replyTo)?.remove();
      this.#drafts.delete(replyTo);
      return;
    }
    this.#keepingPlace(false, () => {
      let element = this.#drafts.get(replyTo);
      if (!element) {
        element = draftElement();
        this.#drafts.set(replyTo, element);
        this.drafts.append(element);
      }
      showDraft(element, text);
    });
  }

  get isDrafting() {
    return this.#drafts.size > 0;
  }

  /** A quiet line of the page's own. */
  note(words) {
    this.#keepingPlace(false, () =>
      this.#insert(el("div", { class: "message from-system" }, el("p", {}, words))),
    );
  }

  clear() {
    this.log.replaceChildren();
    this.drafts.replaceChildren();
    this.#outgoing.clear();
    this.#drafts.clear();
    this.#day = null;
    document.body.classList.remove("has-messages");
    this.#hideNewest();
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.wasAtEnd = true;
    this.#hideNewest();
  }

  #insert(element) {
    // What is on its way stays below what is known to be said.
    const first = this.#outgoing.values().next().value;
    if (first) first.before(element);
    else this.log.append(element);
    this.#markBegun();
  }

  #markBegun() {
    document.body.classList.add("has-messages");
  }

  #separateDay(date) {
    const key = dayKey(date);
    if (key === this.#day) return;
    this.#day = key;
    this.#insert(el("p", { class: "day" }, dayOf(date)));
  }

  /** Change the log and follow its end, unless the customer reads further up. */
  #keepingPlace(isOwn, change) {
    const follow = isOwn || this.#isAtEnd();
    change();
    if (follow) this.toEnd();
    else this.newest.hidden = false;
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  #hideNewest() {
    this.newest.hidden = true;
  }
}
