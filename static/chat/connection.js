/** The socket: opened, kept alive, and opened again after every loss. */
import { log } from "./log.js";

const OPENING_SECONDS = 10; // until the server's first frame
const PING_SECONDS = 30;
const PROBE_SECONDS = 5; // a pong on return to the tab
const FIRST_WAIT = 0.5;
const LONGEST_WAIT = 30;
const STOP_CODES = new Set([4400, 4403]);
const RENEW_CODE = 4401;
const SLOW_DOWN_CODE = 4429;

export class Connection {
  #socket = null;
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
   */
  constructor(doors) {
    this.doors = { isFirst: isConnected, ...doors };
    this.failures = 0; // attempts in a row that did not reach the server's first frame
    this.state = "down"; // down, opening, ready
  }

  /** Whether the server's refusal, or we, ended the attempts. */
  get isOver() {
    return this.#stopped;
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

  /** Send a frame. Returns false where the socket is not open. */
  send(frame) {
    if (!this.isReady) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Something happened that makes an attempt worth while now: network or tab is back. */
  wake() {
    if (this.#stopped) return;
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
    this.failures = 0;
    this.#unanswered = 0;
    this.#become("ready");
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
    if (!this.isReady) this.failures += 1;
    this.#letGo();
    log("socket: closed", code, "failures in a row:", this.failures);
    if (final) this.#stopped = true;
    else if (code === RENEW_CODE) this.#renewAndRetry();
    else this.#after("retry", waitAfter(code, reason, this.failures), () => this.#attempt());
    this.#become("down");
    this.doors.onClose({ code, final });
  }

  async #renewAndRetry() {
    try {
      await this.doors.renew();
      // A token refused twice in a row is not retried at once.
      const wait = this.failures > 1 ? waitAfter(RENEW_CODE, "", this.failures) : 0;
      if (!this.#stopped) this.#after("retry", wait, () => this.#attempt());
    } catch {
      // Where the session itself is lost, `renew` has stopped us.
      if (!this.#stopped) this.#after("retry", FIRST_WAIT * 10, () => this.#attempt());
    }
  }

  #letGo(code) {
    const socket = this.#socket;
    this.#socket = null;
    for (const name of ["opening", "ping", "probe"]) this.#clear(name);
    if (code) socket?.close(code);
    else socket?.close();
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.doors.onChange();
  }

  #after(name, seconds, deed) {
    this.#clear(name);
    this.#timers.set(name, setTimeout(deed, seconds * 1000));
  }

  #clear(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}

const isConnected = (frame) => frame.type === "status" && frame.message === "connected";

/** Seconds until the next attempt: what the server asked for, else backoff with full jitter. */
export function waitAfter(code, reason, failures) {
  const asked = code === SLOW_DOWN_CODE && /retry_after\D*(\d+)/.exec(reason ?? "");
  if (asked) return Number(asked[1]) + Math.random();
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, failures - 1));
  return Math.random() * most;
}

/** Where a session's socket is, and from where on its transcript is wanted. */
export function socketAddress(base, session, { seq, epoch }) {
  const origin = new URL(base || location.href, location.href);
  const address = new URL(`/api/v1/chat/ws/${encodeURIComponent(session)}`, origin);
  address.protocol = origin.protocol === "https:" ? "wss:" : "ws:";
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
