/** The chat page: what the client tells is shown, what the customer does is passed on. */
import { BackgroundTab } from "./background-tab.js";
import { Rating, ask, openableMenu } from "./dialogs.js";
import { CallBack } from "./call-back.js";
import { Closing } from "./closing.js";
import { CallFailed, ChatClient, Outbox } from "./client.js";
import { Composer } from "./composer.js";
import { byId, hasBegun } from "./dom.js";
import { Intake } from "./intake.js";
import { LogView } from "./log-view.js";
import { PastConversations } from "./past-conversations.js";
import { QuickReplies } from "./quick-replies.js";
import { ReadCursor } from "./read-cursor.js";
import { Session, persist } from "./session.js";
import { followKeyboard, followScreenHeight } from "./viewport.js";
import { Badge, Banner, Trouble } from "./connection-status-view.js";
import { openStorage } from "./storage.js";
import { ThinkingLine } from "./thinking-line.js";
import { TranscriptCopy } from "./transcript-copy.js";
import { WhoAnswers } from "./who-answers.js";
import { say } from "./i18n.js";

// Where messages wait that were written before there was a session; no session is named so.
const BEFORE = "-";

class ChatPage {
  constructor() {
    this.storage = openStorage();
    this.session = new Session(this.storage);
    this.client = /** @type {ChatClient | null} */ (null); // until there is a session
    this.early = new Outbox(this.storage, BEFORE);
    /** @type {Promise<void>} */
    this.begun = new Promise((resolve) => (this.tellBegun = resolve));
    this.badge = new Badge();
    this.trouble = new Trouble();
    this.log = new LogView({
      rate: async (seq, rating, comment) => this.now.feedback(seq, rating, comment),
      read: (seq) => this.read?.advance(seq),
      retry: (id) => this.client?.retry(id),
      discard: (id) => this.discard(id),
    });
    this.background = new BackgroundTab(this.storage);
    this.whoAnswers = new WhoAnswers((words) => this.background.name(words));
    this.banner = new Banner(() => this.leaveQueue());
    this.composer = new Composer({
      onSay: (text) => this.say(text),
      onTyping: (isTyping) => this.client?.setTyping(isTyping),
    });
    this.rating = new Rating({
      onRate: (score, comment) => this.attempt(this.client?.rate(score, comment)),
      onBeginAgain: () => this.beginAgain(),
    });
    this.intake = new Intake({
      onAnswer: (text, question) => this.say(text, question),
      onShown: () => this.log.follow(),
      onGone: () => this.composer.focus(),
    });
    this.callBack = new CallBack({
      client: async () => this.now,
      onDone: () => this.composer.focus(),
    });
    this.past = new PastConversations({
      storage: this.storage,
      tokenOf: (id) => this.session.tokenOf(id),
      onChoose: (id) => this.goBackTo(id),
    });
    this.copy = new TranscriptCopy({
      fetchCopy: () => this.begun.then(() => this.now.transcriptCopy()),
      attempt: (action) => this.attempt(action),
    });
    this.quickReplies = new QuickReplies({
      onSay: (text) => this.say(text),
      onShown: () => this.log.follow(),
    });
    this.thinking = new ThinkingLine(() => this.log.follow());
    this.owner = null;
    this.closing = new Closing(() => this.owner === "closed" && this.beginAgain());
  }

  async open() {
    this.listen();
    this.badge.show("connecting");
    const { known } = this.session;
    if (!known) this.session.mayBegin();
    this.use(known ?? (await this.newSession()));
    this.session.watch((id) => id !== this.client?.options.session && this.use(id));
  }

  /** The client of the conversation that is shown; fails while there is none. */
  get now() {
    if (!this.client) throw new CallFailed(0);
    return this.client;
  }

  listen() {
    openableMenu();
    byId("human").addEventListener("click", () => this.wantHuman());
    for (const name of ["call-me", "call-me-instead"]) {
      byId(name).addEventListener("click", () => this.wantCall());
    }
    byId("new-conversation").addEventListener("click", () => this.wantNew());
    byId("end-conversation").addEventListener("click", () => this.wantEnd());
  }

  /** A new conversation's id; tried until the server gives one, or a person must want it. */
  async newSession() {
    const id = await persist(
      () => this.session.begin(),
      (failure, tryNow, isOver) => {
        this.badge.show("disconnected");
        this.trouble.last(say(isOver ? "given-up" : "no-session"), say("try-now"), tryNow);
      },
    );
    this.trouble.last(null);
    return id;
  }

