/** The desk's line to the server: frames both ways, opened again after every loss. */
import { BASE, keyOf } from "../chat/base.js";
import { Connection } from "../chat/connection.js";
import { byId } from "../chat/dom.js";
import { followNetwork } from "../chat/network.js";

const LOGIN = `${BASE}admin/login/?next=${BASE}desk/`;
const KEY = keyOf("desk.login");
const AGAIN_MS = 60_000; // between two goes at the login
const CHANGES_NOTHING = new Set(["resume", "leave", "brief", "read", "typing"]);

export class DeskSocket {
  /**
   * onFrame(frame); onReady(): a new line is open; onStatus(status); onRest(): nothing is tried
   * any more until network or tab come back, or the page is loaded anew.
   */
  constructor({ onFrame, onReady, onStatus, onRest }) {
    this.onStatus = onStatus;
    this.connection = new Connection({
      address: deskAddress,
      protocols: () => [],
      isFirst: (frame) => frame.type === "desk",
      renew: () => this.#signIn(),
      onFrame: (frame) => {
        onFrame(frame);
        if (frame.type !== "desk") return;
        recent(0);
        onReady();
      },
      onChange: () => onStatus(this.status),
      onClose: ({ final }) => final && onStatus("disconnected"),
      onRest,
    });
    this.onRest = onRest;
  }

  get status() {
    const { isReady, failures, isOver } = this.connection;
    if (isReady) return "connected";
    return failures > 1 || isOver ? "disconnected" : "connecting";
  }

  open() {
    const { connection } = this;
    followNetwork({ wake: () => connection.wake(), drop: () => connection.drop() });
    connection.start();
  }

  /** Signed out: only the login helps, once. What was not sent waits in storage. */
  #signIn() {
    this.connection.stop();
    if (Date.now() - recent() < AGAIN_MS) {
      // The login brought us back, and the socket does not believe it.
      this.onStatus("disconnected");
      this.onRest();
      return;
    }
    recent(Date.now());
    location.assign(LOGIN);
  }

  /** Returns false where the line is down. */
  send(type, fields = {}) {
    const isSent = this.connection.send({ type, ...fields });
    if (isSent && !CHANGES_NOTHING.has(type)) leaveMark();
    return isSent;
  }
}

/** Where the office reads from a replica: its pages show what we changed all the same. */
function leaveMark() {
  const seconds = byId("desk").dataset.replicaSeconds;
  if (!seconds) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `aicc_wrote_at_desk=1; path=${BASE}; max-age=${seconds}; samesite=lax${secure}`;
}

/** When we last went to the login, in milliseconds; with a value, note it. @param {number | null} moment */
function recent(moment = null) {
  try {
    if (moment !== null) sessionStorage.setItem(KEY, String(moment));
    return Number(sessionStorage.getItem(KEY));
  } catch {
    return 0; // a browser that keeps nothing signs nobody in
  }
}

function deskAddress() {
  const address = new URL(`${BASE}api/v1/handover/ws/desk/`, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.searchParams.set("language", document.documentElement.lang || "ko");
  return address.href;
}
