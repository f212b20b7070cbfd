/** The keyboard for all of it. `code` and not `key`: with Alt a Mac's keys write other letters. */
import { byId } from "../chat/dom.js";
import { ask } from "./dialogs.js";

export function listenForKeys(desk) {
  const actions = {
    KeyN: () => desk.claimNext(),
    KeyR: () => desk.suggest(),
    KeyM: () => desk.talk?.isMine && desk.composer.toggleKind(),
    KeyK: () => desk.talk && byId("query").focus(),
    KeyT: () => desk.talk?.isMine && desk.act("transfer"),
    KeyB: () => desk.talk?.isMine && desk.act("hand_back"),
    KeyS: () => desk.talk?.isMine && desk.act(desk.talk.card.remind_at ? "wake" : "snooze"),
    KeyL: () => desk.talk && desk.mayLabel && desk.act("labels"),
    KeyC: () => desk.talk?.isMine && desk.act("close"),
    Slash: () => ask("help"),
  };
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const digit = /^Digit([1-9])$/.exec(event.code);
    const action = digit ? () => openPlace(desk, Number(digit[1])) : actions[event.code];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function openPlace(desk, place) {
  const talk = desk.mine[place - 1];
  if (!talk) return;
  desk.open(talk.handover);
  byId("say").focus();
}
