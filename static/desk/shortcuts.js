/** The keyboard for all of it. `code` and not `key`: with Alt a Mac's keys write other letters. */
import { byId } from "../chat/dom.js";
import { ask } from "./dialogs.js";

export function listenForKeys(desk) {
  const deeds = {
    KeyN: () => desk.claimNext(),
    KeyR: () => desk.suggest(),
    KeyM: () => desk.talk?.isMine && desk.composer.toggleKind(),
    KeyK: () => desk.talk && byId("query").focus(),
    KeyT: () => desk.talk?.isMine && desk.deed("transfer"),
    KeyB: () => desk.talk?.isMine && desk.deed("hand_back"),
    KeyC: () => desk.talk?.isMine && desk.deed("close"),
    Slash: () => ask("help"),
  };
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const digit = /^Digit([1-9])$/.exec(event.code);
    const deed = digit ? () => openPlace(desk, Number(digit[1])) : deeds[event.code];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

function openPlace(desk, place) {
  const talk = desk.mine[place - 1];
  if (!talk) return;
  desk.open(talk.handover);
  byId("say").focus();
}
