/** A list whose first page the server keeps up; the pages behind it are looked up on demand. */
import { byId } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { lookUp } from "./lookups.js";

const AGAIN_MS = 5000; // between two readings of the further pages while the list moves

export class Pages {
  #first = [];
  #more = [];
  #wanted = 0; // pages behind the first
  /** @type {number | undefined} */
  #timer;
  #isReading = false;

  /**
   * name: of the list, its button `…-more` and its items in an answer. path: where it is looked
   * up. keyOf(item): what names an item. onChange(): it is to be drawn anew. onFailure().
   */
  constructor({ name, path, keyOf, onChange, onFailure }) {
    this.name = name;
    this.path = path;
    this.keyOf = keyOf;
    this.onChange = onChange;
    this.onFailure = onFailure;
    this.count = null; // of all items; unknown until the first page has come
    this.button = byId(`${name.replace("_", "-")}-more`);
    this.button.addEventListener("click", () => this.#turn());
  }

  /** The first page as the server tells it, and how many items there are. */
  show(first, count) {
    this.#first = first;
    this.count = count;
    if (!this.#wanted || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#again(), AGAIN_MS);
  }

  get all() {
    const known = new Set(this.#first.map(this.keyOf));
    return [...this.#first, ...this.#more.filter((item) => !known.has(this.keyOf(item)))];
  }

  /** Say how many more there are. */
  draw() {
    const left = (this.count ?? 0) - this.all.length;
    this.button.hidden = left <= 0;
    this.button.textContent = say("more", { count: left.toLocaleString() });
  }

  async #turn() {
    this.#wanted += 1;
    if (!(await this.#read())) {
      this.#wanted -= 1;
      this.onFailure();
    }
  }

  async #again() {
    await this.#read(); // where that fails the pages stay as they were, until the next move
    this.#timer = undefined;
  }

  /** Read the further pages from the first one's end on. Returns whether that succeeded. */
  async #read() {
    if (this.#isReading) return true;
    this.#isReading = true;
    try {
      const more = [];
      let isMore = true;
      for (let page = 0; isMore && page < this.#wanted; page += 1) {
        const last = more.at(-1) ?? this.#first.at(-1);
        const found = await lookUp(this.path, last ? { after: this.keyOf(last) } : {});
        if (!found) return false;
        more.push(...found[this.name]);
        isMore = found.has_more;
      }
      this.#more = more;
      this.onChange();
      return true;
    } finally {
      this.#isReading = false;
    }
  }
}
