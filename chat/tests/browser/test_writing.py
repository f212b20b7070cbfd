"""Writing a message: Hangul, lines, lengths."""

import pytest
from playwright.sync_api import expect

from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser


def test_enter_during_a_hangul_composition_sends_nothing_and_then_one_message(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.page.focus("#say")
    keyboard = lin.page.context.new_cdp_session(lin.page)
    for syllables in ("ㅇ", "아", "안", "안ㄴ", "안녀", "안녕"):
        caret = len(syllables)
        keyboard.send(
            "Input.imeSetComposition",
            {"text": syllables, "selectionStart": caret, "selectionEnd": caret},
        )

    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    expect(lin.page.locator("#say")).to_have_value("안녕")
    expect(lin.said).to_have_count(0)

    keyboard.send("Input.insertText", {"text": "안녕"})
    lin.page.keyboard.press("Enter")

    expect(lin.said).to_have_count(1)
    expect(lin.said.locator(".bubble")).to_have_text("안녕")
    expect(lin.page.locator("#say")).to_have_value("")


def test_shift_enter_breaks_the_line_and_the_field_grows(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")
    field = lin.page.locator("#say")
    field.fill("첫 줄")
    height = field.bounding_box()["height"]

    field.press("Shift+Enter")
    field.press_sequentially("둘째 줄")

    assert field.bounding_box()["height"] > height
    field.press("Enter")
    expect(lin.said).to_have_count(1)
    assert lin.said.locator(".bubble").inner_text() == "첫 줄\n둘째 줄"


def test_a_message_that_is_too_long_is_counted_and_kept(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")

    lin.asks("가" * 2_001)

    expect(lin.page.locator("#say-count")).to_have_text("2,001 / 2,000자 · 너무 깁니다")
    expect(lin.page.locator("#send")).to_be_disabled()
    expect(lin.said).to_have_count(0)
    lin.asks("😀" * 2_000)
    expect(lin.said).to_have_count(1)


def test_a_starter_question_is_sent_by_a_tap(lin: Lin) -> None:
    lin.opens_the_chat()

    lin.page.click("#starters .chip:first-child")

    expect(lin.said).to_contain_text("카드를 잃어버렸어요")
    expect(lin.answers).to_have_count(1)
