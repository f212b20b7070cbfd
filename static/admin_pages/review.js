// A review by keyboard: a key gives the points of the criterion in focus and goes on to the
// next. Works beside the plain form: Tab, the arrows and the space bar do as everywhere.
"use strict";

const SAYS = { y: "1", n: "0", x: "na" };

function radiosOf(criterion) {
  return [...criterion.querySelectorAll("input[type=radio]")];
}

function pointsOf(key, criterion) {
  const isYesNo = criterion.dataset.most === "1";
  if (key === "x" || (isYesNo && key in SAYS)) return SAYS[key];
  return /^[0-9]$/.test(key) ? key : null;
}

function answered(criterion) {
  criterion?.querySelector(".errors")?.remove();
}

function goOn(form, criterion) {
  const criteria = [...form.querySelectorAll(".criterion")];
  const next = criteria[criteria.indexOf(criterion) + 1];
  const radios = next ? radiosOf(next) : [];
  const target = radios.find((radio) => radio.checked) || radios[0] || form.elements.comment;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
}

function onKey(form, event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(event.shiftKey ? form.elements.to_knowledge : null);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const criterion = event.target.closest(".criterion");
  if (!criterion) return;
  const value = pointsOf(event.key.toLowerCase(), criterion);
  const radio = value && radiosOf(criterion).find((each) => each.value === value);
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  answered(criterion);
  goOn(form, criterion);
}

// The message that is judged stands in the middle of the transcript; the page stays where it is.
function showJudged() {
  const transcript = document.querySelector(".transcript[data-judged]");
  const entry = transcript && document.getElementById(transcript.dataset.judged);
  if (!entry) return;
  entry.classList.add("judged");
  const middle = (transcript.clientHeight - entry.offsetHeight) / 2;
  const top = entry.getBoundingClientRect().top - transcript.getBoundingClientRect().top;
  if (transcript.scrollHeight > transcript.clientHeight) {
    transcript.scrollTop += top - Math.max(0, middle);
  } else {
    entry.scrollIntoView({ block: "center" });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  showJudged();
  document.getElementById("next")?.focus({ preventScroll: true });
  const form = document.getElementById("review-form");
  if (!form) return;
  form.addEventListener("change", (event) => answered(event.target.closest(".criterion")));
  document.addEventListener("keydown", (event) => {
    if (/** @type {HTMLInputElement} */ (event.target).form === form) onKey(form, event);
  });
  // Side by side there is nothing to scroll past: the first question is ready for a key.
  const wrong = form.querySelector(".errors ~ .points input, .errors ~ textarea, .errors ~ select");
  const first = wrong || form.querySelector(".criterion input");
  if (wrong || matchMedia("(min-width: 1100px)").matches) {
    first?.focus({ preventScroll: !wrong });
  }
});
