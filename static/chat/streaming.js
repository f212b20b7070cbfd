/** Answers that are still being written: what the `delta` frames have said so far. */

export class Drafts {
  /** @type {Map<number, string[]>} seq of the question → characters */
  #texts = new Map();
  #answered = 0; // questions are answered in order, up to this seq

  /**
   * Take a delta in. Returns the draft's text; null where it is late or lacks one before it.
   * @param {import("./frames.js").Delta} frame
   */
  apply({ reply_to: question, offset, text }) {
    if (question <= this.#answered) return null;
    const known = this.#texts.get(question) ?? [];
    if (offset > known.length) return null; // the whole answer will come as a response
    // Offsets count code points; a JavaScript string counts UTF-16 units.
    const characters = known.slice(0, offset).concat(Array.from(text));
    this.#texts.set(question, characters);
    return characters.join("");
  }

  /** The question is answered. Returns whether there was a draft. */
  finish(question) {
    this.#answered = Math.max(this.#answered, question);
    return this.#texts.delete(question);
  }

  /** The numbering begins anew. */
  reset() {
    this.#answered = 0;
    return this.clear();
  }

  /** Forget all of them; returns the questions they were answering. */
  clear() {
    const questions = [...this.#texts.keys()];
    this.#texts.clear();
    return questions;
  }
}
