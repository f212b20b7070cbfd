/** A moment in which what was decided can still be taken back. */
import { byId } from "../chat/dom.js";
import { say } from "../chat/i18n.js";

const SECONDS = 6;
/** @type {((stands: boolean) => void) | null} the decision whose moment it is */
let settle = null;

/** Whether it was left as decided. The moment ends with the page: what was not done is not. */
export function standsBy(words) {
  settle?.(true); // one strip, one decision: the one before stands
  const strip = byId("undo");
  const button = byId("undo-button");
  byId("undo-words").textContent = `${words} ${say("in-seconds", { n: SECONDS })}`;
  strip.hidden = false;
  button.focus();
  return new Promise((resolve) => {
    const end = (stands) => {
      clearTimeout(timer);
      settle = null;
      button.onclick = null;
      strip.hidden = true;
      resolve(stands);
    };
    const timer = setTimeout(() => end(true), SECONDS * 1000);
    settle = end;
    button.onclick = () => end(false);
  });
}
