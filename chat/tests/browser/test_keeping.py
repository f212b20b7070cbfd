"""What a customer keeps: unsent words, the conversations of before, a transcript."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from aicc.testing.servers import AiccServer
from chat.tests.browser.axe import violations
from chat.tests.browser.conftest import Lin, wait_until

pytestmark = pytest.mark.browser

HALF = "정기예금을 중도해지하면"
HASH_OF = """
from chat.backoffice import exports
from chat.models import Conversation
key = Conversation.objects.get(session_id="{session_id}").pk
print(exports.digest(exports.entries_of([key])[key]))
"""


def chooses(lin: Lin, name: str) -> None:
    lin.page.click("#menu-button")
    lin.page.click(name)


def begins_anew(lin: Lin) -> None:
    chooses(lin, "#new-conversation")
    lin.page.click("#question-yes")
    expect(lin.said).to_have_count(0)


def test_unsent_words_survive_a_reload_and_are_gone_once_they_are_sent(lin: Lin) -> None:
    lin.opens_the_chat().types(HALF)

    lin.page.reload()
    expect(lin.page.locator("#say")).to_have_value(HALF)
    expect(lin.page.locator("#send")).to_be_enabled()
    lin.page.click("#send")
    expect(lin.answers).to_have_count(1)
    lin.page.reload()

    expect(lin.answers).to_have_count(1)
    expect(lin.page.locator("#say")).to_have_value("")


def test_unsent_words_are_gone_with_the_end_of_the_conversation(lin: Lin) -> None:
    lin.opens_the_chat().asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    lin.types(HALF)
    chooses(lin, "#end-conversation")
    lin.page.click("#question-yes")
    expect(lin.page.locator("#rating")).to_be_visible()

    lin.page.fill("#score-comment", "친절했어요")
    lin.page.reload()

    expect(lin.page.locator("#rating")).to_be_visible()
    expect(lin.page.locator("#say")).to_have_value("")
    expect(lin.page.locator("#score-comment")).to_have_value("친절했어요")


def test_who_comes_after_a_lost_session_reads_nothing_of_it(lin: Lin) -> None:
    lin.opens_the_chat().asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    lin.types(HALF)
    lin.page.context.clear_cookies()

    lin.page.reload()

    expect(lin.page.locator("#log")).to_contain_text("새 상담을 시작했습니다")
    expect(lin.page.locator("#say")).to_have_value("")


def test_another_tab_does_not_show_what_is_typed_in_this_one(lin: Lin, sits_down, bank) -> None:
    lin.opens_the_chat().types(HALF)

    other = sits_down(lin.page.context.new_page(), bank).opens_the_chat()

    other.sees_badge("connected")
    expect(other.page.locator("#say")).to_have_value("")


def test_a_conversation_of_before_is_found_again_and_goes_on(lin: Lin) -> None:
    lin.opens_the_chat()
    expect(lin.page.locator("#past-conversations")).to_be_hidden()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    first = lin.session_id
    begins_anew(lin)
    lin.asks("이체 한도는요?")
    expect(lin.answers).to_have_count(1)

    chooses(lin, "#past-conversations")
    found = lin.page.locator(".past-item")
    expect(found).to_have_count(1)
    assert violations(lin.page) == []
    found.click()

    expect(lin.said.locator(".bubble")).to_have_text("정기예금 금리가 얼마인가요?")
    assert lin.session_id == first
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(2)
    chooses(lin, "#past-conversations")
    expect(found).to_contain_text("이체 한도는요?")


def test_of_those_of_before_only_what_can_still_be_opened_is_offered(lin: Lin) -> None:
    lin.opens_the_chat().asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    lost = lin.session_id
    begins_anew(lin)
    lin.page.context.clear_cookies(name=f"aicc.{lost}")
    lin.page.reload()  # what began on this very page has its key in memory
    lin.sees_badge("connected")

    chooses(lin, "#past-conversations")

    expect(lin.page.locator("#past-said")).to_have_text("다시 열 수 있는 이전 상담이 없습니다.")
    lin.page.click("#past-close")
    expect(lin.page.locator("#menu-button")).to_be_focused()
    expect(lin.page.locator("#past-conversations")).to_be_hidden()


def test_a_new_conversation_that_stayed_empty_is_none_of_before(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")

    chooses(lin, "#new-conversation")
    lin.sees_badge("connected")

    lin.page.click("#menu-button")
    expect(lin.page.locator("#past-conversations")).to_be_hidden()


def test_the_transcript_is_saved_masked_with_the_banks_hash(lin: Lin, bank: AiccServer) -> None:
    lin.opens_the_chat().asks("제 주민등록번호는 900101-1234567입니다. 계좌를 만들 수 있나요?")
    expect(lin.answers).to_have_count(1)

    lin.page.click("#menu-button")
    with lin.page.expect_download() as download:
        lin.page.click("#save-transcript")

    text = Path(download.value.path()).read_text()
    assert download.value.suggested_filename.startswith("상담내역-2026-")
    assert text.startswith("가온은행 상담 내역\n")
    assert "계좌를 만들 수 있나요?" in text
    assert "1234567" not in text
    asked = HASH_OF.format(session_id=lin.session_id)
    assert bank.manage("shell", "--no-imports", "-c", asked).split()[-1] in text


def test_on_paper_the_whole_conversation_stands_with_its_hash(lin: Lin) -> None:
    lin.page.add_init_script("window.print = () => { window.isPrinted = true; }")
    lin.opens_the_chat()
    for number, question in enumerate(
        ("정기예금 금리가 얼마인가요?", "카드를 잃어버렸어요"), start=1
    ):
        lin.asks(question)
        expect(lin.answers).to_have_count(number)

    chooses(lin, "#print-transcript")
    wait_until(lin.page, "window.isPrinted")
    lin.page.emulate_media(media="print")

    for name in ("#composer", "#quick-replies", "#menu", ".calls", ".buttons", "#badge"):
        expect(lin.page.locator(name).first).to_be_hidden()
    room = lin.page.evaluate(
        "(() => { const it = document.getElementById('scroll'); "
        "return [it.scrollHeight - it.clientHeight, getComputedStyle(it).overflowY]; })()"
    )
    assert room == [0, "visible"]
    expect(lin.page.locator("#printed-hash")).to_contain_text("SHA-256")
    lin.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(lin.page.locator("#printed-hash")).to_have_text("")
