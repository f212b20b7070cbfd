/** The socket: opened, kept alive, and opened again after every loss. */
import { serverOf } from "./base.js";
import { Backoff } from "./backoff.js";
import { log } from "./log.js";

const OPENING_SECONDS = 10; // until the server's first frame
const PING_SECONDS = 30;
const PROBE_SECONDS = 5; // a pong on return to the tab
const STEADY_SECONDS = 10; // a socket that stood so long was no failure
const STOP_CODES = new Set([4400, 4403]);
const RENEW_CODE = 4401;
const SLOW_DOWN_CODE = 4429;

export class Connection {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<string, number>} */
  #timers = new Map();
  #unanswered = 0; // pings in a row
  #stopped = true;

  /**
   * address: returns the socket's address; asked anew for each attempt.
   * protocols: returns the subprotocols to offer.
   * renew: called after close code 4401; resolves when a new attempt is worth while.
   * isFirst: whether a frame is the server's first; a customer's is `status` `connected`.
   * onFrame: each frame, parsed. onChange: this object's state has changed.
   * onClose: { code, final } of each loss; `final` where no new attempt will follow.
   * onRest: too many attempts failed in a row; the next one is made when `wake` is called.
   */
  constructor(doors) {
    this.doors = { isFirst: isConnected, onRest: () => {}, ...doors };
    this.backoff = new Backoff();
    this.state = "down"; // down, opening, ready
  }

  /** Whether the server's refusal, or we, ended the attempts. */
  get isOver() {
    return this.#stopped;
  }

  /** Attempts in a row that brought no socket that lasted. */
  get failures() {
    return this.backoff.failures;
  }

  get isReady() {
    return this.state === "ready";
  }

  start() {
    this.#stopped = false;
    this.#attempt();
  }

  /** Close for good. */
  stop() {
    this.#stopped = true;
    this.#letGo(1000);
    this.#clear("retry");
    this.#become("down");
  }

  /** Send a frame. Returns false where the socket is not open. @param {object} frame */
  send(frame) {
    if (!this.#socket || !this.isReady) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Something happened that makes an attempt worth while now: network or tab is back. */
  wake() {
    if (this.#stopped) return;
    if (this.backoff.isOver) this.backoff.reset();
    if (this.state === "down") this.#attempt();
    else if (this.isReady) this.#probe();
  }

  /** The network is known to be gone: do not wait for the socket to find out. */
  drop() {
    if (this.#stopped || this.state === "down") return;
    this.#lost(1006, "");
  }

  #attempt() {
    this.#clear("retry");
    this.#become("opening");
    log("socket: attempt", this.failures + 1);
    let socket;
    try {
      socket = new WebSocket(this.doors.address(), this.doors.protocols());
    } catch {
      this.#lost(1006, ""); // the browser refuses the address
      return;
    }
    this.#socket = socket;
    const current = () => this.#socket === socket;
    socket.addEventListener("message", (event) => current() && this.#read(event.data));
    socket.addEventListener("close", (event) => {
      if (current()) this.#lost(event.code, event.reason);
    });
    this.#after("opening", OPENING_SECONDS, () => this.#lost(1006, ""));
  }

  #read(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      log("socket: a frame that is not JSON");
      return;
    }
    log("socket: <", frame.type, frame.message ?? frame.seq ?? "");
    if (this.doors.isFirst(frame)) this.#ready();
    if (frame.type === "pong") this.#answered();
    this.doors.onFrame(frame);
  }

  #ready() {
    this.#clear("opening");
    this.#unanswered = 0;
    this.#become("ready");
    this.#after("steady", STEADY_SECONDS, () => this.backoff.reset());
    this.#after("ping", PING_SECONDS, () => this.#ping());
  }

  #ping() {
    if (this.#unanswered >= 2) {
      this.#lost(1006, "");
      return;
    }
    this.#unanswered += 1;
    this.send({ type: "ping", timestamp: Date.now() });
    this.#after("ping", PING_SECONDS, () => this.#ping());
  }

  #probe() {
    this.send({ type: "ping", timestamp: Date.now() });
    this.#after("probe", PROBE_SECONDS, () => this.#lost(1006, ""));
  }

  #answered() {
    this.#unanswered = 0;
    this.#clear("probe");
  }

  #lost(code, reason) {
    const final = STOP_CODES.has(code);
    this.#letGo();
    const wait = this.backoff.fail(askedFor(code, reason));
    log("socket: closed", code, "failures in a row:", this.failures);
    if (final) this.#stopped = true;
    else if (wait === null) log("socket: no further attempts");
    else if (code === RENEW_CODE) this.#renewAndRetry(wait);
    else this.#after("retry", wait, () => this.#attempt());
    this.#become("down");
    this.doors.onClose({ code, final });
    if (!final && wait === null) this.doors.onRest();
  }

  async #renewAndRetry(wait) {
    const isFirst = this.failures === 1;
    // A token refused twice in a row is not renewed and tried at once.
    const pause = await Promise.resolve()
      .then(() => this.doors.renew())
      .then(
        () => (isFirst ? 0 : wait),
        () => wait,
      );
    // Where the session itself is lost, `renew` has stopped us.
    if (!this.#stopped && this.state === "down") this.#after("retry", pause, () => this.#attempt());
  }

  #letGo(code) {
    const socket = this.#socket;
    this.#socket = null;
    for (const name of ["opening", "ping", "probe", "steady"]) this.#clear(name);
    if (code) socket?.close(code);
    else socket?.close();
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.doors.onChange();
  }

  #after(name, seconds, action) {
    this.#clear(name);
    this.#timers.set(name, setTimeout(action, seconds * 1000));
  }

  #clear(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}

const isConnected = (frame) => frame.type === "status" && frame.message === "connected";

/** The seconds that the server asked for when it closed; null where it named none. */
function askedFor(code, reason) {
  const asked = code === SLOW_DOWN_CODE && /retry_after\D*(\d+)/.exec(reason ?? "");
  return asked ? Number(asked[1]) : null;
}

/** Where a session's socket is, and from where on its transcript is wanted. */
export function socketAddress(base, session, { seq, epoch }) {
  const path = `${serverOf(base)}/api/v1/chat/ws/${encodeURIComponent(session)}`;
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.searchParams.set("stream", "1");
  if (seq > 0 && epoch) {
    address.searchParams.set("last_seq", seq);
    address.searchParams.set("epoch", epoch);
  }
  return address.href;
}

/** What a client offers: a token travels as a subprotocol, never in the address. */
export function protocolsWith(token) {
  return token ? ["aicc.v1", `aicc.token.${token}`] : ["aicc.v1"];
}
