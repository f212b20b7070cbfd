/** What the server's frames do to the transcript, the drafts and the unsent messages. */
import { heardServerTime, serverNow } from "./server-clock.js";
import { entryOf } from "./transcript.js";

/** @import { Ack, Delta, Entry, Failure, Pong, Response, ServerFrame, Status } from "./frames.js" */

export class FrameHandler {
  /** @type {number | null} the cursor of the last `resume`, so that one gap asks once */
  #askedAfter = null;

  /**
   * transcript, drafts, thinking: what is known. delivery(): settles what was sent.
   * send(frame): over the socket; false where it is not open. catchUp(): reads over HTTP.
   * converse(frame, event): notes who owns the conversation. tell(name, fact): the page.
   * @param {object} doors
   * @param {import("./transcript.js").Transcript} doors.transcript
   * @param {import("./streaming.js").Drafts} doors.drafts
   * @param {import("./pending-indicator.js").PendingIndicator} doors.thinking
   * @param {() => import("./delivery.js").Delivery} doors.delivery
   * @param {(frame: import("./frames.js").ClientFrame) => boolean} doors.send
   * @param {() => void} doors.catchUp
   * @param {(frame: Status, event: string) => void} doors.converse
   * @param {(name: string, fact?: any) => void} doors.tell
   */
  constructor({ transcript, drafts, thinking, delivery, send, catchUp, converse, tell }) {
    this.transcript = transcript;
    this.drafts = drafts;
    this.thinking = thinking;
    this.delivery = delivery;
    this.send = send;
    this.catchUp = catchUp;
    this.converse = converse;
    this.tell = tell;
  }

  /** @param {ServerFrame} frame */
  hear(frame) {
    switch (frame.type) {
      case "status":
        return this.#stand(frame);
      case "ack":
        return this.#acknowledged(frame);
      case "response":
      case "entry":
        return this.#isCut(frame) ? this.#fetch(frame.seq) : this.#take(entryOf(frame));
      case "delta":
        return this.#draft(frame);
      case "typing":
        return this.tell("onTyping", { sender: frame.sender, isTyping: frame.is_typing });
      case "pong":
        return this.#ponged(frame);
      case "error":
        return this.#refused(frame);
    }
  }

  /** An entry whose turn has come: settle what it answers, then show it. */
  deliver(entry, owner) {
    if (entry.clientMessageId) this.delivery().settle(entry.clientMessageId);
    if (entry.sender === "assistant") this.#finishDraft(entry.replyTo);
    this.tell("onMessage", entry);
    this.thinking.note(entry, owner);
  }

  /** The numbering has begun anew: all that was shown is void. */
  beginAnew(epoch) {
    this.transcript.reset(epoch);
    this.thinking.reset();
    this.#dropDrafts(this.drafts.reset());
    this.tell("onReset");
  }

  /** @param {Status} frame */
  #stand(frame) {
    this.converse(frame, frame.message);
    if (frame.message === "agent_joined") this.#dropDrafts(this.drafts.clear());
    if (frame.message === "connected") this.#connected(frame);
  }

  /** @param {Status} frame */
  #connected(frame) {
    if (!this.transcript.isSameEpoch(frame.epoch)) this.beginAnew(frame.epoch);
    this.transcript.heardOf(frame.head_seq);
    this.#askedAfter = null;
    if (this.transcript.seq === 0 || frame.recovered !== true) this.catchUp();
    this.delivery().flush();
  }

  /** @param {Ack} frame */
  #acknowledged({ client_message_id: id, seq, text, created_at: at, duplicate }) {
    if (!duplicate) heardServerTime(at);
    this.delivery().settle(id);
    const when = at ?? new Date(serverNow()).toISOString();
    const said = { seq, text, sender: "customer", client_message_id: id, created_at: when };
    this.#take(entryOf(said));
  }

  #take(entry) {
    if (entry && !this.transcript.apply(entry)) this.#closeGap();
  }

  /** @param {Entry | Response} frame */
  #isCut(frame) {
    return frame.type === "entry" ? frame.is_cut === true : frame.data.is_cut === true;
  }

  /** What is too long for a frame is read over HTTP. */
  #fetch(seq) {
    this.transcript.heardOf(seq);
    this.catchUp();
  }

  /** @param {Delta} frame */
  #draft(frame) {
    const text = this.drafts.apply(frame);
    if (text !== null) this.tell("onDelta", { replyTo: frame.reply_to, text });
  }

  #finishDraft(question) {
    if (this.drafts.finish(question)) this.#dropDrafts([question]);
  }

  #dropDrafts(questions) {
    for (const replyTo of questions) this.tell("onDelta", { replyTo, text: null });
  }

  /** @param {Pong} frame */
  #ponged(frame) {
    this.transcript.heardOf(frame.head_seq);
    this.#askedAfter = null; // ask again, if what we asked for has not come
    this.#closeGap();
  }

  /** @param {Failure} frame */
  #refused(frame) {
    if (frame.code === "too_large_to_send" && frame.seq) this.#fetch(frame.seq);
    else if (frame.client_message_id) this.delivery().refuse(frame.client_message_id, frame);
    else this.tell("onError", { code: frame.code, message: frame.message });
  }

  #closeGap() {
    const { seq, epoch, isBehind } = this.transcript;
    if (!isBehind || this.#askedAfter === seq) return;
    this.#askedAfter = seq;
    const asked = this.send({ type: "resume", last_seq: seq, epoch: epoch ?? "" });
    if (!asked) this.catchUp();
  }
}
