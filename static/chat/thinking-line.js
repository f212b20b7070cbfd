/** The line that says that an answer is coming; a draft says it better. */
import { byId, naming } from "./dom.js";
import { say } from "./i18n.js";

export class ThinkingLine {
  #agent = null; // the name of the agent who is typing
  #isThinking = false;
  #isDrafting = false;

  /** onShown(): the line has come. */
  constructor(onShown) {
    this.onShown = onShown;
    this.line = byId("thinking");
    this.words = byId("thinking-words");
  }

  /** name: of the agent who is typing; null where none is. */
  types(name) {
    this.#agent = name;
    this.#show();
  }

  thinks(isThinking) {
    this.#isThinking = isThinking;
    this.#show();
  }

  drafts(isDrafting) {
    this.#isDrafting = isDrafting;
    this.#show();
  }

  /** Who looks after the conversation now. */
  follow({ owner, agentName }) {
    if (owner !== "agent") this.#agent = null;
    else this.#agent &&= agentName || say("agent");
    this.#show();
  }

  /** Of somebody whose name is not known nothing is kept from a translator. */
  #nameOfOne() {
    return this.#agent === say("agent") ? "" : this.#agent;
  }

  #show() {
    const words = this.#agent ? say("agent-typing", { name: this.#agent }) : say("thinking");
    const isWanted = Boolean(this.#agent) || (this.#isThinking && !this.#isDrafting);
    this.words.replaceChildren(...(isWanted ? naming(words, this.#nameOfOne()) : []));
    const appears = isWanted && this.line.hidden;
    this.line.hidden = !isWanted;
    if (appears) this.onShown();
  }
}
