/** How things stand: who answers in the conversation, and by which road we speak. Pure. */

const HTTP_AFTER = 5; // failed attempts in a row
const DOWN_AFTER = 2; // a single failure is a hiccup, and still "connecting"

/**
 * @typedef {object} Standing
 * @property {import("./frames.js").Owner | null} owner
 * @property {number | null} position
 * @property {number | null} estimatedWaitSeconds
 * @property {boolean | null} agentsPresent
 * @property {string | null} opensAt
 * @property {string} agentName
 * @property {boolean} isRated
 */

/** @type {Standing} */
export const UNKNOWN = {
  owner: null, // assistant, queue, agent or closed
  position: null, // in the queue, from 1
  estimatedWaitSeconds: null,
  agentsPresent: null, // somebody may take them now
  opensAt: null, // when the desk opens, while it is closed
  agentName: "",
  isRated: false, // the customer has said how it was
};

/**
 * The conversation's standing after a `status` frame or an HTTP answer that names the owner.
 * @param {Standing} before
 * @param {any} said
 * @returns {Standing}
 */
export function standingAfter(before, said) {
  const isWaiting = said.owner === "queue";
  return {
    owner: said.owner,
    position: isWaiting ? (said.position ?? before.position) : null,
    estimatedWaitSeconds: isWaiting ? told(said, "estimated_wait_seconds", before.estimatedWaitSeconds) : null,
    agentsPresent: isWaiting ? told(said, "agents_present", before.agentsPresent) : null,
    opensAt: isWaiting ? told(said, "opens_at", before.opensAt) : null,
    agentName: said.owner === "agent" ? said.agent_name || before.agentName : "",
    isRated: said.rated ?? before.isRated,
  };
}

/** What was said, null included: unknown now is unknown. What was not said stays. */
const told = (said, name, before) => (name in said ? said[name] : before);

/** Whether the HTTP road is to be used although the socket is still being tried. */
export function wantsHttp(connection, saidViaHttp) {
  if (connection.isReady || connection.isOver) return false;
  return saidViaHttp || connection.failures >= HTTP_AFTER;
}

/** connected, http, connecting or disconnected. */
export function statusOf(connection, isPolling, httpWorks) {
  if (connection.isReady) return "connected";
  if (connection.isOver) return "disconnected";
  if (isPolling && httpWorks) return "http";
  const isDown = connection.failures >= DOWN_AFTER || navigator.onLine === false;
  return isDown ? "disconnected" : "connecting";
}
