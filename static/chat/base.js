/**
 * Where our own pages begin on their host: "/", or such as "/chat/" (AICC_BASE_PATH), as they
 * say in their head. On a page of somebody else's the client is told by `base`.
 */
export const BASE = globalThis.document?.querySelector?.("meta[name=aicc-base]")?.content ?? "/";

/** The server that a client speaks to, without a slash at its end; blank: the page's own host. */
export const serverOf = (base) => (base || BASE).replace(/\/+$/, "");

/** What a value is stored under: two of us on one host keep apart. */
export const keyOf = (name) => (BASE === "/" ? `aicc.${name}` : `aicc.${BASE}.${name}`);
