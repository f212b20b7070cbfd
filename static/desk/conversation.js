/** One conversation at the desk: its entries in order, each once, and what is unsent or unread. */
import { Backoff } from "../chat/backoff.js";
import { Outbox } from "../chat/outbox.js";
import { serverNow } from "../chat/server-clock.js";

export class Conversation {
  constructor(handover, storage) {
    this.handover = handover;
    this.outbox = new Outbox(storage, `desk.${handover}`);
    this.onItsWay = null; // the id of what was sent and not acknowledged yet
    this.isPausing = false; // what was refused for a while is sent first
    this.pauses = new Map(); // by the id of what was refused for a while
    /** @type {any} */
    this.card = null;
    this.isMine = false;
    this.notes = []; // the oldest of those that are known first
    this.notesCount = 0; // of all
    this.briefing = null;
    this.customerTypes = false;
    this.forget();
  }

  /** Whether something was sent, or waits for its next attempt, that nothing may overtake. */
  get isBusy() {
    const item = this.onItsWay && this.outbox.get(this.onItsWay);
    return this.isPausing || Boolean(item && !item.failed);
  }

  pauseOf(id) {
    if (!this.pauses.has(id)) this.pauses.set(id, new Backoff({ first: 3, most: 6 }));
    return this.pauses.get(id);
  }

  /** Everything comes again: the numbering has begun anew. */
  forget() {
    /** @type {any[]} */
    this.entries = [];
    /** @type {number} */
    this.last = 0; // the seq up to which everything was received
    /** @type {number} */
    this.readSeq = 0;
  }

  /** Take what a list or a `handover` frame says of it. */
  learn(card) {
    if (this.card && card.epoch !== this.card.epoch) this.forget();
    this.card = { ...this.card, ...card };
    this.readSeq = Math.max(this.readSeq, card.read_seq ?? 0);
    if (card.notes) this.learnNotes(card.notes, card.notes_count);
    if ("is_mine" in card) this.isMine = card.is_mine;
    if (card.briefing) this.briefing = card.briefing;
  }

  /** Take notes in, a newest page or an earlier one. */
  learnNotes(notes, count = this.notesCount) {
    const known = new Map([...this.notes, ...notes].map((note) => [note.id, note]));
    this.notes = [...known.values()].sort((one, other) => one.id - other.id);
    this.notesCount = count;
  }

  /** Take an entry in. Returns added, known, or gap: then it must be asked for again. */
  apply(entry) {
    if (entry.clientMessageId) this.outbox.remove(entry.clientMessageId);
    if (entry.seq <= this.last) return "known";
    if (this.last && entry.seq > this.last + 1) return "gap";
    this.entries.push(entry);
    this.last = entry.seq;
    if (entry.sender === "customer") this.customerTypes = false;
    return "added";
  }

  /** Put what was said before in front. */
  prepend(entries) {
    const first = this.entries[0]?.seq ?? Infinity;
    this.entries.unshift(...entries.filter((entry) => entry.seq < first));
  }

  get hasMoreBefore() {
    return this.entries.length > 0 && this.entries[0].seq > 1;
  }

  get unread() {
    if (!this.isMine) return 0;
    return this.entries.filter((it) => it.sender === "customer" && it.seq > this.readSeq).length;
  }
}

/** A frame or a listed entry as one shape. */
export function entryOf(frame) {
  const data = frame.data ?? null;
  return {
    seq: frame.seq,
    sender: frame.sender ?? data?.sender ?? "assistant",
    text: frame.text ?? data?.ai_message ?? "",
    createdAt: frame.created_at ?? new Date(serverNow()).toISOString(),
    agentName: frame.agent_name ?? "",
    clientMessageId: frame.client_message_id ?? null,
    sources: data?.source_documents ?? [],
    isCut: (frame.is_cut ?? data?.is_cut) === true,
    isAutomatic: data?.ai_generated === false,
  };
}
