/** In which state the agent is and since when, and the choice of another. */
import { byId } from "../chat/dom.js";
import { serverNow } from "../chat/server-clock.js";
import { spell } from "./time.js";

const AGAIN_MS = 15_000;

export class Presence {
  /** change(state): tells the server; false where the line is down. */
  constructor(change) {
    this.change = change;
    this.state = "away";
    this.since = null;
    this.button = byId("presence");
    this.choice = byId("presence-state");
    this.button.addEventListener("click", () => this.#ask(this.isOnline ? "away" : "online"));
    this.choice.addEventListener("change", () => this.#ask(this.choice.value));
    setInterval(() => this.#draw(), AGAIN_MS);
  }

  get isOnline() {
    return this.state === "online";
  }

  enable(mayWork) {
    this.button.disabled = this.choice.disabled = !mayWork;
  }

  /** As the server has it. since: ISO 8601; null where nobody knows. */
  show(state, since = null) {
    this.state = state;
    this.since = since;
    this.#draw();
  }

  #ask(state) {
    if (!this.change(state)) this.#draw();
  }

  #draw() {
    this.button.setAttribute("aria-checked", String(this.isOnline));
    this.choice.value = this.state;
    const isTimed = this.since && !this.isOnline;
    byId("presence-since").textContent = isTimed
      ? spell(serverNow() - new Date(this.since).getTime())
      : "";
  }
}
