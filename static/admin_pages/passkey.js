// Forms with data-passkey ask the browser for a passkey before they are sent: `create` makes one,
// `get` uses one. What it answers goes along as JSON; the words are the form's own.
"use strict";

(() => {
  const BYTES = ["challenge", "id"]; // what JSON has in base64url and the browser wants in bytes

  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (it) => it.charCodeAt(0));

  const textOf = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  /** The server's options with every id and challenge in bytes. */
  function read(value) {
    if (Array.isArray(value)) return value.map(read);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, it]) => [
        name,
        BYTES.includes(name) && typeof it === "string" ? bytesOf(it) : read(it),
      ]),
    );
  }

  function readOptions({ rp, ...options }) {
    return rp ? { ...read(options), rp } : read(options); // the bank's own id is a name
  }

  /** A credential as JSON, also where the browser cannot write it by itself. */
  function written({ id, rawId, type, response, authenticatorAttachment }) {
    const parts = { clientDataJSON: textOf(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) parts[name] = textOf(response[name]);
    }
    if (response.getTransports) parts.transports = response.getTransports();
    return JSON.stringify({
      id,
      rawId: textOf(rawId),
      type,
      authenticatorAttachment,
      response: parts,
      clientExtensionResults: {},
    });
  }

  async function optionsFor(form) {
    const kind = form.dataset.passkey;
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      body: new URLSearchParams({ for: kind }),
    });
    if (!answer.ok) throw new DOMException("", "late");
    return { publicKey: readOptions(await answer.json()) };
  }

  /** What the browser's error means to whoever sits before it. */
  function wordsFor(form, { name }) {
    const { cancelled, known, late, failed } = form.dataset;
    return { NotAllowedError: cancelled, InvalidStateError: known, late }[name] ?? failed;
  }

  async function ask(form, submitter) {
    const told = form.querySelector(".told");
    const buttons = form.querySelectorAll("button");
    told.textContent = "";
    buttons.forEach((it) => (it.disabled = true));
    try {
      const options = await optionsFor(form);
      form.passkey.value = written(await navigator.credentials[form.dataset.passkey](options));
    } catch (error) {
      told.textContent = wordsFor(form, error);
    }
    buttons.forEach((it) => (it.disabled = false));
    if (form.passkey.value) form.requestSubmit(submitter);
    else submitter?.focus();
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.passkey.value = ""; // what a page that was gone back to may have kept
    if (!window.PublicKeyCredential) {
      form.querySelector(".told").textContent = form.dataset.missing;
      if (!form.code) form.querySelectorAll("button").forEach((it) => (it.disabled = true));
      continue;
    }
    // Unfold draws its pages late, and a browser's own autofocus finds nothing to be focused.
    form.querySelector("[autofocus]")?.focus();
    form.addEventListener("submit", (event) => {
      if (form.passkey.value || form.code?.value.trim()) return;
      event.preventDefault();
      ask(form, event.submitter);
    });
  }
})();
