/** How things stand, on the page: the badge, the queue's banner, what is in the way. */
import { withCalls } from "./calls.js";
import { byId, naming } from "./dom.js";
import { momentOf } from "./clock.js";
import { say } from "./i18n.js";

const MARKS = { connected: "🟢", connecting: "🟡", disconnected: "🔴", http: "🔵" };
const PATIENCE_MS = 2500; // a shorter interruption is not worth a word
const REFUSAL_MS = 8000;

export class Badge {
  constructor() {
    this.element = byId("badge");
  }

  show(status) {
    this.element.dataset.status = status;
    this.element.querySelector(".badge-mark").textContent = MARKS[status];
    this.element.querySelector(".badge-words").textContent = say(`status-${status}`);
  }
}

/** Who answers now, when that is not the assistant alone. */
export class Banner {
  constructor(onLeave) {
    this.element = byId("banner");
    this.words = byId("banner-words");
    this.leave = byId("leave-queue");
    this.call = byId("call-me-instead");
    this.human = byId("human");
    this.leave.addEventListener("click", onLeave);
  }

  show(state) {
    const { owner, agentName } = state;
    const isWaiting = owner === "queue";
    const isWithAgent = owner === "agent";
    this.element.hidden = !isWaiting && !isWithAgent;
    this.leave.hidden = this.call.hidden = !isWaiting;
    this.human.hidden = isWaiting || isWithAgent;
    const words = isWithAgent
      ? say("with-agent", { name: agentName ? say("agent-named", { name: agentName }) : say("agent") })
      : this.#waiting(state);
    if (this.words.textContent !== words) this.words.replaceChildren(...naming(words, agentName));
  }

  #waiting({ position, estimatedWaitSeconds: seconds, agentsPresent, opensAt, event }) {
    if (opensAt) return say("opens-at", { when: momentOf(new Date(opensAt)) });
    if (event === "offline_hours") return say("offline-hours");
    const minutes = seconds ? Math.max(1, Math.round(seconds / 60)) : null;
    return [
      say("waiting"),
      position ? say("position", { position }) : null,
      minutes ? say("estimate", { minutes }) : null,
      agentsPresent === false ? say("nobody-yet") : null,
    ]
      .filter(Boolean)
      .join(" · ");
  }
}

/** One calm line above the composer, while something is in the way. */
export class Trouble {
  /** @type {number | undefined} */
  #timer;
  /** @type {string | null} what is said as long as it lasts */
  #lasting = null;
  onAction = () => {};

  constructor() {
    this.element = byId("trouble");
    this.words = byId("trouble-words");
    this.action = byId("trouble-action");
    this.action.addEventListener("click", () => this.onAction());
  }

  /** Follow the connection's status. */
  follow(status) {
    clearTimeout(this.#timer);
    if (status !== "disconnected") {
      this.#lasting = null;
      this.#show(null);
      return;
    }
    this.#timer = setTimeout(() => {
      this.last(say(navigator.onLine === false ? "offline" : "unreachable"));
    }, PATIENCE_MS);
  }

  /** Say something until it is taken back with null; with an action to offer, if there is one. */
  last(words, action = null, onAction = () => {}) {
    clearTimeout(this.#timer);
    this.#lasting = words;
    this.onAction = onAction;
    this.#show(words, action);
  }

  /** Say something that passes by itself. */
  mention(words) {
    clearTimeout(this.#timer);
    this.#show(words);
    this.#timer = setTimeout(() => this.#show(this.#lasting), REFUSAL_MS);
  }

  #show(words, action = null) {
    this.element.hidden = !words;
    this.words.replaceChildren(...withCalls(words ?? ""));
    this.action.hidden = !action;
    this.action.textContent = action ?? "";
  }
}
