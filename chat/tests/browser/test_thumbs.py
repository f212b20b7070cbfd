"""A customer's thumb on an answer: kept, taken back, explained; none where there is no answer."""

import pytest
from playwright.sync_api import Locator, expect

from aicc.testing.servers import AiccServer
from chat.tests.browser.axe import violations
from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

STORED = """
from chat.models import Feedback
row = Feedback.objects.filter(message__conversation__session_id="{session_id}").first()
print(f"stored={{row and row.rating}}|{{row and row.comment}}")
"""


def stored(lin: Lin, bank: AiccServer) -> str:
    printed = bank.manage("shell", "--no-imports", "-c", STORED.format(session_id=lin.session_id))
    return printed.strip().rpartition("stored=")[2]


def rated_answer(lin: Lin) -> Locator:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    return lin.answers.first


def presses(lin: Lin, answer: Locator, rating: str) -> None:
    with lin.page.expect_response("**/feedback") as response:
        answer.locator(f"[data-rating={rating}]").click()
    assert response.value.ok


def is_pressed(answer: Locator, rating: str, pressed: bool = True) -> None:
    thumb = answer.locator(f"[data-rating={rating}]")
    expect(thumb).to_have_attribute("aria-pressed", str(pressed).lower())


def test_a_thumb_is_still_there_after_a_reload(lin: Lin) -> None:
    answer = rated_answer(lin)
    presses(lin, answer, "up")

    lin.page.reload()

    is_pressed(answer, "up")
    is_pressed(answer, "down", False)
    expect(answer.locator(".reasons")).to_have_count(0)


def test_a_thumb_pressed_again_is_taken_back(lin: Lin, bank: AiccServer) -> None:
    answer = rated_answer(lin)
    presses(lin, answer, "down")
    presses(lin, answer, "down")

    is_pressed(answer, "down", False)
    expect(answer).to_contain_text("평가를 취소했습니다")
    expect(answer.locator(".reasons")).to_have_count(0)
    lin.page.reload()
    is_pressed(answer, "down", False)
    assert stored(lin, bank) == "none|"


def test_a_thumb_down_asks_why_and_the_supervisor_reads_it(lin: Lin, bank: AiccServer) -> None:
    answer = rated_answer(lin)
    presses(lin, answer, "down")

    assert violations(lin.page) == []
    answer.get_by_role("button", name="예전 내용이에요").click()
    answer.get_by_label("직접 입력 (선택)").fill("제 번호는 010-1234-5678, 금리가 다릅니다")
    with lin.page.expect_response("**/feedback") as response:
        answer.get_by_role("button", name="의견 보내기").click()

    assert response.value.ok
    expect(answer.locator(".reasons")).to_have_count(0)
    is_pressed(answer, "down")
    expect(answer.locator("[data-rating=down]")).to_be_focused()
    rating, _, comment = stored(lin, bank).partition("|")
    assert rating == "down"
    assert comment.startswith("예전 내용이에요 · ")
    assert "금리가 다릅니다" in comment
    assert "1234-5678" not in comment


def test_a_reason_need_not_be_given(lin: Lin) -> None:
    answer = rated_answer(lin)
    presses(lin, answer, "down")

    answer.get_by_role("button", name="닫기").click()

    expect(answer.locator(".reasons")).to_have_count(0)
    is_pressed(answer, "down")


def test_a_thumb_that_the_bank_did_not_get_is_not_shown(lin: Lin) -> None:
    answer = rated_answer(lin)
    lin.page.route("**/feedback", lambda route: route.fulfill(status=503, json={}))

    answer.locator("[data-rating=up]").click()

    expect(answer).to_contain_text("다시 시도해 주세요")
    is_pressed(answer, "up", False)


@pytest.mark.parametrize("words", ["상담원 연결해 주세요", "ㅁㄴㅇㄹ"])
def test_a_notice_can_be_neither_rated_nor_copied(lin: Lin, words: str) -> None:
    lin.opens_the_chat()
    lin.asks(words)
    if words == "ㅁㄴㅇㄹ":  # not understood twice: a person is offered
        expect(lin.answers).to_have_count(1)
        lin.asks("ㅁㄴㅇㄹㅎ")

    notice = lin.answers.filter(has_text="상담원").last
    expect(notice).to_contain_text("자동 안내")
    expect(notice.locator(".buttons")).to_have_count(0)
