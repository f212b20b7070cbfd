"""The supervisors' and agents' pages in Chromium: no console error, nothing axe minds."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from aicc.tests.servers import AiccServer
from chat.tests.browser.conftest import Lin
from chat.tests.browser.test_safety import violations

pytestmark = pytest.mark.browser

FIRST = "#result_list tbody a"
SUPERVISORS_LISTS = (
    "chat/conversation/?reviewed=no&intent=INFO_REQ",
    "chat/assignment/?done=no",  # its rows lead to the form of a review
    "chat/review/",
    "chat/scorecardversion/",
    "chat/article/",
    "handover/handover/",
)
NOT_FOR_AGENTS = (
    "chat/assignment/",
    "chat/review/",
    "chat/review/1/change/",
    "auth/user/",
    "auth/group/",
)


@pytest.fixture(scope="module")
def logins(bank: AiccServer) -> dict[str, str]:
    """Name → password of the demonstration's people, who have a history to look at."""
    bank.manage("seed_demo", "--conversations", "24")
    bank.manage("roll_up")
    bank.manage("demo_login", "--new")
    return dict(re.findall(r"^(\w+)  (\S+)  \(", bank.manage("demo_login"), re.MULTILINE))


SignIn = Callable[..., Lin]


@pytest.fixture
def signs_in(browser: Browser, bank: AiccServer, logins: dict[str, str], sits_down) -> SignIn:
    def sign(name: str, *, width: int = 1440, scheme: str = "light") -> Lin:
        page = browser.new_page(
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport={"width": width, "height": 900},
        )
        person = sits_down(page, bank)
        person.address += "admin/"
        page.goto(person.address)
        page.fill("#id_username", name)
        page.fill("#id_password", logins[name])
        page.press("#id_password", "Enter")
        expect(page).to_have_url(person.address)
        return person

    return sign


def looks_well(page: Page) -> None:
    # A click waits for the next page's address alone; its colours come with its scripts.
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert violations(page) == [], page.url


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_axe_finds_nothing_serious_on_a_supervisors_pages(signs_in, width, scheme) -> None:
    sam = signs_in("sam", width=width, scheme=scheme)
    looks_well(sam.page)
    for address in SUPERVISORS_LISTS:
        sam.page.goto(sam.address + address)
        looks_well(sam.page)
        sam.page.locator(FIRST).first.click()
        looks_well(sam.page)


def test_the_front_page_draws_its_tables_and_follows_the_present_by_itself(signs_in, bank) -> None:
    sam = signs_in("sam", width=390)
    sam.page.goto(sam.address + "?from=2026-01-01")
    for table in sam.page.locator(".chart-card summary").all():
        table.click()
    looks_well(sam.page)
    assert sam.page.locator(".drawing canvas").count() >= 6
    was = sam.page.locator("[data-name=waiting]").inner_text()
    sam.page.evaluate("window.isTheSamePage = true")

    bank.manage("seed_demo", "--conversations", "24", "--seed", "2")

    expect(sam.page.locator("[data-name=waiting]")).not_to_have_text(was, timeout=20_000)
    assert sam.page.evaluate("window.isTheSamePage")
    sam.page.locator("[data-figure=wishes]").click()
    expect(sam.page.locator("#result_list tbody tr").first).to_be_visible()


def test_a_supervisor_reads_filters_and_judges_by_keyboard_alone(signs_in) -> None:
    sam = signs_in("sam")
    sam.page.goto(sam.address + "chat/conversation/?reviewed=no&intent=INFO_REQ&when=month&q=demo")
    sam.page.locator(FIRST).first.press("Enter")
    behind = sam.page.locator(".behind summary").first
    sam.page.wait_for_load_state()
    behind.press("Enter")
    expect(sam.page.locator(".behind dl").first).to_be_visible()
    sam.page.get_by_role("link", name="이 대화 검토").press("Enter")

    expect(sam.page.locator(".criterion input").first).to_be_focused()
    for key in "221122yyx":  # each goes on to the next criterion
        sam.page.keyboard.press(key)
    sam.page.keyboard.type("출처는 맞지만 금리를 먼저 말해 주세요.")
    sam.page.fill("#id_corrected_answer", "금리는 연 3.0%입니다.")
    comment = sam.page.locator(".pin summary").last
    comment.press("Enter")
    sam.page.keyboard.press("Tab")
    sam.page.keyboard.type("금리가 뒤에 나옵니다.")
    sam.page.keyboard.press("Control+Enter")

    expect(sam.page.get_by_text("검토를 저장했습니다")).to_be_visible()
    expect(sam.page.locator(".total b")).to_have_text("80")
    expect(sam.page.get_by_text("금리가 뒤에 나옵니다.")).to_be_visible()
    sam.page.get_by_role("button", name="문서 초안과 평가 사례 만들기").press("Enter")
    expect(sam.page.get_by_role("link", name="평가 사례", exact=True).last).to_be_visible()
    expect(sam.page.locator(".state")).to_have_text("초안")


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


def test_an_agent_sees_neither_reviews_nor_logins(signs_in, logins) -> None:
    mei = signs_in("mei")
    shown = mei.page.locator("#nav-sidebar, nav").all_inner_texts()

    assert "검토" not in " ".join(shown)
    for address in NOT_FOR_AGENTS:
        answer = mei.page.goto(mei.address + address)
        assert answer.status == 403, address
        expect(mei.page.locator("h1")).to_have_text("이 화면을 볼 권한이 없습니다")


def test_the_docs_page_keeps_to_the_policy(lin: Lin) -> None:
    lin.page.goto(lin.address + "docs")

    expect(lin.page.locator(".opblock").first).to_be_visible()


def test_axe_finds_nothing_serious_on_a_page_that_is_not_there(lin: Lin) -> None:
    assert lin.page.goto(lin.address + "nothing-here").status == 404

    assert violations(lin.page) == []
