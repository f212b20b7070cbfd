/** A conversation to keep: as a file, or on paper. Both name the bank's own hash. */
import { byId } from "./dom.js";
import { say } from "./i18n.js";

export class TranscriptCopy {
  /** fetchCopy(): { text, head_seq, sha256, taken_at }. attempt(action): says where it failed. */
  constructor({ fetchCopy, attempt }) {
    this.fetchCopy = fetchCopy;
    this.attempt = attempt;
    byId("save-transcript").addEventListener("click", () => attempt(this.#save()));
    byId("print-transcript").addEventListener("click", () => attempt(this.#print()));
    // The hash is that of one moment: what is printed later without it does not name it.
    addEventListener("afterprint", () => byId("printed-hash").replaceChildren());
  }

  async #save() {
    const { text, taken_at: takenAt } = await this.fetchCopy();
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${say("transcript-file")}-${takenAt.slice(0, 10)}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  async #print() {
    const { head_seq: count, sha256: hash } = await this.fetchCopy();
    byId("printed-hash").textContent = say("printed-hash", { count, hash });
    window.print();
  }
}
