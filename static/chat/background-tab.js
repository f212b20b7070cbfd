/** What a tab in the background says: a count in its title and icon, a tone, a notification. */
import { keyOf } from "./base.js";
import { byId } from "./dom.js";
import { Sound } from "./sound.js";
import { askLeave, notify } from "./notification.js";
import { say } from "./i18n.js";

export class BackgroundTab {
  #count = 0; // entries that came since the tab was looked at
  #title = document.title; // without the count
  /** @type {Notification | null} */
  #note = null;
  #hasAsked = false;

  constructor(storage) {
    this.bank = byId("bank").textContent;
    this.sound = new Sound(storage, keyOf("sound"), byId("sound"));
    this.icon = byId("icon");
    this.plainIcon = this.icon.href;
    document.addEventListener("visibilitychange", () => document.hidden || this.#seen());
  }

  /** What the page is about now. */
  name(words) {
    this.#title = `${words} · ${this.bank}`;
    this.#show();
  }

  /** The customer has begun to wait for a person: a notification makes sense from now on. */
  waits() {
    if (!this.#hasAsked) askLeave();
    this.#hasAsked = true;
  }

  /**
   * Another looks after the conversation now.
   * @param {string | null} before null where the page has only just opened
   * @param {string} owner
   */
  changeHands(before, owner) {
    if (before === null || before === owner) return;
    if (owner === "queue") this.waits();
    if (owner === "agent" && document.hidden) this.#call(say("notice-joined"));
  }

  /** An entry of somebody else's. Only a person's is worth a tone: an answer is expected. */
  news({ sender }) {
    if (!document.hidden) return;
    this.#count += 1;
    this.#show();
    if (sender === "agent") this.#call(say("notice-message"));
  }

  #call(words) {
    this.sound.ring();
    this.#note = notify(this.bank, { body: words, tag: "aicc-chat" }) ?? this.#note;
  }

  #seen() {
    this.#count = 0;
    this.#note?.close();
    this.#note = null;
    this.#show();
  }

  #show() {
    document.title = this.#count ? `(${this.#count}) ${this.#title}` : this.#title;
    const href = this.#count ? this.icon.dataset.unread : this.plainIcon;
    if (this.icon.href !== href) this.icon.href = href;
  }
}
