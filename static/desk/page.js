/** The desk's page: what the agent does is passed on; `Desk` shows what the server tells. */
import { byId } from "../chat/dom.js";
import { openStorage } from "../chat/storage.js";
import { language, say } from "../chat/i18n.js";
import { Alerts } from "./alerts.js";
import { Sidebar } from "./sidebar.js";
import { CallBacks } from "./callbacks.js";
import { watchCoaching } from "./coaching.js";
import { Composer } from "./composer.js";
import { Desk } from "./desk.js";
import { Closed } from "./closed.js";
import { ask, askSnooze, askTransfer } from "./dialogs.js";
import { Labels } from "./labels.js";
import { listenForKeys } from "./shortcuts.js";
import { DeskSocket } from "./socket.js";
import { Lists } from "./lists.js";
import { Live } from "./live.js";
import { lookUp } from "./lookups.js";
import { Pages } from "./pages.js";
import { Presence } from "./presence.js";
import { showStatus } from "./badge.js";
import { Reminders } from "./snooze.js";
import { standsBy } from "./undo.js";
import { entryOf } from "./conversation.js";
import { ConversationView } from "./conversation-view.js";

class DeskPage extends Desk {
  constructor({ bank, phone, ...banks }) {
    const storage = openStorage();
    super(storage, new Alerts(storage, bank));
    this.bank = bank;
    this.phone = phone;
    this.banks = banks;
    this.socket = new DeskSocket({
      onFrame: (frame) => this.hear(frame),
      onReady: () => this.begin(),
      onStatus: (status) => showStatus(status),
      onRest: () => this.alerts.mention(say("given-up"), { lasts: true }),
    });
    this.lists = new Lists({
      open: (handover) => this.open(handover),
      claim: (handover) => this.claim(handover),
      labelsOf: (card) => this.labels.namesOf(card),
    });
    const onFailure = () => this.alerts.mention(say("refused"));
    this.pages = new Pages({
      name: "waiting",
      path: "waiting",
      keyOf: (card) => card.handover,
      onChange: () => this.draw(),
      onFailure,
    });
    this.callPages = new Pages({
      name: "call_backs",
      path: "call-backs",
      keyOf: (card) => card.call_back,
      onChange: () => this.drawCallBacks(),
      onFailure,
    });
    this.presence = new Presence((presence) => this.changePresence(presence));
    this.labels = new Labels();
    this.live = new Live({
      pull: (conversation, to) => this.send("pull", { conversation, to }),
      open: (card) => this.open(card.handover, card),
    });
    this.closed = new Closed({
      open: (card) => this.open(card.handover, card),
      labelsOf: (card) => this.labels.namesOf(card),
      failed: onFailure,
    });
    this.reminders = new Reminders(
      () => this.mine.map((talk) => talk.card),
      (words, handover) => this.remind(words, handover),
    );
    this.callBacks = new CallBacks((type, fields) => this.send(type, fields));
    this.composer = new Composer(
      {
        say: (text) => this.sending.say(text),
        note: (text) => this.sending.note(text),
        typing: (isTyping) => this.about("typing", { is_typing: isTyping }),
        changed: (text, kind) => this.drafts?.put(this.openOne, text, kind),
      },
      (text) => this.fill(text),
      () => this.customersLanguage,
    );
    this.view = new ConversationView({
      act: (name) => this.act(name),
      retry: (id) => this.sending.retry(id),
      discard: (id) => this.sending.discard(id),
      before: () => this.before(),
      whole: (entry) => this.whole(entry),
      back: () => this.shut(),
    });
    this.sidebar = new Sidebar({
      insert: (article) => this.insert(article),
      earlierNotes: () => this.earlierNotes(),
      correct: (fields) => this.about("correct", fields) && this.askBriefing(0),
      isWritable: () => Boolean(this.talk?.isMine),
      labels: () => this.act("labels"),
      labelsOf: (card) => this.labels.namesOf(card),
      mayLabel: () => this.mayLabel,
    });
  }

  start() {
    showStatus("connecting");
    byId("suggest").addEventListener("click", () => this.suggest());
    byId("help").addEventListener("click", () => ask("help"));
    listenForKeys(this);
    watchCoaching();
    document.addEventListener("visibilitychange", () => this.read());
    this.socket.open();
  }

  drawCallBacks() {
    this.callBacks.show(this.callPages.all, this.me, this.callPages.count);
    this.callPages.draw();
  }

  /** replies: as many as came at once; where there are more, all are looked up. */
  async offerCanned(replies, count) {
    this.composer.canned = replies;
    const found = count > replies.length ? await lookUp("canned") : null;
    if (found) this.composer.canned = found.canned;
  }

