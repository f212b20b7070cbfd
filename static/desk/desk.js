/** The desk as the server tells it: who waits, what is in hand, what was said. */
import { byId } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { heardServerTime } from "../chat/server-clock.js";
import { nameOf } from "./names.js";
import { lookUp } from "./lookups.js";
import { Conversation, entryOf } from "./conversation.js";
import { Drafts } from "./drafts.js";
import { Sending } from "./sending.js";
import { isAside } from "./snooze.js";

const BRIEF_MS = 1500; // after the customer's last words

/** @import { Board, DeskAck, DeskFailure, DeskFrame, DeskTyping, Hello, NoteAck, Pulled } from "./frames.js" */
/** What it stands on is the page's. */
export class Desk {
  socket; presence; labels; lists; live; closed; pages; callPages; view; sidebar; composer; callBacks;
  /** @type {number | null} */
  openOne = null;
  open(_handover, _known = null) {}
  offerCanned(_canned, _count) {}
  drawCallBacks() {}
  constructor(storage, alerts) {
    this.storage = storage;
    this.alerts = alerts;
    this.sending = new Sending(this);
    this.me = /** @type {Hello["me"] | null} */ (null);
    this.talks = /** @type {Map<number, Conversation>} */ (new Map()); // by handover: mine, and the one that is open
    this.followed = new Set(); // on the line that is open now
    /** @type {Pick<Board, "colleagues" | "teams"> & { isWhole: boolean }} of a transfer */
    this.receivers = { colleagues: [], teams: [], isWhole: true };
    this.drafts = /** @type {Drafts | null} */ (null); // until it is known who sits here
    // The handover that was asked for and is opened when it is ours.
    this.asked = /** @type {number | null} */ (null);
    this.seenWaiting = /** @type {Set<number> | null} */ (null); // before the first list nothing is news
  }

  get talk() {
    return this.talks.get(this.openOne ?? 0) ?? null;
  }

  /** @param {DeskFrame} frame */
  hear(frame) {
    switch (frame.type) {
      case "desk":
        return this.sit(frame);
      case "queue":
        return this.board(frame);
      case "handover":
        return this.learn(frame);
      case "pulled":
        return this.pulled(frame);
      case "call_backs":
        this.callPages.show(frame.call_backs, frame.call_backs_count);
        return this.drawCallBacks();
      case "call_back":
        return this.callBacks.learn(frame);
      case "gone":
        return this.lose(frame.handover);
      case "entry":
      case "response":
        return this.add(frame.handover, entryOf(frame));
      case "ack":
        return this.acked(frame);
      case "typing":
        return this.typing(frame);
      case "error":
        return this.refused(frame);
    }
  }

  /** @param {Hello} frame */
  sit({ me, canned, canned_count: count, labels, labels_count: labelsCount, now }) {
    heardServerTime(now);
    this.me = me;
    this.drafts = new Drafts(this.storage, me.id);
    byId("me-name").textContent = me.name;
    byId("me-team").textContent = me.team ?? "";
    this.live.watch(me.may_pull, me.may_supervise);
    this.offerCanned(canned, count);
    this.labels.learn(labels, labelsCount).then(() => this.draw());
    this.presence.enable(me.may_work);
    this.presence.show(me.presence);
  }

  /** A new line: follow again whatever we followed, from where we are; say what is unsent. */
  begin() {
    this.followed.clear();
    for (const talk of this.talks.values()) this.follow(talk);
  }

  follow(talk) {
    if (!this.socket.send("resume", { handover: talk.handover, last_seq: talk.last })) return;
    this.followed.add(talk.handover);
    if (!talk.isPausing) this.sending.resend(talk);
  }

  /** @param {Board} frame */
  board(frame) {
    heardServerTime(frame.now);
    const { colleagues, teams } = frame;
    const isWhole =
      colleagues.length === frame.colleagues_count && teams.length === frame.teams_count;
    this.receivers = { colleagues, teams, isWhole };
    this.presence.show(frame.presence, frame.presence_since);
    const isFirst = this.pages.count === null;
    if (this.hasNew(frame) && this.presence.isOnline) this.alerts.news(say("new-waiting"));
    this.pages.show(frame.waiting, frame.waiting_count);
    this.inHand(frame.mine, { isFirst, isWhole: frame.mine.length === frame.mine_count });
    if (frame.mine.length < frame.mine_count) {
      lookUp("mine").then((found) => found && this.inHand(found.mine, { isFirst, isWhole: true }));
    }
    this.draw();
  }

  /** Whether somebody waits whom no board has shown; whoever only moved up is not new. */
  hasNew({ waiting, waiting_count: count }) {
    const { seenWaiting: seen, pages } = this;
    this.seenWaiting = new Set(waiting.map((card) => card.handover));
    if (seen === null || waiting.every((card) => seen.has(card.handover))) return false;
    return count > pages.count || seen.size === pages.count;
  }

  /** isWhole: whatever is not among these cards is no longer ours. */
  inHand(cards, { isFirst, isWhole }) {
    const mine = new Set(cards.map((card) => card.handover));
    for (const { reason, ...card } of cards) {
      const talk = this.talkOf(card.handover);
      const isGiven = !isFirst && !talk.isMine && card.handover !== this.asked;
      // A board's reason is cut; what the handover's own frame told is the whole.
      this.learn({ reason, ...talk.card, ...card, is_mine: true });
      if (isGiven) this.alerts.news(say("new-mine"), () => this.open(card.handover));
    }
    for (const talk of isWhole ? this.talks.values() : []) {
      if (talk.isMine && !mine.has(talk.handover)) this.learn({ ...talk.card, is_mine: false });
    }
    if (this.asked && mine.has(this.asked)) {
      this.open(this.asked);
      this.asked = null;
    }
  }

