/**
 * What the pages' modules take at the templates' word: an element that is looked for by its id or
 * a selector is there, and is what the module takes it for.
 */
interface ParentNode {
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}

interface Element {
  closest(selectors: string): any;
}

interface Document {
  getElementById(id: string): any;
}

/** Chart.js, which Unfold brings. */
declare const Chart: any;
