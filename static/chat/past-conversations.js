/** The conversations of before that this browser can still open. Storage holds their ids alone. */
import { keyOf } from "./base.js";
import { HttpClient } from "./http.js";
import { dayOf, timeOf } from "./clock.js";
import { byId, el } from "./dom.js";
import { keep, recall } from "./storage.js";
import { say } from "./i18n.js";

const KEY = keyOf("past");
const MOST = 9; // beside the present one: a browser keeps the keys of ten
const FIRST_ENTRIES = 4; // the first question is among them

export class PastConversations {
  /** tokenOf(id): its token, null where a cookie holds it. onChoose(id): it is to be shown. */
  constructor({ storage, tokenOf, onChoose }) {
    this.storage = storage;
    this.tokenOf = tokenOf;
    this.onChoose = onChoose;
    this.dialog = byId("past");
    this.list = byId("past-list");
    this.said = byId("past-said");
    byId("past-conversations").addEventListener("click", () => this.#open());
    byId("past-close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => byId("menu-button").focus());
    addEventListener("storage", ({ key }) => key === KEY && this.#offer()); // another tab
    this.#offer();
  }

  /** This one is left for another. */
  remember(id) {
    this.#keep([id, ...this.#ids().filter((other) => other !== id)].slice(0, MOST));
  }

  /** This one is shown again, or can no longer be opened. */
  forget(id) {
    this.#keep(this.#ids().filter((other) => other !== id));
  }

  #ids() {
    const ids = recall(this.storage, KEY);
    return Array.isArray(ids) ? ids : [];
  }

  #keep(ids) {
    keep(this.storage, KEY, ids);
    this.#offer();
  }

  #offer() {
    byId("past-conversations").hidden = this.#ids().length === 0;
  }

  async #open() {
    this.list.replaceChildren();
    this.said.textContent = say("past-loading");
    this.dialog.showModal();
    const rows = await Promise.all(this.#ids().map((id) => this.#row(id)));
    this.list.replaceChildren(...rows.filter(Boolean));
    this.said.textContent = this.list.children.length ? "" : say("past-none");
    this.list.querySelector("button")?.focus();
  }

  /** Null where it cannot be read now, or nothing was said. */
  async #row(id) {
    const http = new HttpClient({ session: id, token: this.tokenOf(id) });
    try {
      const { entries } = await http.messages(0, FIRST_ENTRIES);
      return entries.length ? this.#item(id, entries) : null;
    } catch (failure) {
      if (failure.status >= 400 && !failure.isPassing) this.forget(id);
      return null;
    }
  }

  #item(id, entries) {
    const first = entries.find((entry) => entry.sender === "customer") ?? entries[0];
    const begun = new Date(first.created_at);
    const button = el(
      "button",
      { type: "button", class: "past-item" },
      el("span", { class: "past-when" }, `${dayOf(begun)} ${timeOf(begun)}`),
      el("span", { class: "past-words" }, first.text),
    );
    button.addEventListener("click", () => {
      this.dialog.close();
      this.onChoose(id);
    });
    return el("li", {}, button);
  }
}
