/** Answers that are still being written: what the `delta` frames have said so far. */

export class Drafts {
  #texts = new Map(); // seq of the question → characters

  /** Take a delta in. Returns the draft's text, or null where a delta before it is missing. */
  apply({ reply_to: question, offset, text }) {
    const known = this.#texts.get(question) ?? [];
    if (offset > known.length) return null; // the whole answer will come as a response
    // Offsets count code points; a JavaScript string counts UTF-16 units.
    const characters = known.slice(0, offset).concat(Array.from(text));
    this.#texts.set(question, characters);
    return characters.join("");
  }

  has(question) {
    return this.#texts.has(question);
  }

  drop(question) {
    return this.#texts.delete(question);
  }

  /** Forget all of them; returns the questions they were answering. */
  clear() {
    const questions = [...this.#texts.keys()];
    this.#texts.clear();
    return questions;
  }
}
