/** The page's own questions: a menu, a dialog that asks back, and the rating at the end. */
import { byId } from "./dom.js";
import { say } from "./i18n.js";
import { UnsentWords } from "./unsent-words.js";

/** Ask yes or no in a dialog; `name` is the question's in words.html. */
export function ask(name) {
  const dialog = byId("question");
  byId("question-title").textContent = say(`${name}-title`);
  byId("question-text").textContent = say(`${name}-text`);
  byId("question-yes").textContent = say(`${name}-yes`);
  dialog.returnValue = "no";
  dialog.showModal();
  byId("question-yes").focus();
  return new Promise((resolve) => {
    const closed = () => {
      byId("menu-button").focus(); // what was chosen in the menu is hidden again
      resolve(dialog.returnValue === "yes");
    };
    dialog.addEventListener("close", closed, { once: true });
  });
}

/** A list of actions behind a button; Escape and a click elsewhere close it. */
export function openableMenu() {
  const [menu, button, list] = [byId("menu"), byId("menu-button"), byId("menu-list")];
  const show = (isOpen) => {
    list.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
  };
  button.addEventListener("click", () => {
    show(list.hidden);
    if (!list.hidden) list.querySelector("button, a").focus();
  });
  // A switch stays in sight, so that its change is seen.
  list.addEventListener("click", (event) => event.target.closest("[aria-pressed]") || show(false));
  document.addEventListener("click", (event) => menu.contains(event.target) || show(false));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    show(false);
    button.focus();
  });
}

/** Five stars and a comment, when the conversation is over. */
export class Rating {
  /** onRate(score, comment): resolves when it is stored. onBeginAgain(). */
  constructor({ onRate, onBeginAgain }) {
    this.form = byId("rating");
    this.words = byId("score-words");
    this.thanks = byId("rating-thanks");
    this.comment = byId("score-comment");
    this.unsent = new UnsentWords(this.comment);
    this.form.addEventListener("change", () => this.#paint());
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await onRate(this.#score(), this.comment.value.trim())) this.#thank();
    });
    byId("begin-again").addEventListener("click", onBeginAgain);
  }

  /** isRated: they have said it, now or when they were here before, and are not asked again. */
  show(isWanted, isRated = false) {
    this.form.hidden = !isWanted;
    this.#ask(!isRated);
  }

  #ask(isAsked) {
    this.form.querySelector("fieldset").hidden = !isAsked;
    this.form.querySelector(".primary").hidden = !isAsked;
  }

  /** For another conversation. */
  reset() {
    const words = this.unsent.isRestored ? this.comment.value : "";
    this.form.reset();
    this.comment.value = words;
    this.unsent.keep();
    this.thanks.textContent = "";
    this.#paint();
    this.show(false);
  }

  #score() {
    return Number(new FormData(this.form).get("score"));
  }

  #paint() {
    const score = this.#score();
    this.words.textContent = "";
    for (const label of this.form.querySelectorAll(".score")) {
      const own = Number(label.querySelector("input").value);
      label.toggleAttribute("data-on", own <= score);
      if (own === score) this.words.textContent = label.querySelector("span").textContent;
    }
  }

  #thank() {
    this.#ask(false);
    this.comment.value = "";
    this.unsent.keep();
    this.thanks.textContent = `${"★".repeat(this.#score())} ${say("rated")}`;
    byId("begin-again").focus(); // what had the focus is gone
  }
}
