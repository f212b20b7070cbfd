/** Drawing an agent's eye and ear: the title, a sound, the browser's own notification. */
import { byId } from "../chat/dom.js";
import { keyOf } from "../chat/base.js";
import { keep, recall } from "../chat/storage.js";
import { say } from "../chat/i18n.js";

const TOAST_MS = 7000;
const KEY = keyOf("desk.sound");

export class Alerts {
  constructor(storage, bank) {
    this.storage = storage;
    this.bank = bank;
    this.isLoud = recall(storage, KEY) ?? true;
    const button = byId("sound");
    const draw = () => button.setAttribute("aria-pressed", String(this.isLoud));
    button.addEventListener("click", () => {
      this.isLoud = !this.isLoud;
      keep(storage, KEY, this.isLoud);
      draw();
      if (this.isLoud) this.#ring();
    });
    draw();
  }

  /** Ask the browser, at a click of the agent's: without one it would refuse. */
  askLeave() {
    if ("Notification" in window && Notification.permission === "default") {
      Notification.requestPermission();
    }
  }

  badge(count) {
    const waiting = count ? `(${count}) ` : "";
    document.title = `${waiting}${say("title")} · ${this.bank}`;
  }

  /** Something new. A page that is looked at needs no notification. */
  news(words, onClick = () => {}) {
    if (this.isLoud) this.#ring();
    if (!document.hidden) return;
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      // The name of a customer or their words would be read on a screen that is locked.
      const note = new Notification(say("title"), { body: words, tag: "aicc-desk" });
      note.addEventListener("click", () => {
        window.focus();
        note.close();
        onClick();
      });
    } catch {
      // Browsers of telephones let only a service worker notify: title and sound say it.
    }
  }

  /** One line that passes by itself, unless it lasts. */
  mention(words, { lasts = false } = {}) {
    const toast = byId("toast");
    clearTimeout(this.timer);
    toast.textContent = words;
    toast.hidden = false;
    if (!lasts) this.timer = setTimeout(() => (toast.hidden = true), TOAST_MS);
  }

  #ring() {
    try {
      this.sound ??= new AudioContext();
      const tone = this.sound.createOscillator();
      const volume = this.sound.createGain();
      tone.frequency.value = 740;
      volume.gain.setValueAtTime(0.08, this.sound.currentTime);
      volume.gain.exponentialRampToValueAtTime(0.0001, this.sound.currentTime + 0.35);
      tone.connect(volume).connect(this.sound.destination);
      tone.start();
      tone.stop(this.sound.currentTime + 0.36);
    } catch {
      // A browser without sound, or before the first click: the title says it too.
    }
  }
}
