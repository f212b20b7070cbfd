/** The conversation on the screen: its head, what was said, what is on its way. */
import { dayKey, dayOf } from "../chat/clock.js";
import { byId, el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { entryElement, outgoingElement, wordButton } from "./entries.js";
import { nameOf } from "./names.js";
import { placeNotes } from "./notes.js";
import { snoozeWords } from "./snooze.js";

const MINE = ["transfer", "hand_back", "release", "snooze", "warn", "close"];

export class ConversationView {
  /** actions: { action(name), retry(id), discard(id), before(), whole(entry), back() }. */
  constructor(actions) {
    this.actions = actions;
    this.desk = byId("desk");
    this.scroll = byId("scroll");
    this.log = byId("log");
    this.isFollowing = true; // until the agent scrolls up
    this.scroll.addEventListener("scroll", () => (this.isFollowing = this.#isAtEnd()));
    // Whatever grows, an entry, a note or the field below: the end stays in sight.
    const follow = new ResizeObserver(() => this.isFollowing && this.toEnd());
    for (const part of [this.scroll, this.log]) follow.observe(part);
    byId("more-before").addEventListener("click", () => actions.before());
    byId("back").addEventListener("click", () => actions.back());
    const toggle = byId("beside-toggle");
    toggle.addEventListener("click", () => {
      const isOpen = this.desk.classList.toggle("with-beside");
      toggle.setAttribute("aria-expanded", String(isOpen));
    });
  }

  open(talk, me) {
    this.desk.dataset.view = "talk";
    for (const name of ["talk", "beside"]) byId(name).hidden = false;
    byId("nothing").hidden = true;
    this.top(talk, me);
    this.all(talk);
    this.toEnd();
    if (talk.isMine && matchMedia("(hover: hover)").matches) byId("say").focus();
  }

  shut() {
    this.desk.dataset.view = "list";
    for (const name of ["talk", "beside"]) byId(name).hidden = true;
    byId("nothing").hidden = false;
  }

  top(talk, me) {
    const { card, isMine } = talk;
    if (!card) return;
    byId("talk-title").textContent = nameOf(card);
    const facts = [
      card.priority ? say(`priority-${card.priority}`) : null,
      card.category ? say(`category-${card.category}`) : null,
      card.agent_name ? say("agent-named", { name: card.agent_name }) : null,
      card.warnings ? say("warned", { count: card.warnings }) : null,
      card.outcome ? say(`outcome-${card.outcome}`) : null,
      snoozeWords(card),
    ];
    byId("talk-facts").textContent = facts.filter(Boolean).join(" · ");
    const names = isMine ? MINE.map((name) => (name === "snooze" && card.remind_at ? "wake" : name)) : [];
    if (card.status === "waiting" && me?.may_work) names.push("claim");
    if (!isMine && ["waiting", "claimed"].includes(card.status) && me?.may_supervise) {
      if (card.status === "claimed") names.push("take_over");
    }
    const known = [...byId("talk-actions").children].map((it) => it.dataset.action).join();
    if (known !== names.join()) {
      const buttons = names.map((name) => this.#button(name));
      byId("talk-actions").replaceChildren(...buttons);
    }
    byId("composer").hidden = !isMine;
    byId("note-only").hidden = isMine || !me?.may_work;
  }

  #button(name) {
    const isMain = name === "claim" || name === "take_over" || name === "close";
    const button = wordButton(name, () => this.actions.act(name), isMain ? "primary small" : "plain");
    button.dataset.action = name;
    return button;
  }

  all(talk) {
    this.day = null;
    this.log.replaceChildren();
    for (const entry of talk.entries) this.#append(entry);
    placeNotes(this.log, talk);
    this.outgoing(talk);
    this.typing(talk);
    byId("more-before").hidden = !talk.hasMoreBefore;
  }

  /** A new entry, or null where only what is on its way has changed. */
  add(talk, entry) {
    if (entry) this.#append(entry);
    placeNotes(this.log, talk);
    byId("more-before").hidden = !talk.hasMoreBefore;
    this.outgoing(talk);
    this.typing(talk);
  }

  /** What one says oneself is always followed. */
  toEnd() {
    this.isFollowing = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  /** Notes that came since. */
  notes(talk) {
    placeNotes(this.log, talk);
  }

  #append(entry) {
    const date = new Date(entry.createdAt);
    if (this.day !== dayKey(date)) {
      this.day = dayKey(date);
      this.log.append(el("p", { class: "day" }, dayOf(date)));
    }
    this.log.append(entryElement(entry, (it) => this.actions.whole(it)));
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  outgoing(talk) {
    this.log.querySelectorAll("[data-id]").forEach((element) => element.remove());
    const items = talk.outbox.all().filter((item) => !item.isNote);
    this.log.append(...items.map((item) => outgoingElement(item, this.actions)));
  }

  typing(talk) {
    byId("typing").textContent = talk.customerTypes ? say("typing") : "";
  }
}
