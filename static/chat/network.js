/** When the browser says that an attempt is worth while, and when the network is known to be gone. */

/** doors: { wake(), drop() }. signal: ends the listening. */
export function followNetwork({ wake, drop }, signal) {
  addEventListener("online", wake, { signal });
  addEventListener("pageshow", wake, { signal });
  addEventListener("offline", drop, { signal });
  document.addEventListener("visibilitychange", () => document.hidden || wake(), { signal });
}
