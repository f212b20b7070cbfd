/** What the scripts say, in the page's language; the words stand in the page itself. */

const words = new Map();
for (const element of document.getElementById("words").content.querySelectorAll("[data-word]")) {
  words.set(element.dataset.word, element.textContent);
}

export const language = document.documentElement.lang || "ko";

/** The words called `name`, with each {place} filled in; of one thing those called `name-one`. */
export function say(name, places = {}) {
  const isOne = Number(places.count) === 1 && words.has(`${name}-one`);
  const text = words.get(isOne ? `${name}-one` : name) ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}
