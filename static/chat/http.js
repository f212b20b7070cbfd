/** The HTTP road: every call of the contract that a customer's client makes. */
import { log } from "./log.js";
import { serverOf } from "./base.js";
import { heardServerTime } from "./server-clock.js";

const ANSWER_SECONDS = 290; // the server's own limit for a turn comes first
const CALL_SECONDS = 15;

/** A call that failed. `status` is 0 where no answer came at all. */
export class CallFailed extends Error {
  /**
   * retryAfter: seconds; null where the server named none.
   * @param {number} status
   * @param {{ detail?: string, code?: string, retryAfter?: number | null }} [said]
   */
  constructor(status, { detail = "", code = "network", retryAfter = null } = {}) {
    super(detail || code);
    this.name = "CallFailed";
    this.status = status;
    this.detail = detail; // the server's sentence; blank where it said none
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same call may succeed later. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export class HttpClient {
  /** @type {Promise<void> | null} */
  #renewing = null;

  /**
   * base: where the server begins, such as https://bank.example/chat; "" is the page's own.
   * session: its id. token: null where only the browser's cookie holds it.
   * onToken: called with a token that replaced the old one.
   * @param {{ base?: string, session: string, token?: string | null, onToken?: (token: string) => void }} options
   */
  constructor({ base = "", session, token = null, onToken = () => {} }) {
    this.root = `${serverOf(base)}/api/v1/chat`;
    // Our own page's cookie is kept as fresh as the token beside it.
    /** @type {RequestCredentials} */
    this.credentials = base ? "omit" : "same-origin";
    this.session = session;
    this.token = token;
    this.onToken = onToken;
  }

  /** Say something and wait for its answer. Saying it again with the same id is harmless. */
  say(id, text, answers) {
    const body = { session_id: this.session, user_message: text, client_message_id: id, answers };
    return this.#authorised("POST", "/message", body, ANSWER_SECONDS);
  }

  /** One page of the transcript after `seq`, at most `limit`: { entries, head_seq, epoch, owner }. */
  messages(seq, limit = 200) {
    return this.#authorised("GET", `${this.#own()}/messages?after_seq=${seq}&limit=${limit}`);
  }

  /** All that was said, to be kept: { text, head_seq, sha256, taken_at }. */
  transcriptCopy() {
    return this.#authorised("GET", `${this.#own()}/transcript`);
  }

  /** An action of the customer's: handover, handover/cancel, feedback, rating or end. */
  act(action, body = {}) {
    return this.#authorised("POST", `${this.#own()}/${action}`, body);
  }

  /** What a call-back is offered: { windows, consent, call_back }. */
  callBackOffer(language) {
    return this.#authorised("GET", `${this.#own()}/call-back?language=${language}`);
  }

  /** Get a fresh token; several askers share one call. Fails where the session is lost. */
  renew() {
    this.#renewing ??= this.#call("POST", `${this.#own()}/token`, {})
      .then((fresh) => {
        log("token renewed");
        if (this.token === null) return;
        this.token = fresh.token;
        this.onToken(fresh.token);
      })
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  /** @returns {string} */
  #own() {
    return `/sessions/${encodeURIComponent(this.session)}`;
  }

  async #authorised(method, path, body, seconds) {
    try {
      return await this.#call(method, path, body, seconds);
    } catch (failure) {
      if (failure.status !== 401) throw failure;
      await this.renew();
      return this.#call(method, path, body, seconds);
    }
  }

  #call(method, path, body, seconds = CALL_SECONDS) {
    const { token, credentials } = this;
    return call(method, this.root + path, { body, token, credentials, seconds });
  }
}

/**
 * Begin a conversation: { session_id, token, notice, greeting, owner, language, … }.
 * @param {{ base?: string, language?: string, customer?: string }} [options]
 */
export function startSession({ base = "", language, customer } = {}) {
  const address = `${serverOf(base)}/api/v1/chat/sessions`;
  return call("POST", address, { body: { language, customer }, seconds: CALL_SECONDS });
}

/**
 * @param {string} method
 * @param {string} address
 * @param {{ body?: object, token?: string | null, credentials?: RequestCredentials, seconds: number }} options
 */
async function call(method, address, { body, token = null, credentials, seconds }) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  let answer;
  try {
    answer = await fetch(address, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: credentials ?? "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } catch {
    throw new CallFailed(0);
  }
  heardServerTime(answer.headers.get("Date"));
  const content = await answer.json().catch(() => null);
  if (answer.ok && content !== null) return content;
  log("http", method, answer.status, content?.code ?? "");
  throw new CallFailed(answer.ok ? 502 : answer.status, {
    detail: content?.detail,
    code: content?.code ?? "unavailable",
    retryAfter: Number(answer.headers.get("Retry-After")) || null,
  });
}
