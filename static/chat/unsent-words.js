/**
 * What is typed and not sent yet survives a reload of its tab, and no longer: it is gone when it
 * is sent, when the conversation ends and when its session is lost.
 */
import { keyOf } from "./base.js";

const KEY = keyOf("unsent.");

export class UnsentWords {
  /** field: an input or textarea with an id. What was typed in it before a reload stands there. */
  constructor(field) {
    this.field = field;
    this.key = KEY + field.id;
    field.addEventListener("input", () => this.keep());
    const words = this.#stored();
    this.isRestored = Boolean(words) && !field.value;
    if (this.isRestored) field.value = words;
  }

  keep() {
    this.isRestored = false;
    try {
      if (this.field.value) sessionStorage.setItem(this.key, this.field.value);
      else sessionStorage.removeItem(this.key);
    } catch {
      // A browser that keeps nothing loses them with the page.
    }
  }

  #stored() {
    try {
      return sessionStorage.getItem(this.key);
    } catch {
      return null;
    }
  }
}

/** Nobody who comes to this tab later reads what was typed. */
export function forgetUnsentWords() {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(KEY)) sessionStorage.removeItem(key);
    }
  } catch {
    // Nothing was kept.
  }
}
