/** Where an agent writes: to the customer or to colleagues, with canned replies at hand. */
import { byId, el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";

const TYPING_MS = 3000; // that long one keystroke counts as typing
const ONLY_SLASH = /(?:^|\s)\/$|^\/[\p{L}\p{N}_-]*$/u; // a canned reply that was not chosen
const UNFILLED = /\$?\{+[^{}\n]{1,60}\}+|｛[^｛｝\n]{1,60}｝/gu;
const SLASH = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u;

export class Composer {
  /** @type {number | undefined} */
  #timer;
  #found = [];
  #chosen = 0;

  /**
   * actions: { say(text), note(text), typing(isTyping), changed(text, kind) }; fill(text):
   * placeholders; language(): the customer's.
   */
  constructor(actions, fill, language) {
    this.actions = actions;
    this.fill = fill;
    this.language = language;
    this.canned = [];
    this.form = byId("composer");
    this.words = byId("say");
    this.list = byId("canned");
    this.noteOnly = byId("note-text");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.words.addEventListener("input", () => this.#typed());
    this.words.addEventListener("keydown", (event) => this.#key(event));
    this.words.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
    byId("note-only").addEventListener("submit", (event) => {
      event.preventDefault();
      const { value } = this.noteOnly;
      if (value.trim()) this.actions.note(value.trim());
      this.noteOnly.value = "";
      this.actions.changed("", "note");
    });
    this.noteOnly.addEventListener("input", () => this.actions.changed(this.noteOnly.value, "note"));
    for (const radio of this.form.elements.kind) {
      radio.addEventListener("change", () => this.#changed());
    }
  }

  get kind() {
    return this.form.elements.kind.value;
  }

  toggleKind() {
    this.form.elements.kind.value = this.kind === "say" ? "note" : "say";
    this.#changed();
    this.words.focus();
  }

  /** A half-written note stays a note: nobody else's eyes are meant. */
  show({ text, kind }) {
    this.words.value = text;
    this.noteOnly.value = kind === "note" ? text : "";
    this.form.elements.kind.value = kind;
    this.#close();
    this.say("");
  }

  /** Put text in at the caret, on a line of its own where it is long. */
  insert(text) {
    const { selectionStart: start, selectionEnd: end, value } = this.words;
    const before = value.slice(0, start);
    const gap = before && !/\s$/.test(before) ? "\n" : "";
    this.words.setRangeText(gap + text, start, end, "end");
    this.words.focus();
    this.#changed();
  }

  #changed() {
    this.actions.changed(this.words.value, this.kind);
  }

  say(words) {
    byId("composer-said").textContent = words;
  }

  #send() {
    const text = this.words.value.trim();
    if (!text) return;
    const fault = this.kind === "say" ? faultOf(text) : null;
    if (fault) return this.say(fault);
    this.actions[this.kind](text);
    this.words.value = "";
    this.#stopTyping();
    this.#changed();
    this.say("");
    this.#close();
    this.words.focus();
  }

  #typed() {
    this.#changed();
    if (this.kind === "say") this.#startTyping();
    const slash = SLASH.exec(this.words.value.slice(0, this.words.selectionStart));
    if (!slash) return this.#close();
    const language = this.language();
    const fit = (it) => it.language === language && it.shortcut.startsWith(slash[1]);
    this.#found = this.canned.filter(fit).slice(0, 8);
    this.#chosen = 0;
    this.#draw();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#found.length) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        this.#chosen = (this.#chosen + step + this.#found.length) % this.#found.length;
        this.#draw();
        return;
      }
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        this.#take(this.#found[this.#chosen]);
        return;
      }
      if (event.key === "Escape") {
        this.#close();
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    }
  }

  #take(reply) {
    const end = this.words.selectionStart;
    const slash = SLASH.exec(this.words.value.slice(0, end));
    if (!slash) return this.#close(); // it was taken away meanwhile
    const start = end - slash[1].length - 1;
    this.words.setRangeText(this.fill(reply.text), start, end, "end");
    this.#close();
    this.words.focus();
    this.#changed();
  }

  #draw() {
    const options = this.#found.map((reply, place) => {
      const isChosen = place === this.#chosen;
      const option = el(
        "li",
        { role: "option", id: `canned-${place}`, "aria-selected": String(isChosen) },
        el("strong", {}, `/${reply.shortcut}`),
        ` ${this.fill(reply.text)}`,
      );
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.#take(reply);
      });
      return option;
    });
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.words.setAttribute("aria-expanded", String(options.length > 0));
    if (options.length) this.words.setAttribute("aria-activedescendant", `canned-${this.#chosen}`);
  }

  #close() {
    this.#found = [];
    this.list.hidden = true;
    this.words.setAttribute("aria-expanded", "false");
    this.words.removeAttribute("aria-activedescendant");
  }

  #startTyping() {
    if (!this.#timer) this.actions.typing(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stopTyping(), TYPING_MS);
  }

  #stopTyping() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.actions.typing(false);
  }
}

/** Why these words must not go to a customer yet; null where they may. */
function faultOf(text) {
  if (ONLY_SLASH.test(text)) return say("no-canned", { name: text.match(/\S+$/)[0] });
  const unfilled = text.match(UNFILLED);
  return unfilled && say("unfilled", { names: [...new Set(unfilled)].join(", ") });
}
