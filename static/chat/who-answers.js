/** Head, foot, field and title say who answers: the assistant, or a person. */
import { byId, naming } from "./dom.js";
import { say } from "./i18n.js";

export class WhoAnswers {
  /** @type {string | null} */
  #shown = null;

  /** onName(words): what the tab's title is about. */
  constructor(onName) {
    this.onName = onName;
    this.field = byId("say");
  }

  /** While the customer waits the assistant still answers. */
  show({ owner, agentName }) {
    const kind = owner === "agent" ? "person" : "assistant";
    const key = `${kind} ${agentName}`;
    if (this.#shown === key) return;
    this.#shown = key;
    const isNamed = kind === "person" && agentName;
    const words = isNamed ? say("agent-named", { name: agentName }) : say(`${kind}-answers`);
    byId("who-answers").replaceChildren(...naming(words, agentName));
    byId("say-hint").textContent = say(`${kind}-hint`);
    this.field.placeholder = say(`${kind}-field`);
    document.body.classList.toggle("with-person", kind === "person");
    this.onName(say(`${kind}-answers`));
  }
}
