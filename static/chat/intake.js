/**
 * The question that is open while the customer waits for a person, with what answers it.
 * The composer stays for everything else; what is answered here is said to be an answer.
 */
import { byId, chipOf } from "./dom.js";
import { UnsentWords } from "./unsent-words.js";

/** @import { Question } from "./frames.js" */

export class Intake {
  /** @type {Question | null} */
  #question = null;
  /** @type {number | null} the question that was answered here, until the next one comes */
  #answered = null;
  #isWaiting = false;

  /**
   * onAnswer(text, id): says it. onShown(): the controls have come. onGone(): they went, with
   * the focus on them.
   */
  constructor({ onAnswer, onShown, onGone }) {
    this.onAnswer = onAnswer;
    this.onShown = onShown;
    this.onGone = onGone;
    this.form = byId("intake");
    this.text = byId("intake-text");
    this.field = byId("intake-field");
    this.free = byId("intake-free");
    this.chips = byId("intake-chips");
    this.unsent = new UnsentWords(this.field);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.field.value.trim()) this.#answer(this.field.value);
    });
    this.field.addEventListener("keydown", (event) => {
      // Enter ends the composition of a syllable; the answer is not finished yet.
      if (event.key === "Enter" && event.isComposing) event.preventDefault();
    });
    this.chips.addEventListener("click", (event) => {
      const chip = event.target.closest(".chip");
      if (chip) this.#answer(chip.dataset.say);
    });
  }

  /** An entry of the transcript: it may ask, or end the asking. */
  note(entry) {
    const { data } = entry;
    if (data && "question" in data) this.#ask(data.question, entry.isNews);
    else if (entry.agentName) this.#ask(null); // an agent has come
    // Right below its bubble a question need not be read twice.
    else if (entry.sender !== "system") this.text.hidden = !this.#question;
  }

  /** Who looks after the conversation now. */
  follow(owner) {
    this.#isWaiting = owner === "queue";
    this.#show();
  }

  reset() {
    this.#isWaiting = false;
    this.#ask(null);
  }

  #ask(question, isNews = true) {
    if (question?.id === this.#question?.id) return;
    this.#question = question;
    this.text.hidden = true;
    if (isNews) this.#empty(); // what stands in the field was typed for the one before
    if (question) {
      const hadFocus = this.#answered !== null;
      this.text.textContent = question.text;
      this.form.setAttribute("aria-label", question.text);
      this.field.setAttribute("aria-label", question.text);
      this.free.hidden = question.kind !== "text";
      this.chips.replaceChildren(...[...question.choices, question.skip].map(chipOf));
      this.#answered = null;
      this.#show();
      if (hadFocus) (this.free.hidden ? this.chips.firstChild : this.field).focus();
    } else {
      this.#answered = null;
      this.#show();
    }
  }

  #empty() {
    this.field.value = "";
    this.unsent.keep();
  }

  #answer(text) {
    const id = this.#question?.id;
    if (id === undefined) return;
    this.#empty();
    this.#answered = id;
    this.onAnswer(text, id);
    this.#show();
  }

  #show() {
    const isWanted = this.#isWaiting && this.#question !== null && this.#answered === null;
    const hadFocus = this.form.contains(document.activeElement);
    const appears = isWanted && this.form.hidden;
    this.form.hidden = !isWanted;
    if (appears) this.onShown();
    if (!isWanted && hadFocus) this.onGone();
  }
}
