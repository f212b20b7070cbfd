/** What the scripts say, in the page's language; the words stand in the page itself. */

const words = new Map();
for (const element of document.getElementById("words").content.querySelectorAll("[data-word]")) {
  words.set(element.dataset.word, element.textContent);
}

export const language = document.documentElement.lang || "ko";

/** The words called `name`, with each {place} filled in. */
export function say(name, places = {}) {
  const text = words.get(name) ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}
