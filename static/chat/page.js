/** The chat page: what the client tells is shown, what the customer does is passed on. */
import { Rating, ask, openableMenu } from "./dialogs.js";
import { CallBack } from "./call-back.js";
import { ChatClient, Outbox } from "./client.js";
import { Composer } from "./composer.js";
import { byId, chipOf } from "./dom.js";
import { Intake } from "./intake.js";
import { LogView } from "./log-view.js";
import { Session, persist } from "./session.js";
import { Badge, Banner, Trouble } from "./connection-status-view.js";
import { openStorage } from "./storage.js";
import { say } from "./i18n.js";

// Where messages wait that were written before there was a session; no session is named so.
const BEFORE = "-";

class ChatPage {
  constructor() {
    this.storage = openStorage();
    this.session = new Session(this.storage);
    this.client = null; // until there is a session
    this.early = new Outbox(this.storage, BEFORE);
    this.begun = new Promise((resolve) => (this.tellBegun = resolve));
    this.badge = new Badge();
    this.trouble = new Trouble();
    this.log = new LogView({
      rate: (seq, rating) => this.client?.feedback(seq, rating),
      retry: (id) => this.client?.retry(id),
      discard: (id) => this.discard(id),
    });
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
      offer: (language) => this.client.callBackOffer(language),
      request: (wish) => this.client.requestCallBack(wish),
      withdraw: () => this.client.withdrawCallBack(),
      onDone: () => this.composer.focus(),
    });
    this.quickReplies = byId("quick-replies");
    this.thinking = byId("thinking");
    this.agentTyping = null; // the agent's name while they type
    this.isThinking = false;
  }

  async open() {
    this.listen();
    this.badge.show("connecting");
    const { known } = this.session;
    if (!known) this.session.mayBegin();
    this.use(known ?? (await this.newSession()));
    this.session.watch((id) => id !== this.client?.options.session && this.use(id));
  }

  listen() {
    openableMenu();
    byId("human").addEventListener("click", () => this.wantHuman());
    for (const name of ["call-me", "call-me-instead"]) {
      byId(name).addEventListener("click", () => this.wantCall());
    }
    byId("new-conversation").addEventListener("click", () => this.wantNew());
    byId("end-conversation").addEventListener("click", () => this.wantEnd());
    for (const chips of [byId("starters"), this.quickReplies]) {
      chips.addEventListener("click", (event) => {
        const chip = event.target.closest(".chip");
        if (chip) this.say(chip.dataset.say);
      });
    }
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
    this.log.clear();
    this.rating.reset();
    this.intake.reset();
    this.offer([]);
    this.think(false);
    this.client = new ChatClient({
      session: id,
      token: this.session.tokenOf(id),
      storage: this.storage,
      onToken: (token) => this.session.tokens.set(id, token),
      onRest: () => this.giveUp(() => this.client.wake()),
      onMessage: (entry) => this.show(entry),
      onOutgoing: (item) => this.log.track(item),
      onStatus: (status) => this.stand(status),
      onConversation: (state) => this.converse(state),
      onDelta: (draft) => this.draft(draft),
      onThinking: (isOn) => this.think(isOn),
      onTyping: ({ isTyping }) => this.type(isTyping),
      onReset: () => this.log.clear(),
      onError: (failure) => this.refuse(failure),
      onSessionLost: () => this.loseSession(),
    });
    this.client.outbox.takeOver(this.early);
    this.client.start();
    this.tellBegun();
  }

  // --- What the client tells --------------------------------------------------------

  show(entry) {
    this.log.add(entry);
    if (entry.sender === "agent") this.type(false);
    this.intake.note(entry);
    const { quick_replies: replies = [], question } = entry.data ?? {};
    this.offer(entry.sender === "assistant" && !question ? replies : []);
  }

  stand(status) {
    this.badge.show(status);
    this.trouble.follow(status);
  }

  converse(state) {
    this.banner.show(state);
    this.intake.follow(state.owner);
    this.rating.show(state.owner === "closed", state.isRated);
    if (state.owner !== "agent") this.agentTyping = null;
    else this.agentTyping &&= state.agentName || say("agent");
    this.owner = state.owner;
    this.agentName = state.agentName;
    this.showThinking();
  }

  draft(draft) {
    this.log.draft(draft);
    this.showThinking();
  }

  think(isOn) {
    this.isThinking = isOn;
    this.showThinking();
  }

  type(isTyping) {
    this.agentTyping = isTyping ? this.agentName || say("agent") : null;
    this.showThinking();
  }

  /** The line that says that an answer is coming; a draft says it better. */
  showThinking() {
    const words = this.agentTyping
      ? say("agent-typing", { name: this.agentTyping })
      : say("thinking");
    const isWanted = Boolean(this.agentTyping) || (this.isThinking && !this.log.isDrafting);
    byId("thinking-words").textContent = isWanted ? words : "";
    const appears = isWanted && this.thinking.hidden;
    this.thinking.hidden = !isWanted;
    if (appears) this.log.follow();
  }

  refuse({ code, message }) {
    if (this.callBack.isOpen) return; // the form says it
    if (code === "busy" || code === "rate_limited") this.trouble.mention(say("busy"));
    else if (code === "unavailable" || code === "network") return; // the badge says it
    else this.trouble.mention(message || say("refused"));
  }

  async loseSession() {
    const lost = this.client.outbox;
    this.client = null; // what is written meanwhile waits with what was not sent
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
    this.offer([]);
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

  /** Chips that say something at a tap. */
  offer(replies) {
    const chips = replies.map((words) => chipOf(words));
    this.quickReplies.replaceChildren(...chips);
    this.quickReplies.hidden = chips.length === 0;
    if (chips.length) this.log.follow();
  }

  async wantHuman() {
    await this.begun;
    await this.attempt(this.client?.requestHandover());
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
    await this.attempt(this.client.end());
    this.log.toEnd();
  }

  async wantNew() {
    const hasBegun = document.body.classList.contains("has-messages");
    if (!hasBegun || (await ask("new"))) await this.beginAgain();
  }

  async beginAgain() {
    // The present conversation hears what is said until the new one is there.
    this.use(await this.newSession());
    this.composer.focus();
  }

  /** Whether an action succeeded; where it did not, the page says so. */
  async attempt(action) {
    try {
      await action;
      return true;
    } catch (failure) {
      if (failure.status === 0 || failure.code === "unavailable") {
        this.trouble.mention(say("refused"));
      }
      return false;
    }
  }
}

/** Keep the composer above a phone's keyboard, where the browser does not do it by itself. */
function followKeyboard() {
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", () => {
    const isZoomed = viewport.scale > 1.01;
    const height = isZoomed ? "" : `${viewport.height}px`;
    document.documentElement.style.setProperty("--height", height);
    if (!isZoomed) window.scrollTo(0, 0);
  });
}

followKeyboard();
new ChatPage().open();
