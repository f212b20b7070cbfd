/** How far the customer has read in a conversation, kept for the next time they open it. */
import { keyOf } from "./base.js";
import { keep, recall } from "./storage.js";

export class ReadCursor {
  constructor(storage, session) {
    this.storage = storage;
    this.key = keyOf(`read.${session}`);
    this.seq = Number(recall(storage, this.key)) || 0; // 0: nobody knows
  }

  /** Whether this entry came after what was read here. */
  isBehind(seq) {
    return this.seq > 0 && seq > this.seq;
  }

  advance(seq) {
    if (seq <= this.seq) return;
    this.seq = seq;
    keep(this.storage, this.key, seq);
  }
}
