/** What time it is at the bank's server: a device's own clock may be days off. */

let ahead = 0; // milliseconds that the server's clock is ahead of ours

/** Take in when the server says it is: ISO 8601, or a Date header; null where it said nothing. */
export function heardServerTime(moment) {
  const at = Date.parse(moment ?? "");
  if (!Number.isNaN(at)) ahead = at - Date.now();
}

export const serverNow = () => Date.now() + ahead;
