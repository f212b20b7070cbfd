/** Drawing an agent's eye and ear: the title, a sound, the browser's own notification. */
import { byId } from "../chat/dom.js";
import { keyOf } from "../chat/base.js";
import { say } from "../chat/i18n.js";
import { askLeave, notify } from "../chat/notification.js";
import { Sound } from "../chat/sound.js";

const TOAST_MS = 7000;
const KEY = keyOf("desk.sound");

export class Alerts {
  constructor(storage, bank) {
    this.bank = bank;
    this.sound = new Sound(storage, KEY, byId("sound"));
  }

  /** Ask the browser, at a click of the agent's: without one it would refuse. */
  askLeave() {
    askLeave();
  }

  badge(count) {
    const waiting = count ? `(${count}) ` : "";
    document.title = `${waiting}${say("title")} · ${this.bank}`;
  }

  /** Something new. A page that is looked at needs no notification. */
  news(words, onClick = () => {}) {
    this.sound.ring();
    if (document.hidden) notify(say("title"), { body: words, tag: "aicc-desk", onClick });
  }

  /** One line that passes by itself, unless it lasts. */
  mention(words, { lasts = false } = {}) {
    const toast = byId("toast");
    clearTimeout(this.timer);
    toast.textContent = words;
    toast.hidden = false;
    if (!lasts) this.timer = setTimeout(() => (toast.hidden = true), TOAST_MS);
  }
}
