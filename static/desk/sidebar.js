/** What stands beside a conversation: briefing, customer, notes, articles. */
import { formatOf } from "../chat/clock.js";
import { byId, el } from "../chat/dom.js";
import { say } from "../chat/i18n.js";
import { ask } from "./dialogs.js";
import { clock, entryElement, wordButton } from "./entries.js";
import { lookUp } from "./lookups.js";
import { entryOf } from "./conversation.js";

const started = formatOf({ dateStyle: "medium" });
const SEARCH_MS = 250;

export class Sidebar {
  /** @type {number | undefined} */
  timer;

  /**
   * actions: { insert(article), correct(fields), earlierNotes(), labels(), labelsOf(card),
   * mayLabel() }; isWritable(): whether there is where to insert.
   */
  constructor(actions) {
    this.actions = actions;
    this.talk = null;
    byId("labels").addEventListener("click", () => this.actions.labels());
    byId("correct").addEventListener("click", () => this.#correct());
    byId("search").addEventListener("submit", (event) => event.preventDefault());
    byId("notes-more").addEventListener("click", () => this.actions.earlierNotes());
    byId("query").addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#search(), SEARCH_MS);
    });
  }

  /** Another conversation: nothing of the one before stays on the screen. */
  open(talk) {
    this.talk = talk;
    byId("query").value = "";
    byId("articles").replaceChildren();
    byId("earlier").replaceChildren();
    this.draw();
    if (talk.card?.is_known) this.#earlier(talk);
  }

  draw() {
    const { card, briefing, notes, notesCount } = this.talk;
    byId("customer").replaceChildren(
      ...fact("known-as", card.is_known ? card.customer || "✓" : say("not-known")),
      ...fact("flags", card.flags.join(", ")),
      ...fact("language", card.language === "ko" ? "한국어" : "English"),
      ...fact("came-by", say(`trigger-${card.trigger}`)),
      ...fact("reason", card.reason),
      ...fact("labels", this.actions.labelsOf(card).map((name) => `#${name}`).join(" ")),
    );
    byId("labels").hidden = !this.actions.mayLabel();
    byId("correct").hidden = !briefing || !this.actions.isWritable();
    byId("briefing").replaceChildren(...(briefing ? this.#briefing(briefing) : []));
    byId("collected").replaceChildren(...collected(card.answers ?? []));
    const before = beforeThis(card);
    byId("before-this").replaceChildren(...before);
    byId("notes-empty").hidden = notes.length + before.length > 0;
    byId("notes-more").hidden = notesCount <= notes.length;
    byId("notes").replaceChildren(
      ...notes.map((note) =>
        el("li", {}, el("p", { class: "said-head" }, el("strong", {}, note.author), clock(note.created_at)), note.text),
      ),
    );
  }

  #briefing(found) {
    const facts = [
      ...(found.is_corrected ? [el("p", { class: "quiet" }, say("corrected"))] : []),
      el("p", { class: "summary" }, found.summary),
      ...(found.engine === "model" ? [el("p", { class: "quiet" }, say("briefing-by-model"))] : []),
      el(
        "dl",
        { class: "facts" },
        ...fact("sentiment", say(found.sentiment), found.sentiment),
        ...fact("category", found.category ? say(`category-${found.category}`) : ""),
        ...fact("keywords", found.keywords.join(", ")),
      ),
    ];
    if (!found.recommendations.length) return facts;
    const articles = found.recommendations.map((it) =>
      el("li", {}, articleLink(it), el("span", { class: "quiet" }, ` ${percent(it.relevance_score)}`)),
    );
    return [...facts, el("h3", {}, say("recommended")), el("ul", { class: "recommended" }, ...articles)];
  }

  async #correct() {
    const { briefing } = this.talk;
    const summary = byId("correct-summary");
    summary.dataset.keep = "";
    summary.value = briefing.summary;
    const fields = await ask("correct");
    if (!fields) return;
    // What was left as it was found is not the agent's word.
    if (fields.summary.trim() === briefing.summary && !briefing.is_corrected) fields.summary = "";
    this.actions.correct(fields);
  }

  async #search() {
    const query = byId("query").value.trim();
    const { language } = this.talk.card;
    const found = query ? await lookUp("articles", { q: query, language }) : { articles: [] };
    if (byId("query").value.trim() !== query || !found) return;
    const items = found.articles.map((it) => this.#article(it));
    const none = query && !items.length ? [el("li", { class: "quiet" }, say("nothing-found"))] : [];
    byId("articles").replaceChildren(...items, ...none);
  }

  #article(found) {
    const insert = wordButton("insert", () => this.actions.insert(found), "plain small");
    insert.hidden = !this.actions.isWritable();
    const heading = found.heading ? el("strong", {}, found.heading) : null;
    const passage = el("div", { class: "clip", tabindex: "0" });
    // eslint-disable-next-line no-restricted-properties -- cleaned by the server, as on the article's page
    passage.innerHTML = found.html;
    return el("li", {}, articleLink(found), heading, passage, insert);
  }

  async #earlier(talk) {
    const found = await lookUp(`${talk.handover}/earlier`);
    if (this.talk !== talk || !found?.conversations.length) return;
    const items = found.conversations.map((it) => {
      const when = started.format(new Date(it.started_at));
      const words = [when, it.category ? say(`category-${it.category}`) : null].filter(Boolean);
      const button = el("button", { type: "button", class: "link" }, words.join(" · "));
      button.addEventListener("click", () => this.#showEarlier(talk, it.conversation));
      return el("li", {}, button);
    });
    byId("earlier").replaceChildren(el("h3", {}, say("earlier")), el("ul", {}, ...items));
  }

  async #showEarlier(talk, conversation) {
    const found = await lookUp(`${talk.handover}/earlier/${conversation}`);
    if (!found || this.talk !== talk) return;
    byId("earlier-log").replaceChildren(...found.entries.map((it) => entryElement(entryOf(it))));
    await ask("earlier");
  }
}

