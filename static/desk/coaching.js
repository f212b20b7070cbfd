/** How many coaching notes wait for this agent: looked up on return and every few minutes. */
import { byId } from "../chat/dom.js";
import { lookUp } from "./lookups.js";

const LOOK_MS = 180_000; // between two looks

export function watchCoaching() {
  const count = byId("coaching-count");
  if (!count) return; // nobody coaches whoever sits here
  const look = async () => {
    const found = document.hidden ? null : await lookUp("coaching");
    if (!found) return;
    count.textContent = found.unread;
    count.hidden = found.unread === 0;
  };
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_MS);
}