  /** Show this conversation from now on. */
  use(id) {
    this.client?.stop();
    for (const part of [this.closing, this.rating, this.intake]) part.reset();
    this.log.clear();
    this.quickReplies.offer([]);
    this.thinking.thinks(false);
    this.owner = null;
    this.read = new ReadCursor(this.storage, id);
    this.client = new ChatClient({
      session: id,
      token: this.session.tokenOf(id),
      storage: this.storage,
      onToken: (token) => this.session.tokens.set(id, token),
      onRest: () => this.giveUp(() => this.client?.wake()),
      onMessage: (entry) => this.show(entry),
      onOutgoing: (item) => this.log.track(item),
      onStatus: (status) => this.stand(status),
      onConversation: (state) => this.converse(state),
      onDelta: (draft) => this.draft(draft),
      onThinking: (isOn) => this.thinking.thinks(isOn),
      onTyping: ({ isTyping }) => this.type(isTyping),
      onReset: () => this.log.clear(),
      onError: (failure) => this.refuse(failure),
      onSessionLost: () => this.loseSession(),
    });
    this.client.outbox.takeOver(this.early);
    this.client.start();
    this.tellBegun?.();
  }

  // --- What the client tells --------------------------------------------------------

  show(entry) {
    const isOthers = entry.sender !== "customer";
    const isSeen = entry.isNews ? this.log.isWatched : !this.read?.isBehind(entry.seq);
    this.log.add(entry, isOthers && !isSeen);
    if (isOthers && entry.isNews) this.background.news(entry);
    if (entry.sender === "agent") this.type(false);
    this.intake.note(entry);
    const { quick_replies: replies = [], question } = entry.data ?? {};
    this.quickReplies.offer(entry.sender === "assistant" && !question ? replies : []);
  }

  stand(status) {
    this.badge.show(status);
    this.trouble.follow(status);
  }

  converse(state) {
    this.whoAnswers.show(state);
    this.banner.show(state);
    this.intake.follow(state.owner);
    this.rating.show(state.owner === "closed", state.isRated);
    this.thinking.follow(state);
    this.background.changeHands(this.owner, state.owner);
    this.owner = state.owner;
    this.agentName = state.agentName;
  }

  draft(draft) {
    this.log.draft(draft);
    this.thinking.drafts(this.log.isDrafting);
  }

  type(isTyping) {
    this.thinking.types(isTyping ? this.agentName || say("agent") : null);
  }

  refuse({ code, message }) {
    if (this.callBack.isOpen) return; // the form says it
    if (code === "busy" || code === "rate_limited") this.trouble.mention(say("busy"));
    else if (code === "unavailable" || code === "network") return; // the badge says it
    else this.trouble.mention(message || say("refused"));
  }

  async loseSession() {
    const { outbox: lost, options } = this.now;
    this.client = null; // what is written meanwhile waits with what was not sent
    this.composer.forget();
    this.past.forget(options.session);
    this.early.takeOver(lost);
    this.session.forget();
    if (!this.session.mayBegin()) await new Promise((resolve) => this.giveUp(resolve));
    this.use(await this.newSession());
    this.log.note(say("session-lost"));
  }

  /** Nothing is tried any more until the customer wants it: say how else to reach the bank. */
  giveUp(onTry) {
    this.badge.show("disconnected");
    this.trouble.last(say("given-up"), say("try-now"), () => {
      this.trouble.last(null);
      onTry();
    });
  }

  // --- What the customer does -------------------------------------------------------

  say(text, answers) {
    this.closing.reset();
    this.quickReplies.offer([]);
    this.rating.show(false);
    if (this.client) this.client.say(text, answers);
    else this.log.track({ ...this.early.add(text), state: "sending" });
  }

  discard(id) {
    if (this.client) this.client.discard(id);
    else this.early.remove(id);
    this.log.discard(id);
    this.composer.focus();
  }

  async wantHuman() {
    await this.begun;
    if (await this.attempt(this.client?.requestHandover())) this.background.waits();
    this.composer.focus();
  }

  async leaveQueue() {
    await this.attempt(this.client?.cancelHandover());
    this.composer.focus(); // the button that was pressed is gone
  }

  async wantCall() {
    await this.begun;
    await this.attempt(this.callBack.open());
  }

  async wantEnd() {
    if (!this.client || !(await ask("end"))) return;
    if (await this.attempt(this.client.end())) {
      this.composer.clear();
      this.closing.begin();
    }
    this.log.toEnd();
  }

  async wantNew() {
    if (!hasBegun() || (await ask("new"))) await this.beginAgain();
  }

  async beginAgain() {
    // The present conversation hears what is said until the new one is there.
    const left = this.closing.isDue ? this.client : null; // its customer ended it
    this.change(await this.newSession());
    left?.revoke().catch(() => {}); // it closes by itself a little later
  }

  goBackTo(id) {
    this.past.forget(id);
    this.session.choose(id);
    this.change(id);
  }

  /** Leave the present conversation for this one; it is found among those of before. */
  change(id) {
    if (this.client && hasBegun() && !this.closing.isDue) this.past.remember(this.client.options.session);
    this.use(id);
    this.composer.focus();
  }

  /** Whether an action succeeded; where it did not, the page says so. */
  async attempt(action) {
    try {
      await action;
      return true;
    } catch (failure) {
      const isUnheard = failure.status === 0 || failure.code === "unavailable";
      if (isUnheard) this.trouble.mention(say("refused"));
      return false;
    }
  }
}

followKeyboard();
const page = new ChatPage();
followScreenHeight(() => page.log.follow());
page.open();
