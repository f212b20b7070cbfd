"""The supervisors' and agents' pages in Chromium: no console error, nothing axe minds."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import looks_well, violations
from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

FIRST = "#result_list tbody a"
NOT_FOR_AGENTS = (
    "chat/assignment/",
    "chat/review/",
    "chat/review/1/change/",
    "auth/user/",
    "auth/group/",
)


def test_the_front_page_draws_its_tables_and_follows_the_present_by_itself(signs_in, bank) -> None:
    sam = signs_in("sam", width=390)
    sam.page.goto(f"{sam.address}?from={date.today() - timedelta(days=9)}")
    for table in sam.page.locator(".chart-card summary").all():
        table.click()
    looks_well(sam.page)
    assert sam.page.locator(".drawing canvas").count() >= 6
    was = sam.page.locator("[data-name=waiting]").inner_text()
    sam.page.evaluate("window.isTheSamePage = true")

    bank.manage("seed_demo", "--conversations", "24", "--seed", "2")

    expect(sam.page.locator("[data-name=waiting]")).not_to_have_text(was)
    assert sam.page.evaluate("window.isTheSamePage")
    sam.page.locator("[data-figure=wishes]").click()
    expect(sam.page.locator("#result_list tbody tr").first).to_be_visible()


def test_an_article_is_written_with_a_live_preview_compared_and_tried(signs_in) -> None:
    sam = signs_in("sam", scheme="dark")
    page = sam.page
    page.goto(sam.address + "chat/article/?q=credit-card-annual-fee&language=ko")
    page.locator(FIRST).first.click()
    page.get_by_role("link", name="새 버전 작성").click()
    page.wait_for_load_state("load")
    body = page.locator("#id_body")
    body.fill(body.input_value().replace("12,000원", "**14,000원**"))
    expect(page.locator("#preview strong")).to_have_text("14,000원")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("초안을 저장했습니다")).to_be_visible()
    looks_well(page)

    page.get_by_role("link", name="변경 내용 보기").click()
    expect(page.locator("del").filter(has_text="12,000")).to_be_visible()
    looks_well(page)

    page.go_back()
    page.get_by_role("link", name="답변 시험").click()
    page.fill("#question", "가온 데일리 신용카드 연회비가 얼마인가요?")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble").first).to_contain_text("12,000원")
    expect(page.locator(".bubble").last).to_contain_text("14,000원")
    looks_well(page)


def test_an_agent_sees_neither_reviews_nor_logins(signs_in) -> None:
    mei = signs_in("mei")
    shown = mei.page.locator("#nav-sidebar, nav").all_inner_texts()

    assert "검토" not in " ".join(shown)
    for place in NOT_FOR_AGENTS:
        answer = mei.page.goto(mei.address + place)
        assert answer.status == 403, place
        expect(mei.page.locator("h1")).to_have_text("이 화면을 볼 권한이 없습니다")


def test_the_docs_page_keeps_to_the_policy(lin: Lin) -> None:
    lin.page.goto(lin.address + "docs")

    expect(lin.page.locator(".opblock").first).to_be_visible()


def test_axe_finds_nothing_serious_on_a_page_that_is_not_there(lin: Lin) -> None:
    assert lin.page.goto(lin.address + "nothing-here").status == 404

    assert violations(lin.page) == []
