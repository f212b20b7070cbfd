/** Questions that stand before a deed. */
import { byId, el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";

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

/** To whom a conversation may go: { agent } or { team }; null for nobody. */
export async function askTransfer(colleagues, teams) {
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
  const given = await ask("transfer");
  if (!given?.to) return null;
  const [kind, id] = given.to.split("-");
  return { [kind]: Number(id) };
}
