/** @import { Entry, Response } from "./frames.js" */
/**
 * The order of a conversation: entries are handed on in `seq` order, each once.
 *
 * An entry that comes too early waits here until what lies before it has come. The cursor, the
 * last seq that was handed on, is written to storage after the entry was rendered.
 */
import { keep, recall } from "./storage.js";
import { keyOf } from "./base.js";

export class Transcript {
  /** @type {Map<number, Item>} */
  #early = new Map();

  /**
   * deliver: called with each entry, in order; when it returns, the entry is rendered.
   * fromSaved: begin at the cursor in storage. For a client that keeps its own history.
   */
  constructor(storage, session, deliver, fromSaved) {
    this.storage = storage;
    this.key = keyOf(`cursor.${session}`);
    this.deliver = deliver;
    const saved = fromSaved ? recall(storage, this.key) : null;
    /** @type {number} */
    this.seq = Number.isInteger(saved?.seq) ? saved.seq : 0;
    /** @type {string | null} */
    this.epoch = saved?.epoch ?? null;
    this.headSeq = this.seq; // the highest number heard of
    /** @type {number | null} the first one: what comes after it is news */
    this.firstHead = null;
  }

  /** Whether entries are known to exist that have not come. */
  get isBehind() {
    return this.headSeq > this.seq;
  }

  /** Note how far the conversation has got at the server. */
  heardOf(headSeq) {
    if (!Number.isInteger(headSeq)) return;
    this.firstHead ??= headSeq;
    this.headSeq = Math.max(this.headSeq, headSeq);
  }

  /** Whether `epoch` is the one we know; the first one heard of is adopted. */
  isSameEpoch(epoch) {
    this.epoch ??= epoch ?? null;
    return !epoch || this.epoch === epoch;
  }

  /** Forget everything: the conversation's numbering has begun anew. */
  reset(epoch) {
    this.#early.clear();
    this.seq = 0;
    this.headSeq = 0;
    this.firstHead = null;
    this.epoch = epoch ?? null;
    this.#save();
  }

  /** Take an entry in. Returns false where a gap keeps it waiting. @param {Item} entry */
  apply(entry) {
    this.heardOf(entry.seq);
    if (entry.seq <= this.seq) return true;
    this.#early.set(entry.seq, entry);
    let next;
    while ((next = this.#early.get(this.seq + 1))) {
      this.#early.delete(next.seq);
      this.deliver({ ...next, isNews: next.seq > (this.firstHead ?? 0) });
      this.seq = next.seq;
      this.#save();
    }
    return this.seq >= entry.seq;
  }

  #save() {
    keep(this.storage, this.key, { seq: this.seq, epoch: this.epoch });
  }
}

/**
 * What a page shows of an entry.
 * @typedef {NonNullable<ReturnType<typeof entryOf>>} Item
 */

/**
 * A frame or a listed entry as one shape: what a page shows. Null where it has no number.
 * @param {any} frame
 */
export function entryOf(frame) {
  if (!Number.isInteger(frame.seq)) return null;
  const data = frame.data ?? null;
  const sender = frame.sender ?? data?.sender ?? "assistant";
  return {
    seq: frame.seq,
    sender,
    text: frame.text ?? data?.ai_message ?? "",
    createdAt: frame.created_at ?? null,
    // On an answer it names the question.
    clientMessageId: sender === "customer" ? (frame.client_message_id ?? null) : null,
    agentName: frame.agent_name ?? data?.agent_name ?? null,
    replyTo: frame.reply_to ?? null,
    feedback: frame.feedback ?? null, // the customer's thumb: up or down
    data,
  };
}