  /** known: its card, where it stands neither among those who wait nor in hand. */
  open(handover, known = null) {
    const { openOne: left } = this;
    this.openOne = handover;
    const talk = this.talkOf(handover);
    if (left && left !== handover && this.talks.get(left)?.isMine === false) this.drop(left);
    const card = this.waiting.find((it) => it.handover === handover) ?? known;
    if (card && !talk.isMine) talk.learn(card);
    if (!this.followed.has(handover)) this.follow(talk);
    this.view.open(talk, this.me);
    this.composer.show(this.drafts?.of(handover) ?? { text: "", kind: "say" });
    this.sidebar.open(talk);
    this.askBriefing(0);
    this.read();
    this.draw();
  }

  send(type, fields) {
    return this.socket.send(type, fields) || void this.alerts.mention(say("refused"));
  }

  claim(handover) {
    this.asked = handover; // it is opened when it is ours
    this.send("claim", { handover });
  }

  remind(words, handover) {
    this.draw();
    this.alerts.news(words, () => this.open(handover));
    this.alerts.mention(words, { lasts: true });
  }

  claimNext() {
    if (!this.waiting.length || !this.me?.may_work) return;
    const { capacity } = this.me;
    if (this.mine.length >= capacity) {
      return this.alerts.mention(say("at-capacity", { load: this.mine.length, capacity }));
    }
    this.claim(this.waiting[0].handover);
  }

  async before() {
    const { talk } = this;
    if (!talk) return;
    const found = await lookUp(`${talk.handover}/messages`, { before: talk.entries[0].seq });
    if (!found || this.talk !== talk) return;
    talk.prepend(found.entries.map(entryOf));
    this.view.all(talk);
  }

  async earlierNotes() {
    const { talk } = this;
    if (!talk) return;
    const found = await lookUp(`${talk.handover}/notes`, { before: talk.notes[0].id });
    if (!found) return this.alerts.mention(say("refused"));
    talk.learnNotes(found.notes);
    if (this.talk === talk) this.sidebar.draw();
  }

  /** An entry that came cut, as it is stored. */
  async whole(entry) {
    const { talk } = this;
    if (!talk) return;
    const found = await lookUp(`${talk.handover}/messages`, { before: entry.seq + 1 });
    const stored = found?.entries.find((it) => it.seq === entry.seq);
    if (!stored || this.talk !== talk) return;
    Object.assign(entry, entryOf(stored));
    this.view.all(talk);
  }

  changePresence(presence) {
    if (presence === "online") this.alerts.askLeave();
    return this.send("presence", { presence });
  }

  async suggest() {
    const { talk } = this;
    if (!talk?.isMine) return;
    const found = await lookUp(`${talk.handover}/suggestion`);
    if (this.talk !== talk) return;
    if (!found?.suggestion) {
      this.composer.say(say("nothing-suggested"));
      return;
    }
    const { text, sources } = found.suggestion;
    this.composer.insert([text, ...new Set(sources.map(citation))].join("\n"));
    this.composer.say(say("suggested"));
  }

  insert(article) {
    this.composer.insert(`${article.text}\n${citation(article)}`);
  }

  get mayLabel() {
    return Boolean(this.me?.may_work && this.labels.areThere);
  }

  /** Of the open conversation: it is the customer who reads what is written here. */
  get customersLanguage() {
    return this.talk?.card?.language ?? language;
  }

  fill(text) {
    const isEnglish = this.customersLanguage === "en";
    const places = {
      customer: this.talk?.card.customer || say(`customer-${this.customersLanguage}`),
      agent: this.me?.name ?? "",
      bank: isEnglish ? this.banks.bankEn : this.banks.bankKo,
      phone: this.phone,
    };
    return text.replace(/\{(\w+)\}/g, (whole, place) =>
      Object.hasOwn(places, place) ? places[place] : whole,
    );
  }

  async act(name) {
    const { talk } = this;
    if (!talk) return;
    if (name === "claim") return this.claim(talk.handover);
    if (name === "warn") return this.warn(talk);
    /** @type {object | null} */
    let fields = {};
    if (name === "transfer") {
      fields = await askTransfer(this.receivers);
    } else if (name === "snooze") {
      fields = await askSnooze();
    } else if (name === "labels") {
      const labels = await this.labels.choose(talk.card);
      fields = labels && { labels };
    } else if (name === "close" || name === "hand_back") {
      fields = await ask(name.replace("_", "-"));
    }
    if (!fields || this.talk !== talk) return;
    if (name === "take_over") this.asked = talk.handover;
    this.about(name, fields);
  }

  /** A warning is on record for good: it is confirmed, and for a moment it can be taken back. */
  async warn({ handover }) {
    byId("warn-preview").textContent = say(`warning-${this.customersLanguage}`);
    if (!(await ask("warn"))) return;
    if (await standsBy(say("warning-goes"))) this.send("warn", { handover });
    else this.alerts.mention(say("warning-undone"));
  }
}

/** Where an answer stands, for whoever reads it. */
function citation({ source, title, url }) {
  return say("source-line", { title: source ?? title, url: new URL(url, location.href).href });
}

new DeskPage(byId("desk").dataset).start();
