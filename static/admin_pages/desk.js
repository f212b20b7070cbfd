// New entries and changes of a handover without loading the page again, and forms that are
// sent once. Works beside the pages' plain forms: without this script everything still works.
"use strict";

const ENTRIES_MS = 2000; // between two looks into a conversation
const QUEUE_MS = 5000; // between two looks at the queue

function every(milliseconds, look) {
  let under_way = false;
  setInterval(async () => {
    if (under_way || document.hidden) return;
    under_way = true;
    try {
      await look();
    } catch {
      // The server is away for a moment: the next look will tell.
    } finally {
      under_way = false;
    }
  }, milliseconds);
}

async function ask(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  // Signed out meanwhile: the page says so itself when it is loaded again.
  if (answer.redirected || answer.status === 403) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function watchConversation(desk) {
  const list = document.getElementById("entries");
  let after = Number(desk.dataset.after);
  every(ENTRIES_MS, async () => {
    const news = await ask(`${desk.dataset.entries}?after=${after}`);
    if (news.last > after) {
      const atEnd = window.innerHeight + window.scrollY > document.body.scrollHeight - 200;
      // Escaped by the same template that wrote the page.
      list.insertAdjacentHTML("beforeend", news.html);
      after = news.last;
      if (atEnd) list.lastElementChild.scrollIntoView({ block: "nearest" });
    }
    if (news.state !== desk.dataset.state) location.replace(location.pathname);
  });
}

function watchQueue(queue) {
  let known = queue.dataset.stamp;
  every(QUEUE_MS, async () => {
    const { stamp } = await ask(queue.dataset.waiting);
    if (stamp !== known) location.reload();
    known = stamp;
  });
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-once]")) return;
  // After the browser has read the form, or a named button would be left out.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
// Coming back by the back button shows the page as it was left: let it be used again.
window.addEventListener("pageshow", () =>
  document.querySelectorAll("[data-once] button").forEach((button) => (button.disabled = false)),
);

const elementOf = (event) => /** @type {Element} */ (event.target);

// One key for what a button or link with data-key does, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (elementOf(event).closest("input, textarea, select, [contenteditable]")) return;
  // By its place on the board: with Korean letters on, the key j writes ㅓ.
  const key = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// In a list j and k lead from row to row; Enter opens the one in focus, as everywhere.
document.addEventListener("keydown", (event) => {
  const by = { KeyJ: 1, KeyK: -1 }[event.code];
  if (!by || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (elementOf(event).closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const rows = [...document.querySelectorAll("#result_list tbody tr")];
  if (!rows.length) return;
  event.preventDefault();
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(Math.max(at + (at < 0 ? 1 : by), 0), rows.length - 1)];
  const link = next.querySelector("a");
  link.focus();
  link.scrollIntoView({ block: "center" });
});

// Two dates become the one word that the list understands.
const days = document.querySelector("[data-days]");
if (days) {
  days.addEventListener("submit", (event) => {
    event.preventDefault();
    const { first, last } = Object.fromEntries(/** @type {any} */ (new FormData(days)));
    const asked = new URLSearchParams(location.search);
    asked.delete("p");
    asked.set("when", last && last !== first ? `${first}..${last}` : first);
    location.search = asked.toString();
  });
}

const desk = document.getElementById("desk");
if (desk) watchConversation(desk);
const queue = document.getElementById("queue");
if (queue) watchQueue(queue);
