/** Making elements. Text is only ever set as text: nothing a person or a model wrote is HTML. */

/** el("p", { class: "day", title: "…" }, "text", otherElement): null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A sentence, and in it a person's name, of which no translator makes a word. */
export function naming(words, name) {
  const at = name ? words.indexOf(name) : -1;
  if (at < 0) return [words];
  const kept = el("span", { translate: "no" }, name);
  return [words.slice(0, at), kept, words.slice(at + name.length)].filter(Boolean);
}

/** A chip: it says these words at a tap, also where a translator shows others. */
export function chipOf(words) {
  return el("button", { type: "button", class: "chip", "data-say": words }, words);
}

/** One of the page's icons. */
export function icon(name, className = "") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  svg.append(use);
  return svg;
}

/** A button that shows an icon and says its name to a screen reader. */
export function iconButton(name, label, action) {
  const button = el("button", { type: "button", "aria-label": label, title: label }, icon(name));
  button.addEventListener("click", action);
  return button;
}

export const byId = (id) => document.getElementById(id);

/** What is named by `data-key` and has the keyboard's focus. */
export const keyInFocus = () =>
  /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;

/** Whether anything was said in the conversation that is shown. */
export const hasBegun = () => document.body.classList.contains("has-messages");