/** What the customer was asked while they waited, and what they said. */
function collected(answers) {
  if (!answers.length) return [];
  const rows = answers.map(({ question, answer, state }) => {
    const words = answer || say(state === "skipped" ? "answer-skipped" : "answer-open");
    return el(
      "div",
      { "data-state": state },
      el("dt", {}, question),
      el("dd", answer ? {} : { class: "quiet" }, words),
    );
  });
  return [el("h3", {}, say("collected")), el("dl", { class: "collected" }, ...rows)];
}

/** What colleagues left behind when this conversation was with a person before. */
function beforeThis({ earlier_handovers: handovers = [], agreements = [] }) {
  const ended = handovers.map((it) => {
    const about = [it.agent && say("agent-named", { name: it.agent }), say(`outcome-${it.outcome}`)];
    const head = el("p", { class: "said-head" }, el("strong", {}, about.filter(Boolean).join(" · ")));
    if (it.ended_at) head.append(clock(it.ended_at, { withDay: true }));
    return el("li", {}, head, it.wrap_up);
  });
  const agreed = agreements.map((it) =>
    el("li", {}, el("p", { class: "said-head" }, el("strong", {}, it.agent), clock(it.at, { withDay: true })), it.text),
  );
  return [
    ...(ended.length ? [el("h3", {}, say("before-this")), el("ul", {}, ...ended)] : []),
    ...(agreed.length ? [el("h3", {}, say("agreed-with")), el("ul", {}, ...agreed)] : []),
  ];
}

function fact(word, value, data = null) {
  if (!value) return [];
  return [el("div", { "data-value": data }, el("dt", {}, say(word)), el("dd", {}, value))];
}

function articleLink({ title, url }) {
  const address = new URL(url, location.href);
  const attributes = { href: address.pathname + address.hash, target: "_blank", rel: "noopener" };
  return el("a", attributes, title, el("span", { class: "aside-only" }, ` ${say("new-tab")}`));
}

const percent = (score) => `${Math.round(score * 100)}%`;
