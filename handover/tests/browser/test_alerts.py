"""What draws an agent's eye; a browser that cannot do it costs nothing else."""

import pytest
from playwright.sync_api import expect

from handover.tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser

# As on Android: the class is there, leave is granted, and making one throws. The tab is hidden.
CANNOT_SHOW = """
Object.defineProperty(Document.prototype, "hidden", { get: () => true });
window.Notification = class {
  static permission = "granted";
  static requestPermission() { return Promise.resolve("granted"); }
  constructor() { throw new TypeError("Illegal constructor"); }
};
"""
NO_LEAVE_TO_ASK = """
window.Notification = class {
  static permission = "default";
  static requestPermission() { throw new TypeError("needs a callback"); }
};
delete window.AudioContext;
"""


@pytest.mark.parametrize("browser_lacks", [CANNOT_SHOW, NO_LEAVE_TO_ASK], ids=["show", "ask"])
def test_the_board_is_drawn_where_the_browser_cannot_notify(
    lin, desk_bank, sits_at, browser_lacks
):
    mei = sits_at(desk_bank, "mei")
    mei.page.add_init_script(browser_lacks)
    mei.opens_the_desk().comes_online()

    wants_a_person(lin)

    expect(mei.waiting).to_have_count(1)
    mei.waiting.locator(".card-open").click()
    expect(mei.said("customer")).not_to_have_count(0)
    expect(mei.page).to_have_title("(1) 상담 데스크 · 가온은행")
