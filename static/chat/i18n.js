/** What the scripts say, in the page's language; the words stand in the page itself. */

const words = new Map();
const source = document.getElementById("words");
for (const element of source.content.querySelectorAll("[data-word]")) {
  words.set(element.dataset.word, element.textContent);
}

// A translator puts its own language on the page's root.
export const language = source.dataset.language || document.documentElement.lang || "ko";

/** The words called `name`, with each {place} filled in; of one thing those called `name-one`. */
export function say(name, places = {}) {
  const isOne = Number(places.count) === 1 && words.has(`${name}-one`);
  const text = words.get(isOne ? `${name}-one` : name) ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}
