"""Whoever reads further up is left there, and finds what is new."""

import pytest
from playwright.sync_api import expect

from chat.tests.browser.conftest import Lin, wait_until
from chat.tests.browser.wire import Wire

pytestmark = pytest.mark.browser

QUESTIONS = ("정기예금 금리가 얼마인가요?", "신용카드 발급 절차를 알려주세요", "이체 한도는요?")
LINE = "#log .new-line"


def place(lin: Lin) -> int:
    return int(lin.page.evaluate("document.getElementById('scroll').scrollTop"))


def has_a_long_conversation(lin: Lin) -> Wire:
    wire = Wire(lin.page)
    lin.opens_the_chat()
    for number, question in enumerate(QUESTIONS, start=1):
        lin.asks(question)
        expect(lin.answers).to_have_count(number)
    return wire


def reads_from_the_top(lin: Lin) -> None:
    lin.page.evaluate("document.getElementById('scroll').scrollTop = 0")
    # Her scrolling is known to the page once its event was heard.
    lin.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


@pytest.mark.parametrize("sender", ["customer", "agent"])
def test_a_message_from_elsewhere_drags_no_reader_to_the_end(lin: Lin, sender: str) -> None:
    wire = has_a_long_conversation(lin)
    reads_from_the_top(lin)

    wire.says(sender, "다른 탭에서 드린 말씀입니다.")

    expect(lin.page.locator("#log")).to_contain_text("다른 탭에서")
    expect(lin.page.locator("#newest")).to_be_visible()
    assert place(lin) == 0
    # Of her own words nothing is new to her.
    expect(lin.page.locator(LINE)).to_have_count(1 if sender == "agent" else 0)


def test_the_acknowledgement_of_ones_own_words_drags_nobody_either(lin: Lin) -> None:
    has_a_long_conversation(lin)
    lin.page.context.set_offline(True)
    lin.sees_badge("disconnected")
    lin.asks("안녕하세요")
    reads_from_the_top(lin)

    lin.page.context.set_offline(False)

    expect(lin.answers).to_have_count(4)
    assert place(lin) == 0


def test_what_came_meanwhile_begins_at_a_line(lin: Lin) -> None:
    wire = has_a_long_conversation(lin)
    reads_from_the_top(lin)
    wire.agent_says("첫째 말씀")
    wire.agent_says("둘째 말씀")

    lin.page.click("#newest")

    line = lin.page.locator(LINE)
    expect(line).to_have_text("여기부터 새 메시지")
    expect(line).to_be_in_viewport()
    assert line.evaluate("(it) => it.nextElementSibling.textContent.includes('첫째')")
    lin.asks("감사합니다")  # whoever answers has read it
    expect(line).to_have_count(0)


def test_who_comes_back_finds_where_they_were(lin: Lin) -> None:
    has_a_long_conversation(lin)
    read = f"localStorage.getItem('aicc.read.{lin.session_id}') === '6'"
    wait_until(lin.page, read)
    lin.page.reload()
    expect(lin.answers).to_have_count(3)
    expect(lin.page.locator(LINE)).to_have_count(0)

    lin.page.evaluate("(key) => localStorage.setItem(key, '4')", f"aicc.read.{lin.session_id}")
    lin.page.reload()

    line = lin.page.locator(LINE)
    expect(line).to_be_in_viewport()
    assert line.evaluate("(it) => it.nextElementSibling.dataset.seq") == "6"
