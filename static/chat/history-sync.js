/** Reading over HTTP what the transcript is missing, page by page, one reading at a time. */
import { CallFailed } from "./http.js";
import { entryOf } from "./transcript.js";

const MOST_RESETS = 3; // of one reading: servers that disagree must not keep us busy

export class HistorySync {
  /** @type {Promise<void> | null} */
  #running = null;

  /**
   * http, transcript: where from and where to. onReset: the numbering has begun anew.
   * onPage: each page's owner and so on, before its entries.
   * @param {{ http: import("./http.js").HttpClient, transcript: import("./transcript.js").Transcript,
   *     onReset: (epoch: string) => void, onPage: (page: any) => void }} doors
   */
  constructor({ http, transcript, onReset, onPage }) {
    this.http = http;
    this.transcript = transcript;
    this.onReset = onReset;
    this.onPage = onPage;
  }

  /** Read all that follows the cursor; several askers share one reading. */
  catchUp() {
    this.#running ??= this.#readOn().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #readOn() {
    let isMore = true;
    for (let resets = 0; isMore; ) {
      const page = await this.#page();
      if (this.transcript.isSameEpoch(page.epoch)) {
        isMore = this.#take(page);
      } else {
        resets += 1;
        if (resets > MOST_RESETS) throw new CallFailed(503, { code: "unavailable" });
        this.onReset(page.epoch);
      }
    }
  }

  /** Returns whether another page is to be read. */
  #take(page) {
    this.onPage(page);
    this.transcript.heardOf(page.head_seq);
    for (const listed of page.entries) {
      const entry = entryOf(listed);
      if (entry) this.transcript.apply(entry);
    }
    return this.transcript.isBehind && page.entries.length > 0;
  }

  async #page() {
    try {
      return await this.http.messages(this.transcript.seq);
    } catch (failure) {
      // An open session begins with its first message.
      if (failure.status === 404) return { entries: [], head_seq: 0 };
      throw failure;
    }
  }
}
