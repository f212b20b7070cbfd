"""The supervisors' and agents' pages in Chromium: no console error, nothing axe minds."""

from itertools import cycle

import pytest
from playwright.sync_api import Page, expect

from aicc.tests.servers import AiccServer
from aicc.tests.test_roles import PAGES, address, record_pages
from chat.tests.browser.axe import violations
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


def looks_well(page: Page) -> None:
    # A click waits for the next page's address alone; its colours come with its scripts.
    page.wait_for_load_state("load")
    assert faults(page) == []


def faults(page: Page) -> list[str]:
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = [f"{page.url} {fault}" for fault in violations(page)]
    return [*found, f"{page.url} is wider than the screen"] if too_wide else found


# What answers with data, with a file, or with another page's address.
NO_PAGES = {
    *("app_list", "language", "jsi18n", "autocomplete", "search"),
    *("chat_article_export", "figures_now", "figures_csv"),
    *("handover_waiting", "handover_entries"),
}


ONE_OF_EACH = {
    *("chat_conversation_history", "handover_team_delete"),
    *("chat_article_add", "chat_generationswitch_add", "auth_user_add"),
}


def every_page(keys: dict[str, int]) -> list[str]:
    """The addresses of the back office, each with a record that is there.

    Django makes the pages that tell a record's history, or ask before it is deleted, of one
    template for all records, and a new record's form is the one that it is changed with: one
    of each is enough.
    """
    pages = {name: [keys[of]] if of else [] for name, of, who in record_pages() if who}
    alike = [name for name in pages if name.endswith(("_history", "_delete", "_add"))]
    for name in set(alike) - ONE_OF_EACH:
        del pages[name]
    for name, (who, given) in PAGES.items():
        if who and name not in NO_PAGES:
            pages[name] = [keys.get(part, part) for part in given]
    return [address(name, *given) for name, given in pages.items()]


def test_every_page_keeps_to_its_policy_and_axe_finds_nothing_serious(
    signs_in, bank, office
) -> None:
    root = signs_in("root")
    page, wrong = root.page, []
    page.on("request", lambda it: wrong.append(it.url) if is_elsewhere(it.url, bank) else None)
    page.on("response", lambda it: wrong.append(it.url) if it.status >= 400 else None)
    looks = cycle([("light", 390), ("dark", 1440), ("dark", 390), ("light", 1440)])

    for place, (scheme, width) in zip(every_page(office.keys), looks, strict=False):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(bank.url + place)
        wrong += faults(page)

    assert not wrong, "\n".join(wrong)


def is_elsewhere(url: str, bank: AiccServer) -> bool:
    return not url.startswith((bank.url + "/", "data:", "blob:"))


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
