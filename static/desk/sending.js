/** What an agent wrote, on its way: kept until it is acknowledged, in the order it was written. */

export class Sending {
  /** desk: its link, view, open talk. */
  constructor(desk) {
    this.desk = desk;
  }

  say(text) {
    this.desk.talk.outbox.add(text);
    this.dispatch(this.desk.talk);
    this.desk.view.outgoing(this.desk.talk);
    this.desk.view.toEnd();
  }

  note(text) {
    const item = this.desk.talk.outbox.add(text);
    item.isNote = true;
    this.desk.talk.outbox.write(item);
    this.dispatch(this.desk.talk);
  }

  /** Send the first of what waits, one at a time: what was written first is stored first. */
  dispatch(talk) {
    const [item] = talk.isBusy ? [] : talk.outbox.waiting();
    if (!item) return;
    const words = { handover: talk.handover, text: item.text, client_message_id: item.id };
    // Else the next line sends it.
    if (this.desk.socket.send(item.isNote ? "note" : "say", words)) talk.onItsWay = item.id;
  }

  /** What waits, from the first on: the line is new, or a pause is over. */
  resend(talk) {
    talk.isPausing = false;
    talk.onItsWay = null;
    this.dispatch(talk);
    if (talk.handover === this.desk.openOne) this.desk.view.outgoing(talk);
  }

  retry(id) {
    const item = this.desk.talk.outbox.get(id);
    this.desk.talk.pauses.delete(id);
    item.failed = null;
    this.desk.talk.outbox.write(item);
    this.dispatch(this.desk.talk);
    this.desk.view.outgoing(this.desk.talk);
  }

  discard(id) {
    this.desk.talk.outbox.remove(id);
    this.dispatch(this.desk.talk);
    this.desk.view.outgoing(this.desk.talk);
  }

  /**
   * Words were refused: for good, or for a while. Returns whether they are sent again.
   * @param {import("./conversation.js").Conversation} talk
   * @param {import("./frames.js").DeskFailure} failure
   */
  refused(talk, { client_message_id: id, code, retryable }) {
    const item = id && talk.outbox.get(id);
    if (!item) return false;
    const pause = retryable ? talk.pauseOf(id).fail() : null;
    if (pause === null) item.failed = code;
    talk.outbox.write(item);
    if (retryable) {
      talk.isPausing = true; // or what was written later would be stored first
      setTimeout(() => this.resend(talk), (pause ?? 0) * 1000);
      return true;
    }
    this.dispatch(talk);
    if (talk.handover === this.desk.openOne) this.desk.view.outgoing(talk);
    return false;
  }
}
