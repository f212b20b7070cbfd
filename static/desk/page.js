/** The desk's page: what the agent does is passed on; `Desk` shows what the server tells. */
import { byId } from "../chat/dom.js";
import { openStorage } from "../chat/storage.js";
import { language, say } from "../chat/i18n.js";
import { Alerts } from "./alerts.js";
import { Beside } from "./sidebar.js";
import { CallBacks } from "./callbacks.js";
import { watchCoaching } from "./coaching.js";
import { Composer } from "./composer.js";
import { Desk } from "./desk.js";
import { ask, askTransfer } from "./dialogs.js";
import { listenForKeys } from "./shortcuts.js";
import { Link } from "./socket.js";
import { Lists } from "./lists.js";
import { Live } from "./live.js";
import { lookUp } from "./lookups.js";
import { Pages } from "./pages.js";
import { entryOf } from "./conversation.js";
import { TalkView } from "./conversation-view.js";

class DeskPage extends Desk {
  constructor({ bank, phone, ...banks }) {
    const storage = openStorage();
    super(storage, new Alerts(storage, bank));
    Object.assign(this, { bank, phone, banks });
    this.link = new Link({
      onFrame: (frame) => this.hear(frame),
      onReady: () => this.begin(),
      onStatus: (status) => this.stand(status),
      onRest: () => this.alerts.mention(say("given-up"), { lasts: true }),
    });
    this.lists = new Lists({
      open: (handover) => this.open(handover),
      claim: (handover) => this.claim(handover),
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
    this.live = new Live(
      (conversation, to) =>
        this.link.send("pull", { conversation, to }) || this.alerts.mention(say("refused")),
    );
    this.callBacks = new CallBacks(
      (type, fields) => this.link.send(type, fields) || this.alerts.mention(say("refused")),
    );
    this.composer = new Composer(
      {
        say: (text) => this.say(text),
        note: (text) => this.note(text),
        typing: (isTyping) => this.about("typing", { is_typing: isTyping }),
        changed: (text, kind) => this.drafts?.put(this.openOne, text, kind),
      },
      (text) => this.fill(text),
      () => this.customersLanguage,
    );
    this.view = new TalkView({
      act: (name) => this.act(name),
      retry: (id) => this.retry(id),
      discard: (id) => this.discard(id),
      before: () => this.before(),
      whole: (entry) => this.whole(entry),
      back: () => this.shut(),
    });
    this.beside = new Beside({
      insert: (article) => this.insert(article),
      earlierNotes: () => this.earlierNotes(),
      correct: (fields) => this.about("correct", fields) && this.askBriefing(0),
      isWritable: () => Boolean(this.talk?.isMine),
    });
  }

  start() {
    this.stand("connecting");
    byId("presence").addEventListener("click", () => this.switchPresence());
    byId("suggest").addEventListener("click", () => this.suggest());
    byId("help").addEventListener("click", () => ask("help"));
    listenForKeys(this);
    watchCoaching();
    document.addEventListener("visibilitychange", () => this.read());
    this.link.open();
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

  open(handover) {
    const left = this.openOne;
    this.openOne = handover;
    const talk = this.talkOf(handover);
    if (left !== handover && this.talks.has(left) && !this.talks.get(left).isMine) this.drop(left);
    const card = this.waiting.find((it) => it.handover === handover);
    if (card) talk.learn(card);
    if (!this.followed.has(handover)) this.follow(talk);
    this.view.open(talk, this.me);
    this.composer.show(this.drafts.of(handover));
    this.beside.open(talk);
    this.askBriefing(0);
    this.read();
    this.draw();
  }

  claim(handover) {
    this.asked = handover; // it is opened when it is ours
    this.link.send("claim", { handover }) || this.alerts.mention(say("refused"));
  }

  claimNext() {
    if (!this.waiting.length || !this.me?.may_work) return;
    const { capacity } = this.me;
    if (this.mine.length >= capacity) {
      return this.alerts.mention(say("at-capacity", { load: this.mine.length, capacity }));
    }
    this.claim(this.waiting[0].handover);
  }

  say(text) {
    this.talk.outbox.add(text);
    this.dispatch(this.talk);
    this.view.outgoing(this.talk);
  }

  note(text) {
    const item = this.talk.outbox.add(text);
    item.isNote = true;
    this.talk.outbox.write(item);
    this.dispatch(this.talk);
  }

  /** Send the first of what waits, one at a time: what was written first is stored first. */
  dispatch(talk) {
    const [item] = talk.isBusy ? [] : talk.outbox.waiting();
    if (!item) return;
    const words = { handover: talk.handover, text: item.text, client_message_id: item.id };
    // Else the next line sends it.
    if (this.link.send(item.isNote ? "note" : "say", words)) talk.onItsWay = item.id;
  }

  /** What waits, from the first on: the line is new, or a pause is over. */
  resend(talk) {
    talk.isPausing = false;
    talk.onItsWay = null;
    this.dispatch(talk);
    if (talk.handover === this.openOne) this.view.outgoing(talk);
  }

  retry(id) {
    const item = this.talk.outbox.get(id);
    this.talk.pauses.delete(id);
    item.failed = null;
    this.talk.outbox.write(item);
    this.dispatch(this.talk);
    this.view.outgoing(this.talk);
  }

  discard(id) {
    this.talk.outbox.remove(id);
    this.dispatch(this.talk);
    this.view.outgoing(this.talk);
  }

  async before() {
    const { talk } = this;
    const found = await lookUp(`${talk.handover}/messages`, { before: talk.entries[0].seq });
    if (!found || this.talk !== talk) return;
    talk.prepend(found.entries.map(entryOf));
    this.view.all(talk);
  }

  async earlierNotes() {
    const { talk } = this;
    const found = await lookUp(`${talk.handover}/notes`, { before: talk.notes[0].id });
    if (!found) return this.alerts.mention(say("refused"));
    talk.learnNotes(found.notes);
    if (this.talk === talk) this.beside.draw();
  }

  /** An entry that came cut, as it is stored. */
  async whole(entry) {
    const { talk } = this;
    const found = await lookUp(`${talk.handover}/messages`, { before: entry.seq + 1 });
    const stored = found?.entries.find((it) => it.seq === entry.seq);
    if (!stored || this.talk !== talk) return;
    Object.assign(entry, entryOf(stored));
    this.view.all(talk);
  }

  switchPresence() {
    const wanted = this.presence === "online" ? "away" : "online";
    if (wanted === "online") this.alerts.askLeave();
    this.link.send("presence", { presence: wanted });
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
    return text.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
  }

  async act(name) {
    const { talk } = this;
    if (!talk) return;
    if (name === "claim") return this.claim(talk.handover);
    let fields = {};
    if (name === "transfer") {
      const to = await askTransfer(this.receivers);
      fields = to && { to };
    } else if (name === "warn") {
      byId("warn-preview").textContent = say(`warning-${this.customersLanguage}`);
      fields = await ask("warn");
    } else if (name === "close" || name === "hand_back") {
      fields = await ask(name.replace("_", "-"));
    }
    if (!fields || this.talk !== talk) return;
    if (name === "take_over") this.asked = talk.handover;
    this.about(name, fields);
  }
}

/** Where an answer stands, for whoever reads it. */
function citation({ source, title, url }) {
  return say("source-line", { title: source ?? title, url: new URL(url, location.href).href });
}

new DeskPage(byId("desk").dataset).start();
