/** Where the customer writes. Enter sends, Shift+Enter breaks the line. */
import { byId } from "./dom.js";
import { say } from "./i18n.js";
import { UnsentWords, forgetUnsentWords } from "./unsent-words.js";

const MOST = 2000; // characters, as the server counts them
const COUNT_FROM = 1600;
const COMPOSING = 229; // the key code of a key that an input method has taken
const TYPING_MS = 4000;

export class Composer {
  #isTyping = false;
  /** @type {number | undefined} */
  #typingTimer;

  /** onSay(text): 1 to 2,000 characters, trimmed. onTyping(isTyping). */
  constructor({ onSay, onTyping }) {
    this.onSay = onSay;
    this.onTyping = onTyping;
    this.area = byId("say");
    this.button = byId("send");
    this.count = byId("say-count");
    this.hint = byId("say-hint");
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("input", () => {
      this.#measure();
      this.#typing(this.area.value.trim() !== "");
    });
    this.unsent = new UnsentWords(this.area);
    this.#measure();
  }

  focus() {
    this.area.focus();
  }

  /** The conversation is over: what was typed belongs to nobody who comes after. */
  clear() {
    this.area.value = "";
    forgetUnsentWords();
    this.#measure();
  }

  /** The session is lost: what was typed before the page was opened may be somebody else's. */
  forget() {
    if (this.unsent.isRestored) this.clear();
    else forgetUnsentWords();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    // Enter ends the composition of a syllable; the message is not finished yet.
    if (event.isComposing || event.keyCode === COMPOSING) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.area.value.trim();
    const length = Array.from(text).length;
    if (!length || length > MOST) return;
    this.onSay(text);
    this.area.value = "";
    this.unsent.keep();
    this.#typing(false);
    this.#measure();
    this.area.focus();
  }

  #measure() {
    const length = Array.from(this.area.value.trim()).length;
    const isTooLong = length > MOST;
    this.button.disabled = length === 0 || isTooLong;
    this.count.hidden = length < COUNT_FROM;
    this.hint.hidden = !this.count.hidden;
    this.count.toggleAttribute("data-too-long", isTooLong);
    const count = length.toLocaleString("en");
    this.count.textContent = say(isTooLong ? "too-long" : "count", { count });
    this.area.setAttribute("aria-invalid", String(isTooLong));
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight}px`;
  }

  #typing(isTyping) {
    clearTimeout(this.#typingTimer);
    if (isTyping) this.#typingTimer = setTimeout(() => this.#typing(false), TYPING_MS);
    if (isTyping === this.#isTyping) return;
    this.#isTyping = isTyping;
    this.onTyping(isTyping);
  }
}
