/** What the client does, told on the browser's console to whoever asked for it. */

/**
 * Logging is on where the address holds `?debug=1` or localStorage holds `aicc.debug` = `1`.
 * Only kinds, numbers and codes are logged: never a token, never anybody's words.
 */
export function debugWanted() {
  try {
    const asked = new URLSearchParams(globalThis.location?.search ?? "").get("debug");
    return asked === "1" || globalThis.localStorage?.getItem("aicc.debug") === "1";
  } catch {
    return false; // storage is forbidden here
  }
}

const wanted = debugWanted();

export function log(...facts) {
  if (wanted) console.info("[aicc]", new Date().toISOString().slice(11, 23), ...facts);
}
