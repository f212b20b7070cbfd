/** The thumbs below an answer: pressed again one is taken back, 👎 asks what was missing. */
import { el, iconButton } from "./dom.js";
import { say } from "./i18n.js";

const ICONS = { up: "up", down: "down-thumb" };
const REASONS = ["reason-wrong", "reason-other", "reason-unclear", "reason-outdated"];
const WORDS_CHARACTERS = 500; // the server takes 1,000 with the reasons

export class Thumbs {
  #rating; // up, down or none
  #isBusy = false;

  /** entry: an answer's, with the `feedback` given before. rate(seq, rating, comment): stores it. */
  constructor({ seq, feedback }, rate) {
    this.rate = (rating, comment) => rate(seq, rating, comment);
    this.said = el("span", { role: "status" });
    this.buttons = ["up", "down"].map((rating) => {
      const button = iconButton(ICONS[rating], say(rating), () => this.#press(rating));
      button.dataset.rating = rating;
      return button;
    });
    this.place = el("div"); // of the form that asks for a reason
    this.#show(feedback ?? "none");
  }

  async #press(pressed) {
    const before = this.#rating;
    const rating = before === pressed ? "none" : pressed;
    this.#show(rating);
    if (!(await this.#store(rating))) return this.#show(before);
    this.said.textContent = say(rating === "none" ? "thumb-taken-back" : "thanks");
    this.place.replaceChildren(...(rating === "down" ? [this.#form()] : []));
    this.place.firstChild?.scrollIntoView({ block: "nearest" });
  }

  #show(rating) {
    this.#rating = rating;
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.rating === rating));
    }
  }

  async #store(rating, comment) {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    try {
      await this.rate(rating, comment);
      return true;
    } catch {
      this.said.textContent = say("refused");
      return false;
    } finally {
      this.#isBusy = false;
    }
  }

  #form() {
    const reasons = REASONS.map(reasonButton);
    const label = say("reason-words");
    const words = el("input", {
      ...{ type: "text", maxlength: WORDS_CHARACTERS, autocomplete: "off" },
      ...{ "aria-label": label, placeholder: label },
    });
    const close = el("button", { type: "button", class: "plain" }, say("close"));
    close.addEventListener("click", () => this.#leave());
    const send = el("button", { type: "submit", class: "primary" }, say("reason-send"));
    const form = el(
      "form",
      { class: "reasons", "aria-label": say("reason-title") },
      el("p", { class: "reasons-title" }, say("reason-title")),
      el("div", { class: "chips" }, ...reasons),
      words,
      el("div", { class: "reasons-actions" }, close, send),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#explain([...reasons.filter(isPressed).map(({ dataset }) => dataset.reason), words.value]);
    });
    return form;
  }

  async #explain(parts) {
    const comment = parts.map((part) => part.trim()).filter(Boolean).join(" · ");
    if (comment && !(await this.#store("down", comment))) return;
    this.said.textContent = say("thanks");
    this.#leave();
  }

  #leave() {
    this.place.replaceChildren();
    this.buttons[1].focus(); // what had the focus is gone
  }
}

const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

/** One that says these words, also where a translator shows others. */
function reasonButton(name) {
  const words = say(name);
  const attributes = { type: "button", class: "chip", "data-reason": words, "aria-pressed": "false" };
  const button = el("button", attributes, words);
  button.addEventListener("click", () =>
    button.setAttribute("aria-pressed", String(!isPressed(button))),
  );
  return button;
}
