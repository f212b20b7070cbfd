// Unfold opens menus, filters and the side bar by elements that only a mouse reaches, draws icons
// from words that would be read out and translated, and names no landmarks.
"use strict";

(() => {
  const NATIVE = "a[href], button, input, select, textarea, label, summary";
  const SHUTS = "#changelist-filter-close"; // the shade beside a drawer: Escape does the same

  function wordsIn(element) {
    const words = element.cloneNode(true);
    words.querySelectorAll(".material-symbols-outlined, kbd").forEach((icon) => icon.remove());
    return words.textContent.trim();
  }

  /**
   * A name for what shows an icon alone: what it does, what it offers (where nobody is signed in:
   * light, dark, as the system), or the field that it belongs to.
   * @param {Element & {title?: string}} element
   * @param {{search?: string, more?: string}} words
   */
  function nameOf(element, { search, more } = {}) {
    if (element.querySelector("input, img[alt]")) return null;
    if (!element.matches(".material-symbols-outlined") && wordsIn(element)) return null;
    if (element.title) return element.title;
    if (element.matches("#searchbar-submit, #command-submit")) return search;
    const offered = element.parentElement?.querySelectorAll(":scope > nav > a");
    if (offered?.length) return [...offered].map(wordsIn).join(", ");
    const field = element.closest("[class*=field-]")?.querySelector("label");
    return [field?.textContent.trim(), more].filter(Boolean).join(" ");
  }

  function name(element, words) {
    const found = element.getAttribute("aria-label") ?? nameOf(element, words);
    if (found) element.setAttribute("aria-label", found);
  }

  function reach(element) {
    if (element.matches(NATIVE) || element.matches(SHUTS)) return;
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    element.addEventListener("keydown", (event) => {
      if (event.target !== element || !["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      element.click();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const words = document.getElementById("office-words")?.dataset ?? {};
    document.querySelectorAll("[x-on\\:click]").forEach(reach);
    document.querySelectorAll("a, button, [role=button]").forEach((it) => name(it, words));
    for (const icon of document.querySelectorAll(".material-symbols-outlined")) {
      icon.translate = false;
      if (!icon.matches("[aria-label], button, [role=button]")) icon.setAttribute("aria-hidden", "true");
    }
    document.querySelector("#main, #page")?.setAttribute("role", "main");
    for (const box of document.querySelectorAll("[data-simplebar]")) {
      const isSide = box.closest("#nav-sidebar");
      box.dataset.simplebarAriaLabel = (isSide && words.sideBar) || document.title.trim();
    }
  });
})();
