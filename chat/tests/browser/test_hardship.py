"""What browsers, networks and people do to a page."""

import json

import pytest
from playwright.sync_api import WebSocketRoute, expect

from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

NO_STORAGE = """
Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("forbidden", "SecurityError"); },
});
"""
FULL_AFTER_THE_START = """
const keep = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
    if (key !== "aicc.probe") throw new DOMException("full", "QuotaExceededError");
    keep.call(this, key, value);
};
"""


def is_wider_than_the_screen(lin: Lin) -> bool:
    return bool(lin.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("storage", [NO_STORAGE, FULL_AFTER_THE_START], ids=["none", "full"])
def test_a_browser_that_keeps_nothing_can_chat(lin: Lin, storage: str) -> None:
    lin.page.add_init_script(storage)
    lin.opens_the_chat()

    lin.asks("정기예금 금리가 얼마인가요?")

    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)


def test_two_tabs_that_ask_at_once_show_the_same_conversation(lin: Lin, sits_down, bank) -> None:
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    beside = sits_down(lin.page.context.new_page(), bank).opens_the_chat()
    expect(beside.answers).to_have_count(1)

    lin.asks("정기예금 금리가 얼마인가요?")
    beside.asks("이체 한도를 올리려면 어떻게 하나요?")

    for tab in (lin, beside):
        tab.looks_again()
        expect(tab.answers).to_have_count(3)
        expect(tab.said).to_have_count(3)
    texts = [tab.page.locator("#log .bubble").all_inner_texts() for tab in (lin, beside)]
    assert texts[0] == texts[1]


def test_the_longest_message_and_the_longest_word_stay_on_the_screen(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")

    lin.asks("가" * 1_000 + "W" * 1_000)

    expect(lin.answers).to_have_count(1)
    assert not is_wider_than_the_screen(lin)


def test_at_twice_the_size_everything_can_be_reached(lin: Lin) -> None:
    # A screen of 1280 pixels at 200 % is one of 640 by 400 to the page.
    lin.page.set_viewport_size({"width": 640, "height": 400})
    lin.opens_the_chat()

    lin.asks("신용카드 발급 절차를 알려주세요")

    expect(lin.answers).to_have_count(1)
    for name in ("#human", "#menu-button", "#say", "#badge"):
        expect(lin.page.locator(name)).to_be_in_viewport(ratio=1)
    assert not is_wider_than_the_screen(lin)


def test_a_slow_network_keeps_what_was_typed_before_the_session(lin: Lin) -> None:
    held = []
    lin.page.route("**/api/v1/chat/sessions", lambda route: held.append(route))
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.said).to_contain_text("보내는 중")

    held.pop().continue_()

    expect(lin.answers).to_have_count(1)
    expect(lin.said).to_have_count(1)


def test_an_offline_moment_is_told_and_healed(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")

    lin.page.context.set_offline(True)
    lin.sees_badge("disconnected")
    lin.asks("안녕하세요")
    expect(lin.said).to_contain_text("보내는 중")
    expect(lin.page.locator("#trouble")).to_contain_text("인터넷에 연결되어 있지 않습니다")
    lin.page.context.set_offline(False)

    lin.sees_badge("connected")
    expect(lin.answers).to_have_count(1)
    expect(lin.page.locator("#trouble")).to_be_hidden()


def test_coming_back_from_another_page_finds_the_conversation(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    lin.page.goto(lin.address + "articles/card-loss-report/ko/1")

    lin.page.go_back()

    expect(lin.answers).to_have_count(1)
    lin.sees_badge("connected")
    lin.asks("이체 한도를 올리려면 어떻게 하나요?")
    expect(lin.answers).to_have_count(2)


def test_whoever_wants_no_motion_sees_none(lin: Lin) -> None:
    lin.page.emulate_media(reduced_motion="reduce")

    def without_the_answer(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        silent = ("response", "delta")
        server.on_message(lambda text: json.loads(text)["type"] in silent or socket.send(text))

    lin.page.route_web_socket("**/ws/**", without_the_answer)
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.asks("신용카드 발급 절차를 알려주세요")

    expect(lin.page.locator("#thinking")).to_be_visible()
    assert lin.page.evaluate("document.getAnimations().length") == 0


def test_whatever_is_tapped_is_44_pixels_high(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    lin.page.click("#menu-button")

    small = lin.page.evaluate(
        """() => [...document.querySelectorAll("main button, .sources a, .menu-list a")]
            .filter((it) => it.offsetParent && it.getBoundingClientRect().height < 44)
            .map((it) => it.outerHTML)"""
    )

    assert small == []


def test_escape_closes_what_is_open_and_the_focus_returns(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")
    menu = lin.page.locator("#menu-button")
    menu.press("Enter")
    expect(lin.page.locator("#call-me")).to_be_focused()

    lin.page.keyboard.press("Escape")
    expect(lin.page.locator("#menu-list")).to_be_hidden()
    expect(menu).to_be_focused()

    menu.press("Enter")
    lin.page.press("#end-conversation", "Enter")
    expect(lin.page.locator("#question")).to_be_visible()
    lin.page.keyboard.press("Escape")
    expect(lin.page.locator("#question")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_screen_reader_hears_an_answer_once_and_whole(lin: Lin) -> None:
    lin.opens_the_chat()
    log = lin.page.locator("#log")

    assert log.get_attribute("role") == "log"
    assert log.get_attribute("aria-live") == "polite"
    # Pieces of an answer are silent; the whole one enters the log when it is there.
    assert lin.page.locator("#drafts").get_attribute("aria-live") == "off"
    assert lin.page.locator("#log #drafts").count() == 0
