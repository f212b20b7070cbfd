"""What a tab in the background says when a person answers, and when it asks for leave to."""

import re

import pytest
from playwright.sync_api import Page, expect

from chat.tests.browser.conftest import Lin, wait_until
from chat.tests.browser.wire import Wire

pytestmark = pytest.mark.browser

# Counts what the page asks of the browser, and says when a test wants it to be hidden.
BROWSER = """
window.asked = 0; window.shown = []; window.tones = 0; window.isAway = false;
Object.defineProperty(Document.prototype, "hidden", { get: () => window.isAway });
window.Notification = class extends EventTarget {
  static permission = "PERMISSION";
  static requestPermission() { window.asked += 1; return Promise.resolve("granted"); }
  constructor(title, { body }) {
    super();
    if (window.cannotShow) throw new TypeError("Illegal constructor");
    window.shown.push(`${title}: ${body}`);
  }
  close() {}
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  window.tones += 1;
  start.apply(this, when);
};
"""


def browser_with(page: Page, permission: str) -> None:
    page.add_init_script(BROWSER.replace("PERMISSION", permission))


def goes_away(page: Page, is_away: bool = True) -> None:
    page.evaluate(
        """(isAway) => {
          window.isAway = isAway;
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_away,
    )


def opened(lin: Lin, permission: str = "granted") -> Wire:
    browser_with(lin.page, permission)
    wire = Wire(lin.page)
    lin.opens_the_chat().asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    lin.sees_badge("connected")
    return wire


def test_a_hidden_tab_counts_what_came_until_it_is_looked_at(lin: Lin) -> None:
    wire = opened(lin)
    goes_away(lin.page)

    wire.agent_joins()
    wire.agent_says("안녕하세요, Mei입니다.")
    wire.agent_says("무엇을 도와드릴까요?")

    expect(lin.page).to_have_title("(2) 상담원 상담 · 가온은행")
    icon = lin.page.locator("#icon")
    expect(icon).to_have_attribute("href", re.compile("logo-unread"))
    goes_away(lin.page, False)
    expect(lin.page).to_have_title("상담원 상담 · 가온은행")
    expect(icon).not_to_have_attribute("href", re.compile("logo-unread"))


def test_a_persons_words_ring_and_are_notified_without_being_quoted(lin: Lin) -> None:
    wire = opened(lin)
    goes_away(lin.page)

    wire.agent_joins()
    wire.agent_says("계좌는 정지되었습니다.")

    expect(lin.page.locator(".from-agent")).to_have_count(1)
    assert lin.page.evaluate("shown") == [
        "가온은행: 상담원이 연결되었습니다.",
        "가온은행: 상담원이 메시지를 보냈습니다.",
    ]
    assert lin.page.evaluate("tones") == 2


def test_a_tab_that_is_looked_at_stays_quiet(lin: Lin) -> None:
    wire = opened(lin)

    wire.agent_joins()
    wire.agent_says("무엇을 도와드릴까요?")

    expect(lin.page.locator(".from-agent")).to_have_count(1)
    assert lin.page.evaluate("[shown.length, tones]") == [0, 0]
    expect(lin.page).to_have_title("상담원 상담 · 가온은행")


def test_what_was_said_before_the_page_was_opened_is_no_news(lin: Lin) -> None:
    opened(lin)
    lin.page.add_init_script("window.isAway = true")

    lin.page.reload()

    expect(lin.answers).to_have_count(1)
    expect(lin.page).to_have_title("AI 상담 · 가온은행")


def test_the_sound_is_turned_off_for_good(lin: Lin) -> None:
    wire = opened(lin)
    lin.page.click("#menu-button")
    lin.page.click("#sound")
    expect(lin.page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    expect(lin.page.locator("#menu-list")).to_be_visible()
    lin.page.reload()
    lin.sees_badge("connected")
    goes_away(lin.page)

    wire.agent_joins()
    wire.agent_says("무엇을 도와드릴까요?")

    expect(lin.page.locator(".from-agent")).to_have_count(1)
    assert lin.page.evaluate("tones") == 0
    expect(lin.page.locator("#sound")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("way", ["button", "words"])
def test_leave_to_notify_is_asked_when_she_queues_and_not_before(lin: Lin, way: str) -> None:
    opened(lin, "default")
    assert lin.page.evaluate("asked") == 0

    if way == "button":
        lin.page.click("#human")
    else:
        lin.asks("상담원 연결해 주세요")

    expect(lin.page.locator("#leave-queue")).to_be_visible()
    wait_until(lin.page, "asked === 1")
    lin.page.reload()
    expect(lin.page.locator("#leave-queue")).to_be_visible()
    assert lin.page.evaluate("asked") == 0  # of this page, which has only been opened again


@pytest.mark.parametrize(
    "broken", ["window.cannotShow = true", "delete window.Notification", "delete AudioContext"]
)
def test_a_browser_that_cannot_notify_loses_nothing(lin: Lin, broken: str) -> None:
    browser_with(lin.page, "granted")
    lin.page.add_init_script(broken)
    wire = Wire(lin.page)
    lin.opens_the_chat().sees_badge("connected")
    lin.page.click("#human")
    expect(lin.page.locator("#leave-queue")).to_be_visible()
    goes_away(lin.page)

    wire.agent_joins()
    wire.agent_says("안녕하세요.")
    wire.agent_says("무엇을 도와드릴까요?")

    expect(lin.page.locator(".from-agent")).to_have_count(2)
    expect(lin.page).to_have_title(re.compile(r"^\(\d\) 상담원 상담"))
