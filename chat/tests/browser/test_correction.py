"""From yesterday's worst conversation to another answer: two supervisors and a customer."""

import pytest
from playwright.sync_api import Page, expect

from aicc.testing.servers import AiccServer
from chat.tests.browser.axe import looks_well
from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

FIRST = "#result_list tbody tr:first-child a"
QUESTION = "잔액증명서 발급 수수료가 얼마인가요?"
CORRECTED = "잔액증명서 발급 수수료는 영업점에서 1통에 3,000원이고 앱에서는 무료입니다."
YESTERDAY = """
from datetime import timedelta
from django.db.models import F
from chat.backoffice import risk_flags
from chat.models import Conversation
talk = Conversation.objects.get(session_id="{session}")
day = timedelta(days=1)
Conversation.objects.filter(pk=talk.pk).update(
    started_at=F("started_at") - day, last_message_at=F("last_message_at") - day,
    score=1, sentiment="NEGATIVE")
talk.messages.update(created_at=F("created_at") - day)
risk_flags.update_flags([talk.pk])
"""


def test_a_correction_of_yesterdays_worst_answer_changes_the_answer_of_today(
    lin: Lin, signs_in, bank: AiccServer
) -> None:
    lin.opens_the_chat()
    lin.asks(QUESTION)
    expect(lin.answers).to_contain_text("2,000원")
    bank.manage("shell", "--no-imports", "-c", YESTERDAY.format(session=lin.session_id))

    sam = signs_in("sam")
    finds_the_worst_of_yesterday(sam.page)
    expect(sam.page.locator("#entries")).to_contain_text(QUESTION)
    reviews_by_keyboard_alone(sam.page)
    sam.page.locator(".card li", has=sam.page.locator(".state")).get_by_role("link").click()
    sam.page.get_by_role("button", name="검토 요청").click()
    goes_through_a_list_by_its_keys(sam)

    raj = signs_in("raj")
    publishes_what_waits(raj.page)

    for _ in range(20):  # a publication reaches every server within five seconds
        count = lin.answers.count()
        lin.asks(QUESTION)
        expect(lin.answers).to_have_count(count + 1)
        if "3,000원" in lin.answers.last.inner_text():
            break
        lin.page.wait_for_timeout(500)
    expect(lin.answers.last).to_contain_text("3,000원")


def finds_the_worst_of_yesterday(page: Page) -> None:
    """Two clicks from the front page."""
    page.locator("[data-name=grave]").click()
    page.locator(FIRST).first.click()


def reviews_by_keyboard_alone(page: Page) -> None:
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.locator(".criterion input").first).to_be_focused()
    looks_well(page)
    for key in "021122yyx":  # each goes on to the next criterion
        page.keyboard.press(key)
    page.keyboard.type("예전 수수료를 안내했습니다.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the question, which is the last one asked
    page.keyboard.type(CORRECTED)
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_text("정정 답변을 어디에 넣을지 고르세요")).to_be_visible()
    expect(page.locator("#into")).to_be_focused()
    page.keyboard.press("ArrowDown")  # the article nearest to the question
    page.keyboard.press("Control+Shift+Enter")

    expect(page.get_by_text("검토를 저장했습니다")).to_be_visible()
    expect(page.get_by_role("link", name="평가 사례", exact=True).last).to_be_visible()
    expect(page.locator(".state")).to_have_text("초안")
    looks_well(page)


def goes_through_a_list_by_its_keys(sam: Lin) -> None:
    page = sam.page
    page.goto(sam.address + "chat/conversation/?reviewed=no&when=month")
    rows = page.locator("#result_list tbody tr")
    names = [rows.nth(number).locator("a").first.inner_text().rstrip("…") for number in range(3)]
    for key in "jjk":
        page.keyboard.press(key)
    expect(rows.first.locator("a").first).to_be_focused()

    def arrives_at(name: str) -> None:
        expect(page.locator(".facts .id").first).to_contain_text(name)
        page.wait_for_load_state()

    for key, name in (("Enter", 0), ("j", 1), ("k", 0), ("m", 1)):
        page.keyboard.press(key)
        arrives_at(names[name])
    page.get_by_role("link", name=names[0]).click()
    arrives_at(names[0])
    page.keyboard.press("u")
    expect(page.get_by_text("검토 전으로 되돌렸습니다")).to_be_visible()


def publishes_what_waits(page: Page) -> None:
    page.locator("nav a, #nav-sidebar a").get_by_text("안내 문서").first.click()
    page.goto(page.url + "?state=in_review")
    page.locator(FIRST).first.click()
    page.get_by_role("button", name="승인").click()
    expect(page.locator(".state.current").first).to_be_visible()
