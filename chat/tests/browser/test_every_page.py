"""Every page of the back office in Chromium keeps to its policy, and axe minds nothing on it.

What the pages say is read in aicc/tests/backoffice/test_words_of_pages.py, without a browser.
"""

from itertools import cycle

import pytest
from playwright.sync_api import expect

from aicc.testing.servers import AiccServer
from aicc.tests.backoffice.office_pages import every_page
from chat.tests.browser.axe import faults

pytestmark = pytest.mark.browser

# What a click does something to and Tab passes by. The shade of the filters is Escape's to shut.
UNREACHED = """[...document.querySelectorAll("[x-on\\\\:click]")]
  .filter((it) => !it.matches("a[href], button, input, [tabindex='0'], #changelist-filter-close"))
  .map((it) => `no key reaches ${it.outerHTML.slice(0, 100)}`)"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_every_page_keeps_to_its_policy_and_axe_finds_nothing_serious(
    signs_in, bank, office
) -> None:
    root = signs_in("root")
    page, wrong = root.page, []
    page.on("request", lambda it: wrong.append(it.url) if is_elsewhere(it.url, bank) else None)
    page.on("response", lambda it: wrong.append(it.url) if it.status >= 400 else None)
    looks = cycle([("light", 390, "ko"), ("dark", 1440, "en"), ("dark", 390, "en")])

    for place, (scheme, width, language) in zip(every_page(office.keys), looks, strict=False):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.set_extra_http_headers({"Accept-Language": language})
        page.goto(bank.url + place)
        wrong += faults(page) + [f"{place}: {what}" for what in page.evaluate(UNREACHED)]
        page.set_viewport_size({"width": 1440 if width == 390 else 390, "height": 900})
        if stays_too_wide(page):
            wrong.append(f"{place} is wider than the other screen")

    assert not wrong, "\n".join(wrong)


def stays_too_wide(page) -> bool:
    """Charts and menus follow a change of the screen a moment later."""
    for _ in range(100):
        if not page.evaluate(TOO_WIDE):
            return False
        page.wait_for_timeout(100)
    return True


def test_a_keyboard_alone_opens_side_bar_own_menu_and_filters(signs_in) -> None:
    """Also at 400 %, where a wide screen is a narrow one."""
    sam = signs_in("sam", width=390)
    page = sam.page
    page.goto(sam.address + "chat/conversation/")

    page.get_by_role("button", name="메뉴").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="상담 연결")).to_be_visible()
    page.get_by_role("button", name="Sam").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="로그아웃")).to_be_visible()
    page.get_by_role("button", name="닫기").focus()
    page.keyboard.press("Enter")

    page.get_by_role("button", name="필터").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#changelist-filter")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#changelist-filter")).to_be_hidden()


def is_elsewhere(url: str, bank: AiccServer) -> bool:
    return not url.startswith((bank.url + "/", "data:", "blob:"))
