/** The badge that says how the desk's line stands. */
import { byId } from "../chat/dom.js";
import { say } from "../chat/i18n.js";

const MARKS = { connected: "🟢", connecting: "🟡", disconnected: "🔴" };

/** @param {"connected" | "connecting" | "disconnected"} status */
export function showStatus(status) {
  const badge = byId("badge");
  badge.dataset.status = status;
  badge.querySelector(".badge-mark").textContent = MARKS[status];
  badge.querySelector(".badge-words").textContent = say(`status-${status}`);
}
