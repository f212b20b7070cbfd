// Says before a login ends that it will, at the desk and in the office, and lets whoever works
// go on: what a person does here moves the end, up to the bank's limit.
"use strict";

(() => {
  // From where this script lies, …/static/admin_pages/: whatever our base is on this host.
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const ADDRESS = new URL("../../api/v1/handover/session", src).href;
  // What one was writing at the desk, and sent without an answer: aicc.desk.drafts and
  // aicc.outbox.desk.…, below a base of ours aicc./chat/.desk.drafts (static/chat/base.js).
  const BASE = new URL("../../", src).pathname;
  const OURS = BASE === "/" ? "aicc." : `aicc.${BASE}.`;
  const WRITTEN = [`${OURS}desk.drafts`, `${OURS}outbox.desk.`];
  const USED_MS = 60_000; // between two words that somebody is at work
  const LOOK_MS = 60_000; // between two looks while the end is far, or the server away
  let usedAt = Date.now(); // the page was loaded just now
  let toldAt = usedAt;
  /** @type {number | undefined} */
  let timer;
  /** @type {any} the strip with its sentence and its button, while it is shown */
  let box = null;

  async function ask(method) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const headers = { Accept: "application/json", ...(token && { "X-CSRFToken": token }) };
    try {
      const answer = await fetch(ADDRESS, { method, headers, credentials: "same-origin" });
      if (answer.ok) show(await answer.json());
    } catch {
      // The server is away for a moment: the next look tells.
    }
  }

  async function look() {
    clearTimeout(timer);
    const isUsed = usedAt > toldAt;
    if (isUsed) toldAt = Date.now();
    timer = setTimeout(look, LOOK_MS);
    await ask(isUsed ? "POST" : "GET");
  }

  /** Somebody did something: said at once after a pause, else at the next look. */
  function used() {
    usedAt = Date.now();
    if (usedAt - toldAt >= USED_MS) look();
  }

  async function stay() {
    toldAt = usedAt = Date.now();
    await ask("POST");
  }

  function show({ seconds_left: left, warn_seconds: warn, is_final: isFinal, words, ...labels }) {
    if (left > warn) {
      box?.remove();
      box = null;
      return;
    }
    if (!box) {
      box = document.createElement("div");
      box.className = "session-end";
      box.id = "session-end";
      box.setAttribute("role", "alert");
      box.append(document.createElement("p"), document.createElement("button"));
      box.lastChild.type = "button";
      document.body.append(box);
    }
    if (box.firstChild.textContent !== words) box.firstChild.textContent = words;
    box.lastChild.textContent = labels.stay;
    box.lastChild.hidden = isFinal;
    box.lastChild.onclick = stay;
  }

  /** Whoever signs out leaves nothing behind; a login that ends by itself leaves it for its owner. */
  function forget({ target, submitter }) {
    // Not target.action: in a list's form that is the field of this name.
    const action = target.getAttribute("action") ?? "";
    if (!action.endsWith("/logout/") && submitter?.value !== "end_all") return;
    const kept = Object.keys(localStorage);
    kept.filter((key) => WRITTEN.some((it) => key.startsWith(it))).forEach((key) => localStorage.removeItem(key));
  }

  document.addEventListener("submit", forget);
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(kind, used, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => document.hidden || look());
  timer = setTimeout(look, 1000);
})();
