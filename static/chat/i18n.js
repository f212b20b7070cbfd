/** What the scripts say, in the page's language; the words stand in the page itself. */

const words = new Map();
const source = document.getElementById("words");
for (const element of source.content.querySelectorAll("[data-word]")) {
  words.set(element.dataset.word, element.textContent);
}

// A translator puts its own language on the page's root.
export const language = source.dataset.language || document.documentElement.lang || "ko";

/** The words called `name`, with each {place} filled in. */
export function say(name, places = {}) {
  const text = words.get(name) ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}
