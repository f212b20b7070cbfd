/** The bank's labels: their names, and which of them a conversation has. */
import { byId, el } from "../chat/dom.js";
import { ask } from "./dialogs.js";
import { lookUp } from "./lookups.js";

export class Labels {
  #known = new Map(); // by id

  /** labels: as many as came at once; where there are more, all are looked up. */
  async learn(labels, count) {
    this.#keep(labels);
    const found = count > labels.length ? await lookUp("labels") : null;
    if (found) this.#keep(found.labels);
  }

  #keep(labels) {
    this.#known = new Map(labels.map((label) => [label.id, label]));
  }

  get areThere() {
    return this.#known.size > 0;
  }

  namesOf(card) {
    return (card.labels ?? []).map((id) => this.#known.get(id)?.name).filter(Boolean);
  }

  /** The ids that the agent chose for this conversation; null where they left it as it was. */
  async choose(card) {
    const has = new Set(card.labels);
    const offered = [...this.#known.values()].filter((it) => it.is_offered || has.has(it.id));
    const choices = byId("labels-choices");
    const boxes = offered.map(({ id, name }) => {
      const box = el("input", { type: "checkbox", name: "label", value: id, checked: has.has(id) });
      return el("label", {}, box, " ", name);
    });
    choices.replaceChildren(choices.querySelector("legend"), ...boxes);
    if (!(await ask("labels"))) return null;
    return [...choices.querySelectorAll(":checked")].map((box) => Number(box.value));
  }
}
