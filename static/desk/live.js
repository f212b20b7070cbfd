/** What a supervisor watches: the assistant's conversations, the agents', and who is at work. */
import { Backoff } from "../chat/backoff.js";
import { byId, el, keyInFocus } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { serverNow } from "../chat/server-clock.js";
import { entryOf } from "./conversation.js";
import { ask } from "./dialogs.js";
import { entryElement, wordButton } from "./entries.js";
import { nameOf } from "./names.js";
import { lookUp } from "./lookups.js";
import { spell } from "./time.js";

const AGAIN_MS = 5000;
const GLANCE_MS = 10_000; // between two looks while the dialog is shut
const TRIES = { first: 5, longest: 60, most: 20 }; // while look-ups fail
const TYPED_MS = 250;
const AT_A_GLANCE = 3;

export class Live {
  #isWatching = false;

  /** actions: { pull(conversation, to), open(handover) }: to is "queue" or "me". */
  constructor(actions) {
    this.actions = actions;
    this.dialog = byId("live-dialog");
    this.query = byId("live-query");
    this.backoff = new Backoff(TRIES);
    byId("live").addEventListener("click", () => this.open());
    this.query.addEventListener("input", () => this.#lookIn(TYPED_MS));
    byId("live-search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.look();
    });
    for (const radio of document.getElementsByName("live-kind")) {
      radio.addEventListener("change", () => this.look());
    }
    for (const button of byId("preview-dialog").querySelectorAll("[data-to]")) {
      button.addEventListener("click", () => (byId("preview-to").value = button.dataset.to));
    }
    this.dialog.addEventListener("close", () => this.#lookIn(GLANCE_MS));
    document.addEventListener("visibilitychange", () => this.#isWatching && this.#lookIn(0));
  }

  /** Whoever may take the assistant's conversations sees them at once. */
  watch(mayPull, maySupervise) {
    byId("live-section").hidden = !mayPull;
    byId("live-kinds").hidden = !maySupervise;
    const begins = mayPull && !this.#isWatching;
    this.#isWatching = mayPull;
    if (begins) this.look();
  }

  open() {
    this.query.value = "";
    this.backoff.reset();
    this.dialog.showModal();
    this.look();
  }

  #lookIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), milliseconds);
  }

  get #kind() {
    return this.dialog.open ? byId("live-kinds").querySelector(":checked").value : "live";
  }

  async look() {
    clearTimeout(this.timer);
    if (!this.#isWatching || document.hidden) return; // the page's return to sight looks again
    const kind = this.#kind;
    const q = this.dialog.open && kind === "live" ? this.query.value.trim() : "";
    const found = await lookUp(kind, q ? { q } : {});
    if (kind !== this.#kind) return;
    if (found) this.backoff.reset();
    if (found) this.#draw(kind, found, q);
    const pause = found ? 0 : this.backoff.fail();
    const again = this.dialog.open ? AGAIN_MS : GLANCE_MS;
    if (pause !== null) this.#lookIn(again + pause * 1000);
  }

  #draw(kind, found, q) {
    const rows = found.conversations ?? found.in_hand ?? found.agents;
    if (kind === "live" && !q) this.#glance(rows);
    if (!this.dialog.open) return;
    const draw = {
      live: (row) => this.#conversation(row),
      "in-hand": (row) => this.#inHand(row),
      agents: agentRow,
    }[kind];
    byId("live-search").hidden = kind !== "live";
    keepingFocus(() => byId("live-rows").replaceChildren(...rows.map(draw)));
    byId("live-empty").hidden = rows.length > 0;
    byId("live-empty").textContent = say(`none-${kind}`);
  }

  #glance(rows) {
    byId("live-count").textContent = rows.length.toLocaleString();
    const items = rows.slice(0, AT_A_GLANCE).map((row) => {
      const button = el(
        "button",
        { type: "button", class: "card-open", "data-key": `glance-${row.conversation}` },
        el("strong", {}, nameOf(row)),
        el("span", { class: "card-words" }, row.words),
      );
      button.addEventListener("click", () => this.preview(row));
      return el("li", { class: "card" }, button);
    });
    keepingFocus(() => byId("live-now").replaceChildren(...items));
  }

  /** Show what was said before anything is taken. */
  async preview(row) {
    const found = await lookUp(`live/${row.conversation}`);
    if (!found) return;
    byId("preview-title").textContent = nameOf(row);
    byId("preview-log").replaceChildren(...found.entries.map((it) => entryElement(entryOf(it))));
    byId("preview-to").value = "";
    const given = ask("preview");
    byId("preview-log").scrollTop = byId("preview-log").scrollHeight;
    const to = (await given)?.to;
    if (!to) return;
    this.dialog.close();
    this.actions.pull(row.conversation, to);
  }

  #conversation(row) {
    const facts = [
      row.category ? say(`category-${row.category}`) : null,
      row.intent === "COMPLAINT" ? say("complains") : null,
      say("last-word", { time: since(row.last_message_at) }),
    ];
    const buttons = [
      rowButton("preview", row, row.conversation, () => this.preview(row)),
      ...["queue", "me"].map((to) =>
        rowButton(`pull-${to}`, row, row.conversation, () => {
          this.dialog.close();
          this.actions.pull(row.conversation, to);
        }),
      ),
    ];
    return liveRow(nameOf(row), row.words, facts, buttons);
  }

  #inHand(card) {
    const facts = [
      say("agent-named", { name: card.agent_name }),
      card.category ? say(`category-${card.category}`) : null,
      say("in-hand-for", { time: since(card.claimed_at) }),
    ];
    const look = rowButton("preview", card, card.handover, () => {
      this.dialog.close();
      this.actions.open(card);
    });
    return liveRow(nameOf(card), card.reason, facts, [look]);
  }
}

function agentRow(agent) {
  const facts = [
    agent.since ? say("since", { time: since(agent.since) }) : null,
    say("present", agent),
    agent.team ? say("team-named", { name: agent.team }) : null,
  ];
  return liveRow(agent.name, say(agent.presence), facts, []);
}

function liveRow(name, words, facts, buttons) {
  return el(
    "li",
    { class: "live-row" },
    el(
      "div",
      { class: "live-words" },
      el("strong", {}, name),
      el("span", { class: "clip" }, words),
      el("span", { class: "card-facts" }, facts.filter(Boolean).join(" · ")),
    ),
    buttons.length ? el("div", { class: "live-actions" }, ...buttons) : null,
  );
}

function rowButton(word, row, key, action) {
  const button = wordButton(word, action, `${word === "pull-me" ? "primary" : "plain"} small`);
  button.dataset.key = `${word}-${key}`;
  button.setAttribute("aria-label", `${say(word)}: ${nameOf(row)}`);
  return button;
}

/** Drawing anew must not take the keyboard's place away. */
function keepingFocus(draw) {
  const focused = keyInFocus();
  draw();
  if (focused) document.querySelector(`[data-key="${focused}"]`)?.focus();
}

const since = (moment) => spell(serverNow() - new Date(moment).getTime());
