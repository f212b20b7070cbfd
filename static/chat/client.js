/**
 * A customer's client for the contact centre, for our page and for any other.
 *
 *   import { ChatClient, startSession } from "https://chat.bank.example/static/chat/client.js";
 *
 *   const { session_id } = await startSession({ language: "ko" });
 *   const client = new ChatClient({ session: session_id, onMessage: show, onOutgoing: mark });
 *   client.start();
 *   client.say("체크카드를 잃어버렸어요");
 *
 * What is said is written to storage first and sent until the server has it, over the socket
 * or over HTTP, under one id, so that it is answered once. Entries come in order, each once.
 * The client may be used on any page whose origin the server allows; there, give `base` and
 * `token`. On our own page the session's cookie does.
 */
import { Connection, protocolsWith, socketAddress } from "./connection.js";
import { Delivery } from "./delivery.js";
import { Drafts } from "./streaming.js";
import { FrameHandler } from "./frame-handler.js";
import { HttpClient } from "./http.js";
import { log } from "./log.js";
import { followNetwork } from "./network.js";
import { Outbox } from "./outbox.js";
import { Poller } from "./poller.js";
import { HistorySync } from "./history-sync.js";
import { UNKNOWN, standingAfter, statusOf, wantsHttp } from "./connection-status.js";
import { openStorage } from "./storage.js";
import { PendingIndicator } from "./pending-indicator.js";
import { Transcript } from "./transcript.js";

export { CallFailed, startSession } from "./http.js";
export { Outbox } from "./outbox.js";

