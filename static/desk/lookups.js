/** What the desk asks beside its socket. */
import { BASE } from "../chat/base.js";

/** The answer's object; null where there is none to be had now. */
export async function lookUp(path, query = {}) {
  try {
    const answer = await fetch(`${BASE}api/v1/handover/${path}?${new URLSearchParams(query)}`, {
      headers: { Accept: "application/json" },
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
