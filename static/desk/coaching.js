/** How many coaching notes wait for this agent: looked up on return and every few minutes. */
import { Backoff } from "../chat/backoff.js";
import { byId } from "../chat/dom.js";
import { lookUp } from "./lookups.js";

const LOOK_MS = 180_000; // between two looks
const TRIES = { first: 180, longest: 3600, most: 10 }; // while looks fail

export function watchCoaching() {
  const count = byId("coaching-count");
  if (!count) return; // nobody coaches whoever sits here
  const backoff = new Backoff(TRIES);
  /** @type {number | undefined} */
  let timer;
  const look = async () => {
    clearTimeout(timer);
    if (document.hidden) return; // the return to the tab looks
    const found = await lookUp("coaching");
    if (found) {
      backoff.reset();
      count.textContent = found.unread;
      count.hidden = found.unread === 0;
    }
    const pause = found ? 0 : backoff.fail();
    clearTimeout(timer);
    if (pause !== null) timer = setTimeout(look, LOOK_MS + pause * 1000);
  };
  document.addEventListener("visibilitychange", look);
  timer = setTimeout(look, LOOK_MS);
}
