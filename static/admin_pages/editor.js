// The article editor: the preview follows the text, Ctrl+S saves, and nobody leaves by mistake.
// Without this script the form works; its preview is then the one of the last save.
"use strict";

const PAUSE_MS = 400; // without a key before the preview is asked for

const form = document.querySelector("[data-editor]");
if (form) {
  const body = form.elements.body;
  const preview = document.getElementById("preview");
  const saved = new FormData(form);
  let sent = false;
  let latest = 0;
  let timer;

  async function show() {
    const mine = ++latest;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("body", body.value);
    const answer = await fetch(form.dataset.preview, { method: "POST", body: data });
    // Signed out or offline: the text stays, and the preview as it was.
    if (!answer.ok || answer.redirected || mine !== latest) return;
    preview.innerHTML = await answer.text(); // cleaned by the server as the customers' page is
  }

  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show().catch(() => {}), PAUSE_MS);
  });

  // What was typed before this script had come.
  if (body.value !== body.defaultValue) show().catch(() => {});

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.elements.save);
    }
  });

  form.addEventListener("submit", () => (sent = true));
  window.addEventListener("pageshow", () => (sent = false));
  window.addEventListener("beforeunload", (event) => {
    const now = new FormData(form);
    const same = [...now].every(([name, value]) => name === "form_token" || saved.get(name) === value);
    if (!sent && !same) event.preventDefault();
  });
}