export class ChatClient {
  /**
   * session: the session's id. token: its token; null where a cookie holds it.
   * base: where the server begins, such as https://bank.example/chat; "" is the page's own.
   * storage: like localStorage.
   * history: true hands on the whole conversation; false only what came after the cursor in
   *     storage, for a page that keeps what it has shown.
   *
   * onMessage(entry): { seq, sender, text, createdAt, clientMessageId, agentName, replyTo, data,
   *     feedback, isNews }.
   * onOutgoing(item): { id, text, at, state, code }; state is sending, sent or failed.
   * onStatus(status): connecting, connected, http or disconnected.
   * onConversation(state): { owner, position, estimatedWaitSeconds, agentsPresent,
   *     opensAt, agentName, isRated, event }.
   * onDelta({ replyTo, text }): an answer being written; text null takes it back.
   * onThinking(isOn), onTyping({ sender, isTyping }).
   * onReset(): forget what was shown, all of it comes again.
   * onError({ code, message, clientMessageId }), onSessionLost(), onToken(token).
   * onRest(): nothing is tried any more until `wake` is called, or network or tab come back.
   */
  constructor(options) {
    this.options = { base: "", token: null, history: true, storage: openStorage(), ...options };
    const { session, base, token, history, storage } = this.options;
    this.conversation = UNKNOWN;
    this.http = new HttpClient({ base, session, token, onToken: (it) => this.#tell("onToken", it) });
    this.outbox = new Outbox(storage, session);
    this.thinking = new PendingIndicator((isOn) => this.#tell("onThinking", isOn));
    this.transcript = new Transcript(storage, session, (entry) => this.#deliver(entry), !history);
    const { http, outbox, transcript, thinking } = this;
    const onReset = (epoch) => this.frameHandler.beginAnew(epoch);
    this.historySync = new HistorySync({ http, transcript, onReset, onPage: (it) => this.#converse(it) });
    const [onRest, isUrgent] = [() => this.#rest(), () => thinking.isOn || outbox.waiting().length > 0];
    this.poller = new Poller({ poll: () => this.#poll(), isUrgent, onRest });
    this.connection = new Connection({
      address: () => socketAddress(base, session, transcript),
      protocols: () => protocolsWith(http.token),
      renew: () => this.#renew(),
      onFrame: (frame) => this.frameHandler.hear(frame),
      onChange: () => this.#weigh(),
      onClose: (loss) => this.#closed(loss),
      onRest,
    });
    this.delivery = new Delivery({
      ...{ outbox, http, connection: this.connection },
      onItem: (item) => this.#tell("onOutgoing", item),
      onAnswer: (answer) => this.#answered(answer),
      onFailure: (failure) => this.#failed(failure),
    });
    this.frameHandler = new FrameHandler({
      ...{ transcript, thinking, drafts: new Drafts() },
      delivery: () => this.delivery,
      send: (frame) => this.connection.send(frame),
      catchUp: () => this.#catchUp(),
      converse: (frame, event) => this.#converse(frame, event),
      tell: (name, fact) => this.#tell(name, fact),
    });
    this.status = "connecting";
    this.httpWorks = false; // the last call succeeded
    this.saidViaHttp = false; // a message went over HTTP since the socket was lost
    this.stopped = false;
  }

  start() {
    this.ears = new AbortController();
    const doors = { wake: () => this.wake(), drop: () => this.connection.drop() };
    followNetwork(doors, this.ears.signal);
    this.#tell("onStatus", this.status);
    this.delivery.showAll();
    this.#catchUp(); // the socket says the same if it opens
    this.connection.start();
  }

  /** Be silent for good; nothing unsent is lost. */
  stop() {
    this.stopped = true;
    this.ears?.abort();
    this.connection.stop();
    this.poller.stop();
    this.delivery.stop();
    this.thinking.reset();
  }

  /**
   * Say something, 1 to 2,000 characters after trimming; returns its id.
   * answers: the `id` of the `question` of an entry's data that this answers.
   */
  say(text, answers) {
    const id = this.delivery.say(text.trim(), answers);
    this.poller.hurry();
    return id;
  }

  /** Send a failed message again. */
  retry(id) {
    this.delivery.retry(id);
  }

  /** Give a failed message up. */
  discard(id) {
    this.delivery.discard(id);
  }

  /** Let the agent see that the customer types. Nobody else is there to see it. */
  setTyping(isTyping) {
    if (this.conversation.owner === "agent") {
      this.connection.send({ type: "typing", is_typing: isTyping });
    }
  }

  /** Ask for a person. This and the actions below go over HTTP: there each has an answer. */
  requestHandover(reason) {
    return this.#act("handover", reason ? { reason } : {});
  }

  cancelHandover = () => this.#act("handover/cancel");

  /** rating: up, down or none, of the answer with this seq; the last one counts. */
  feedback(seq, rating, comment) {
    return this.#act("feedback", { seq, rating, ...(comment && { comment }) });
  }

  /** score: 1 to 5, of the whole conversation. */
  rate(score, comment) {
    return this.#act("rating", { score, ...(comment && { comment }) });
  }

  end = () => this.#act("end");

  /** No key opens this conversation any more. */
  revoke = () => this.http.act("revoke");

  /** { windows: [{ from, until }], consent: { version, text }, call_back }. */
  callBackOffer = (language) => this.http.callBackOffer(language);

  /** Be called, and leave the queue: { phone, from, until, consent }, all but one as offered. */
  requestCallBack(wish) {
    return this.#act("call-back", wish);
  }

  /** All that was said, to be kept: { text, head_seq, sha256, taken_at }. */
  transcriptCopy = () => this.http.transcriptCopy();

  withdrawCallBack = () => this.#act("call-back/withdraw");

  async #act(action, body) {
    const state = await this.http.act(action, body).catch((failure) => {
      this.#failed(failure);
      throw failure;
    });
    this.#converse(state);
    if (!this.connection.isReady) this.#catchUp();
    return state;
  }

  #deliver(entry) {
    const { owner } = this.conversation;
    // Over HTTP nobody tells an agent's name but what they say.
    if (owner === "agent" && entry.agentName) {
      this.#converse({ owner, agent_name: entry.agentName });
    }
    this.frameHandler.deliver(entry, owner);
  }

  /** @param {any} said @param {string | null} event */
  #converse(said, event = null) {
    if (!said.owner) return;
    this.conversation = standingAfter(this.conversation, said);
    this.thinking.weigh(said.owner);
    this.#tell("onConversation", { ...this.conversation, event });
  }

  // --- The two roads ----------------------------------------------------------------

  /** Read what is missing; a failure is noted and thrown on to whoever minds. */
  async #read() {
    try {
      await this.historySync.catchUp();
    } catch (failure) {
      this.#failed(failure);
      throw failure;
    }
    this.#reached();
  }

  #catchUp() {
    this.#read().catch(() => {}); // the socket's next frame or the next poll asks again
  }

  async #poll() {
    const before = this.transcript.seq;
    await this.#read();
    if (!this.connection.isReady) this.delivery.flushIdle();
    return this.transcript.seq > before;
  }

  /** An HTTP call brought an answer; what it says stands in the transcript too, in order. */
  #answered(answer) {
    this.#converse(answer);
    this.transcript.heardOf(answer.seq);
    this.saidViaHttp = !this.connection.isReady;
    this.#reached();
    this.#catchUp();
  }

  #reached() {
    this.httpWorks = true;
    this.#weigh();
  }

  #failed(failure) {
    if (failure.status === 0 || failure.status >= 500) this.httpWorks = false;
    if (failure.status === 401) this.#lose();
    else if (failure.status > 0) this.#tell("onError", failure);
    this.#weigh();
  }

  async #renew() {
    try {
      await this.http.renew();
    } catch (failure) {
      if (failure.status >= 400 && failure.status < 500 && !failure.isPassing) this.#lose();
      throw failure;
    }
  }

  #lose() {
    if (this.stopped) return;
    log("session lost");
    this.#tell("onSessionLost");
    this.stop();
  }

  #closed({ code, final }) {
    if (code === 1009) this.delivery.refuseSent();
    if (final) this.#tell("onError", { code: `closed_${code}`, message: "" });
  }

  /** Try both roads now. */
  wake() {
    this.connection.wake();
    if (!this.connection.isReady) this.delivery.flush();
    this.poller.hurry();
  }

  /** Said once both roads have given up. */
  #rest() {
    if (this.connection.backoff.isOver && this.poller.backoff.isOver) this.#tell("onRest");
  }

  /** Work out the status from what both roads did last, and poll or stop polling. */
  #weigh() {
    if (this.stopped) return;
    if (this.connection.isReady) this.saidViaHttp = false;
    const isPolling = wantsHttp(this.connection, this.saidViaHttp);
    if (isPolling) this.poller.start();
    else this.poller.stop();
    const status = statusOf(this.connection, isPolling, this.httpWorks);
    if (status === this.status) return;
    log("status:", status);
    this.status = status;
    this.#tell("onStatus", status);
  }

  #tell(name, ...facts) {
    if (!this.stopped) this.options[name]?.(...facts);
  }
}
