/** The browser's own notifications. Where it has none or refuses them, nothing happens. */

/** Ask for leave once, when there is a reason to: a browser that was told no is not asked again. */
export function askLeave() {
  try {
    if (Notification.permission === "default") {
      Notification.requestPermission()?.catch?.(() => {});
    }
  } catch {
    // There are no notifications here.
  }
}

/**
 * Show one, in the place of the last one with its `tag`; returns it, or null where none is shown.
 * Nobody's name or words belong in it: it is read on a screen that is locked.
 */
export function notify(title, { body, tag, onClick = () => {} }) {
  try {
    if (Notification.permission !== "granted") return null;
    const note = new Notification(title, { body, tag });
    note.addEventListener("click", () => {
      window.focus();
      note.close();
      onClick();
    });
    return note;
  } catch {
    return null; // Chrome on Android has the class and throws
  }
}
