/** What an agent is writing, kept over a reload and a login that ended, for that agent alone. */
import { keep, recall } from "../chat/storage.js";
import { keyOf } from "../chat/base.js";

const KEY = keyOf("desk.drafts");
const MOST = 50; // conversations; the oldest drafts go first

export class Drafts {
  /** agent: the id of who sits here; drafts of somebody else at this machine are not shown. */
  constructor(storage, agent) {
    this.storage = storage;
    this.agent = agent;
  }

  /** What was being written in a conversation: { text, kind }. */
  of(handover) {
    const found = this.#all().find((it) => it.handover === handover && it.agent === this.agent);
    return { text: found?.text ?? "", kind: found?.kind ?? "say" };
  }

  /** kind: say or note. Without text nothing is kept. */
  put(handover, text, kind) {
    const { agent } = this;
    const others = this.#all().filter((it) => it.handover !== handover || it.agent !== agent);
    const mine = text.trim() ? [{ handover, agent, text, kind }] : [];
    keep(this.storage, KEY, [...others, ...mine].slice(-MOST));
  }

  #all() {
    const found = recall(this.storage, KEY);
    return Array.isArray(found) ? found : [];
  }
}
