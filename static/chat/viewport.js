/** The room that the page has: a phone's keyboard takes some, and some screens are short. */
import { byId } from "./dom.js";

const FEW_LINES = matchMedia("(max-height: 360px)");

/**
 * On a screen of few lines (a page at 400 %, a phone on its side) head and foot scroll with the
 * conversation: what stays in sight is its end and the field to write in.
 */
export function followScreenHeight(onChange) {
  const place = () => {
    const [scroll, foot, replies] = [byId("scroll"), byId("foot"), byId("quick-replies")];
    const above = [byId("top"), byId("banner")];
    if (FEW_LINES.matches) {
      scroll.prepend(...above);
      byId("thinking").after(replies);
      scroll.append(foot);
    } else {
      scroll.before(...above);
      byId("trouble").before(replies);
      scroll.parentElement.append(foot);
    }
    onChange();
  };
  if (FEW_LINES.matches) place();
  FEW_LINES.addEventListener("change", place);
}

/** Keep the composer above a phone's keyboard, where the browser does not do it by itself. */
export function followKeyboard() {
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", () => {
    const isZoomed = viewport.scale > 1.01;
    const height = isZoomed ? "" : `${viewport.height}px`;
    document.documentElement.style.setProperty("--height", height);
    if (!isZoomed) window.scrollTo(0, 0);
  });
}
