// A form that adds something keeps its token through Back. Such a page is loaded anew then, with
// another token, while the browser fills in what was typed: sent again it would be added again.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const inputs = [...document.querySelectorAll("input[name=form_token][data-kept]")];
  if (!inputs.length) return;
  const tokens = history.state?.formTokens;
  const [{ type }] = /** @type {PerformanceNavigationTiming[]} */ (
    performance.getEntriesByType("navigation")
  );
  if (type === "back_forward" && tokens?.length === inputs.length) {
    inputs.forEach((input, number) => (input.value = tokens[number]));
  } else {
    history.replaceState({ ...history.state, formTokens: inputs.map(({ value }) => value) }, "");
  }
});