  get waiting() {
    return this.pages.all;
  }

  /** A conversation of the assistant's came to a person: to us, or into the queue. @param {Pulled} frame */
  pulled({ handover, status }) {
    this.live.look(); // it is the assistant's no more
    if (status === "waiting") this.alerts.mention(say("pulled"));
    else if (this.talks.get(handover)?.isMine) this.open(handover);
    else this.asked = handover;
  }

  talkOf(handover) {
    const talk = this.talks.get(handover) ?? new Conversation(handover, this.storage);
    this.talks.set(handover, talk);
    return talk;
  }

  learn(card) {
    const talk = this.talkOf(card.handover);
    const wasMine = talk.isMine;
    talk.learn(card);
    if (talk.isMine && !this.followed.has(talk.handover)) this.follow(talk);
    if (wasMine && !talk.isMine) this.closed.moved();
    if (talk.handover === this.openOne) {
      if (wasMine !== talk.isMine) this.view.open(talk, this.me);
      else this.view.top(talk, this.me);
      this.view.notes(talk);
      this.sidebar.draw();
    } else if (!talk.isMine && !this.isWaiting(talk.handover)) {
      this.drop(talk.handover);
    }
    this.draw();
  }

  isWaiting(handover) {
    return this.waiting.some((card) => card.handover === handover);
  }

  drop(handover) {
    this.talks.delete(handover);
    if (this.followed.delete(handover)) this.socket.send("leave", { handover });
  }

  lose(handover) {
    this.followed.delete(handover);
    this.talks.delete(handover);
    if (handover === this.openOne) {
      this.shut();
      this.alerts.mention(say("gone"));
    }
    this.draw();
  }

  add(handover, entry) {
    const talk = this.talks.get(handover);
    if (!talk) return;
    const was = talk.apply(entry);
    this.sending.dispatch(talk);
    if (was === "gap") {
      this.socket.send("resume", { handover, last_seq: talk.last });
      return;
    }
    if (handover === this.openOne) this.view.add(talk, was === "added" ? entry : null);
    if (was !== "added") return;
    if (entry.sender === "customer" && handover === this.openOne) this.askBriefing(BRIEF_MS);
    // What was missed while the line was down is counted, and only what is new now rings.
    if (talk.unread && entry.sender === "customer" && (document.hidden || handover !== this.openOne)) {
      this.alerts.news(say("new-message", { name: nameOf(talk.card) }), () => this.open(handover));
    }
    this.read();
    this.drawSoon();
  }

  /** @param {DeskAck | NoteAck} frame */
  acked(frame) {
    const { handover, text, client_message_id: id } = frame;
    const talk = this.talks.get(handover);
    if (!talk) return;
    talk.outbox.remove(id);
    this.sending.dispatch(talk);
    if ("seq" in frame) {
      const entry = { seq: frame.seq, sender: "agent", text, agent_name: this.me?.name };
      this.add(handover, entryOf(entry));
      if (handover === this.openOne) this.view.outgoing(talk);
    }
  }

  /** @param {DeskTyping} frame */
  typing({ handover, is_typing: isTyping }) {
    const talk = this.talks.get(handover);
    if (!talk) return;
    talk.customerTypes = isTyping;
    if (handover === this.openOne) this.view.typing(talk);
  }

  /** @param {DeskFailure} frame */
  refused(frame) {
    const talk = this.talks.get(frame.handover ?? 0);
    if (talk && this.sending.refused(talk, frame)) return;
    if (this.asked === frame.handover) this.asked = null;
    this.alerts.mention(frame.message || say("refused"));
  }

  drawSoon() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.lists.show({
      waiting: this.waiting,
      waitingCount: this.pages.count,
      mine: this.mine,
      openOne: this.openOne,
      mayWork: this.me?.may_work,
    });
    this.pages.draw();
    const unread = this.mine.reduce((sum, talk) => sum + talk.unread, 0);
    this.alerts.badge(unread + (this.presence.isOnline ? this.pages.count : 0));
  }

  get mine() {
    const mine = [...this.talks.values()].filter((talk) => talk.isMine && talk.card);
    // What is put aside stands behind what is at hand.
    const order = ({ card }) => `${Number(isAside(card))} ${card.claimed_at}`;
    return mine.sort((one, other) => (order(one) < order(other) ? -1 : 1));
  }

  askBriefing(after) {
    clearTimeout(this.briefTimer);
    this.briefTimer = setTimeout(() => {
      if (this.openOne) this.socket.send("brief", { handover: this.openOne });
    }, after);
  }

  shut() {
    const left = this.talk;
    this.openOne = null;
    this.view.shut();
    if (left && !left.isMine) this.drop(left.handover);
    this.draw();
  }

  /** Tell the server how far we have read, so that every tab counts the same. */
  read() {
    const { talk } = this;
    if (!talk?.isMine || document.hidden || talk.last <= talk.readSeq) return;
    if (this.about("read", { seq: talk.last })) talk.readSeq = talk.last;
  }

  about(type, fields = {}) {
    const isSent = this.openOne && this.socket.send(type, { handover: this.openOne, ...fields });
    if (!isSent && type !== "typing" && type !== "read") this.alerts.mention(say("refused"));
    return isSent;
  }
}
