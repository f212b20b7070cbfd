/** What colleagues wrote beside a conversation, at its place in the thread. */
import { el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { clock } from "./entries.js";

export function noteElement(note) {
  const what = say(note.kind === "transfer" ? "transfer-reason" : "private-note");
  return el(
    "article",
    { class: "said from-colleague", "data-note": note.id },
    el("p", { class: "said-head" }, el("strong", {}, note.author), what, clock(note.created_at)),
    el("div", { class: "bubble" }, note.text),
  );
}

/**
 * Put those that the log does not show yet behind the entries that they were written after. Of
 * entries that are still to come nothing is known: such a note waits for them.
 */
export function placeNotes(log, { notes, entries, last, hasMoreBefore }) {
  for (const note of notes) {
    if (log.querySelector(`[data-note="${note.id}"]`)) continue;
    const after = note.after_seq ?? lastBefore(entries, note.created_at);
    if (!entries.length || after > last) continue;
    let place = [...log.querySelectorAll("[data-seq]")].findLast((it) => Number(it.dataset.seq) <= after);
    if (!place && hasMoreBefore) continue; // it stands where what came before is shown
    while (place?.nextElementSibling?.dataset.note < note.id) place = place.nextElementSibling;
    if (place) place.after(noteElement(note));
    else log.querySelector("[data-seq]").before(noteElement(note));
  }
}

/** For notes of before they had a place: the entry that was the last one then. */
function lastBefore(entries, moment) {
  const time = new Date(moment).getTime();
  return entries.findLast((entry) => new Date(entry.createdAt).getTime() <= time)?.seq ?? 0;
}
