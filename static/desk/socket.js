/** The desk's line to the server: frames both ways, opened again after every loss. */
import { Connection } from "../chat/connection.js";

const LOGIN = "/admin/login/?next=/desk/";

export class Link {
  /** onFrame(frame); onReady(): a new line is open; onStatus(status). */
  constructor({ onFrame, onReady, onStatus }) {
    this.connection = new Connection({
      address: deskAddress,
      protocols: () => [],
      isFirst: (frame) => frame.type === "desk",
      // Signed out: only the login helps. What was not sent waits in storage.
      renew: () => location.assign(LOGIN),
      onFrame: (frame) => {
        onFrame(frame);
        if (frame.type === "desk") onReady();
      },
      onChange: () => onStatus(this.status),
      onClose: ({ final }) => final && onStatus("disconnected"),
    });
  }

  get status() {
    const { isReady, failures, isOver } = this.connection;
    if (isReady) return "connected";
    return failures > 1 || isOver ? "disconnected" : "connecting";
  }

  open() {
    const wake = () => this.connection.wake();
    addEventListener("online", wake);
    addEventListener("pageshow", wake);
    addEventListener("offline", () => this.connection.drop());
    document.addEventListener("visibilitychange", () => document.hidden || wake());
    this.connection.start();
  }

  /** Returns false where the line is down. */
  send(type, fields = {}) {
    return this.connection.send({ type, ...fields });
  }
}

function deskAddress() {
  const address = new URL("/api/v1/handover/ws/desk/", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.searchParams.set("language", document.documentElement.lang || "ko");
  return address.href;
}
