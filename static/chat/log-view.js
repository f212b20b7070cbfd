/** The conversation on the page: messages in order, what is on its way below them. */
import { dayKey, dayOf } from "./clock.js";
import { byId, el } from "./dom.js";
import { serverNow } from "./server-clock.js";
import { draftElement, entryElement, outgoingElement, showDraft, showState } from "./message.js";

const NEAR_PX = 80; // from the end of the log: who is nearer reads the newest
const MARGIN_PX = 12; // above an answer that is taller than the log

export class LogView {
  #isFollowing = true; // until the customer scrolls up
  #last = null; // the element that came last
  #place = 0; // where we scrolled to ourselves, in pixels
  #outgoing = new Map(); // client_message_id → element
  #drafts = new Map(); // seq of the question → element
  #day = null;

  /** actions: { rate(seq, rating), retry(id), discard(id) }. */
  constructor(actions) {
    this.actions = actions;
    this.log = byId("log");
    this.drafts = byId("drafts");
    this.scroll = byId("scroll");
    this.newest = byId("newest");
    this.newest.addEventListener("click", () => this.toEnd());
    this.scroll.addEventListener("scroll", () => this.#scrolled());
    // The composer grows and keyboards open: who follows the conversation goes on doing so.
    new ResizeObserver(() => this.follow()).observe(this.scroll);
  }

  /** An entry of the transcript; it takes the place of the message that was on its way. */
  add(entry) {
    this.#keepingPlace(entry.sender === "customer", () => {
      this.#outgoing.get(entry.clientMessageId)?.remove();
      this.#outgoing.delete(entry.clientMessageId);
      this.#separateDay(new Date(entry.createdAt ?? serverNow()));
      return this.#insert(entryElement(entry, this.actions));
    });
  }

  /** A message on its way, or what became of it. */
  track(item) {
    const known = this.#outgoing.get(item.id);
    if (known) {
      showState(known, item, this.actions);
    } else if (item.state !== "sent") {
      this.#keepingPlace(true, () => {
        const element = outgoingElement(item, this.actions);
        this.#outgoing.set(item.id, element);
        this.log.append(element);
        this.#markBegun();
        return element;
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
      return element;
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
    this.#last = null;
    this.#isFollowing = true;
    document.body.classList.remove("has-messages");
    this.#hideNewest();
  }

  toEnd() {
    this.#isFollowing = true;
    this.#scrollTo(this.scroll.scrollHeight);
    this.#hideNewest();
  }

  /** To the end; but of what came last, the beginning stays in sight. */
  follow() {
    if (!this.#isFollowing) return;
    const end = this.scroll.scrollHeight - this.scroll.clientHeight;
    const start = this.#last ? this.#last.offsetTop - MARGIN_PX : end;
    this.#scrollTo(Math.min(start, end));
  }

  #insert(element) {
    // What is on its way stays below what is known to be said.
    const first = this.#outgoing.values().next().value;
    if (first) first.before(element);
    else this.log.append(element);
    this.#markBegun();
    return element;
  }

  #markBegun() {
    document.body.classList.add("has-messages");
  }

  #separateDay(date) {
    const key = dayKey(date);
    if (key === this.#day) return;
    this.#day = key;
    this.#sayDaysAgain();
    this.#insert(el("p", { class: "day", "data-at": date.toISOString() }, dayOf(date)));
  }

  /** What was today when it was drawn is yesterday by now. */
  #sayDaysAgain() {
    for (const line of this.log.querySelectorAll(".day")) {
      line.textContent = dayOf(new Date(line.dataset.at));
    }
  }

  /** Change the log and follow what came, unless the customer reads further up. */
  #keepingPlace(isOwn, change) {
    this.#isFollowing ||= isOwn;
    this.#last = change();
    if (this.#isFollowing) this.follow();
    else this.newest.hidden = false;
  }

  #scrollTo(place) {
    this.scroll.scrollTop = place;
    this.#place = this.scroll.scrollTop;
  }

  #scrolled() {
    if (this.#isAtEnd()) this.#hideNewest();
    const isOurs = Math.abs(this.scroll.scrollTop - this.#place) < 2;
    if (!isOurs) this.#isFollowing = this.#isAtEnd();
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  #hideNewest() {
    this.newest.hidden = true;
  }
}
