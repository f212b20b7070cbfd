/** Questions that are asked before an action. */
import { byId, el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { lookUp } from "./lookups.js";

/** The form's fields once the agent agreed; null when they did not. */
export function ask(name) {
  const dialog = byId(`${name}-dialog`);
  const form = dialog.querySelector("form");
  form.querySelectorAll("textarea").forEach((words) => {
    if (!("keep" in words.dataset)) words.value = "";
  });
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "yes" ? Object.fromEntries(new FormData(form)) : null),
      { once: true },
    );
  });
}

/**
 * To whom a conversation may go and why: { to: { agent } or { team }, reason }; null for nobody.
 * isWhole: whether these are all; else more are found by their names.
 */
export async function askTransfer({ colleagues, teams, isWhole }) {
  const query = byId("transfer-query");
  const search = byId("transfer-search");
  search.hidden = isWhole;
  query.value = "";
  query.oninput = async () => {
    const q = query.value;
    const found = q.trim() ? await lookUp("receivers", { q }) : { colleagues, teams };
    if (found && q === query.value) offerReceivers(found);
  };
  offerReceivers({ colleagues, teams });
  const given = await ask("transfer");
  if (!given?.to) return null;
  const [kind, id] = given.to.split("-");
  return { to: { [kind]: Number(id) }, reason: given.reason };
}

/** For how long, and what to be reminded of; null where nothing is put aside. */
export async function askSnooze() {
  const given = await ask("snooze");
  return given && { minutes: Number(given.minutes), reminder: given.reminder };
}

function offerReceivers({ colleagues, teams }) {
  const choices = byId("transfer-choices");
  const options = [
    ...colleagues.map((it) => [
      `agent-${it.id}`,
      [it.name, say("present", it), it.team].filter(Boolean).join(" · "),
    ]),
    ...teams.map((it) => [`team-${it.id}`, say("team-named", { name: it.name })]),
  ].map(([value, words], place) => {
    const radio = el("input", { type: "radio", name: "to", value, checked: place === 0 });
    return el("label", {}, radio, " ", words);
  });
  choices.replaceChildren(choices.querySelector("legend"), ...options);
  byId("transfer-nobody").hidden = options.length > 0;
  byId("transfer-yes").disabled = options.length === 0;
}
