/** The conversation on the page: messages in order, what is on its way below them. */
import { dayKey, dayOf } from "./clock.js";
import { byId, el } from "./dom.js";
import { serverNow } from "./server-clock.js";
import { draftElement, entryElement, outgoingElement, showDraft, showState } from "./message.js";
import { say } from "./i18n.js";

const NEAR_PX = 80; // from the end of the log: who is nearer reads the newest
const MARGIN_PX = 12; // above an answer that is taller than the log
const READ_MS = 1000; // what was in sight so long is read

export class LogView {
  #isFollowing = true; // until the customer scrolls up
  /** @type {HTMLElement | null} the element that came last */
  #last = null;
  #size = ""; // of the room that the log has
  #place = 0; // where we scrolled to ourselves, in pixels
  #outgoing = new Map(); // client_message_id → element
  #drafts = new Map(); // seq of the question → element
  /** @type {string | null} */
  #day = null;
  /** @type {string | null} as the day lines were said last */
  #today = null;
  /** @type {HTMLElement | null} "new from here" */
  #line = null;
  #isLineRead = false;
  #lastSeq = 0;
  /** @type {number | undefined} the timer */
  #reading;

  /** actions: { rate(seq, rating, comment), retry(id), discard(id), read(seq) }. */
  constructor(actions) {
    this.actions = actions;
    this.log = byId("log");
    this.drafts = byId("drafts");
    this.scroll = byId("scroll");
    this.newest = byId("newest");
    this.newest.addEventListener("click", () => this.toEnd());
    this.scroll.addEventListener("scroll", () => this.#scrolled());
    // The composer grows and keyboards open: who follows the conversation goes on doing so.
    new ResizeObserver(() => this.#resized()).observe(this.scroll);
    document.addEventListener("visibilitychange", () => this.#readSoon());
  }

  /** Whether what comes now is seen at once. */
  get isWatched() {
    return this.#isFollowing && !document.hidden;
  }

  /**
   * An entry of the transcript; it takes the place of the message that was on its way.
   * isUnread: nobody has seen it, or what came before it.
   */
  add(entry, isUnread) {
    this.#keepingPlace(() => {
      this.#outgoing.get(entry.clientMessageId)?.remove();
      this.#outgoing.delete(entry.clientMessageId);
      this.#separateDay(new Date(entry.createdAt ?? serverNow()));
      if (isUnread) this.#separateUnread();
      return this.#insert(entryElement(entry, this.actions));
    });
    this.#lastSeq = entry.seq;
    this.#readSoon();
  }

  /** A message on its way, or what became of it. */
  track(item) {
    const known = this.#outgoing.get(item.id);
    if (known) {
      showState(known, item, this.actions);
    } else if (item.state !== "sent") {
      this.#isFollowing = true; // who says something wants to see it
      this.#line?.remove();
      this.#keepingPlace(() => {
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
    this.#keepingPlace(() => {
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
    this.#keepingPlace(() =>
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
    this.#line = null;
    this.#lastSeq = 0;
    this.#isFollowing = true;
    document.body.classList.remove("has-messages");
    this.#hideNewest();
  }

  toEnd() {
    this.#isFollowing = true;
    this.#scrollTo(this.scroll.scrollHeight);
    this.#hideNewest();
  }

  /** To the end; but of what came last, or is unread, the beginning stays in sight. */
  follow() {
    if (!this.#isFollowing) return;
    const end = this.scroll.scrollHeight - this.scroll.clientHeight;
    const first = this.#unreadLine ?? this.#last;
    const start = first ? first.offsetTop - MARGIN_PX : end;
    this.#scrollTo(Math.min(start, end));
  }

  get #unreadLine() {
    return this.#line?.isConnected && !this.#isLineRead ? this.#line : null;
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
    this.#sayDaysAgain();
    const key = dayKey(date);
    if (key === this.#day) return;
    this.#day = key;
    this.#insert(el("p", { class: "day", "data-at": date.toISOString() }, dayOf(date)));
  }

  /** What was today when it was drawn is yesterday by now, or the server said what day it is. */
  #sayDaysAgain() {
    const today = dayKey(new Date(serverNow()));
    if (today === this.#today) return;
    this.#today = today;
    for (const line of this.log.querySelectorAll(".day")) {
      line.textContent = dayOf(new Date(line.dataset.at));
    }
  }

  #separateUnread() {
    if (this.#unreadLine) return;
    this.#line?.remove();
    this.#line = el("p", { class: "new-line" }, el("span", {}, say("new-from-here")));
    this.#isLineRead = false;
    this.#insert(this.#line);
  }

  /** What is in sight for a moment is read; an unread line is left where it stands. */
  #readSoon() {
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => {
      if (document.hidden || !(this.#isFollowing || this.#isAtEnd())) return;
      if (this.#unreadLine && !this.#isAtEnd()) this.#isFollowing = false;
      this.#isLineRead = true;
      if (this.#lastSeq) this.actions.read(this.#lastSeq);
    }, READ_MS);
  }

  /** Change the log and follow what came, unless the customer reads further up. */
  #keepingPlace(change) {
    this.#last = change();
    this.follow();
    if (!this.#isFollowing || (this.#unreadLine && !this.#isAtEnd())) this.newest.hidden = false;
  }

  #scrollTo(place) {
    this.scroll.scrollTop = place;
    this.#place = this.scroll.scrollTop;
  }

  #resized() {
    this.#size = this.#sizeNow();
    this.follow();
  }

  #sizeNow() {
    return `${this.scroll.clientWidth} ${this.scroll.clientHeight}`;
  }

  #scrolled() {
    // A browser scrolls by itself where the room has changed; that is nobody reading further up.
    if (this.#size !== this.#sizeNow()) return this.#resized();
    if (this.#isAtEnd()) this.#hideNewest();
    const isOurs = Math.abs(this.scroll.scrollTop - this.#place) < 2;
    if (!isOurs) this.#isFollowing = this.#isAtEnd();
    this.#readSoon();
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  #hideNewest() {
    this.newest.hidden = true;
  }
}
