/** A short tone that a person can turn off; the choice is remembered. */
import { keep, recall } from "./storage.js";

export class Sound {
  /** @type {AudioContext | undefined} */
  context;

  /** key: of the choice in storage. button: shows by aria-pressed whether it sounds. */
  constructor(storage, key, button) {
    this.isOn = recall(storage, key) ?? true;
    const show = () => button.setAttribute("aria-pressed", String(this.isOn));
    button.addEventListener("click", () => {
      this.isOn = !this.isOn;
      keep(storage, key, this.isOn);
      show();
      this.ring();
    });
    show();
  }

  ring() {
    if (!this.isOn) return;
    try {
      this.context ??= new AudioContext();
      this.context.resume()?.catch(() => {}); // it may have been made before the first click
      this.#play(this.context);
    } catch {
      // A browser without sound: the title says it too.
    }
  }

  #play(context) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = 740;
    volume.gain.setValueAtTime(0.08, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.35);
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 0.36);
  }
}
