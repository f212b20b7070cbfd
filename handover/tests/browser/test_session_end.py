"""A desk and an office page whose login is about to end, and what was being written there."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from chat.tests.browser.axe import violations
from handover.tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser

AGE = """
from django.utils import timezone
from handover.staff_sessions.session_store import SIGNED_IN_AT, USED_AT, SessionStore
session, now = SessionStore("{key}"), timezone.now().timestamp()
session[SIGNED_IN_AT], session[USED_AT] = now - {signed_in}, now - {used}
session.save()
"""


def lets_time_pass(bank, agent, *, signed_in, used):
    """As if the login had begun, and been used last, so many minutes ago."""
    key = next(it["value"] for it in agent.page.context.cookies() if it["name"] == "sessionid")
    ago = {"signed_in": signed_in * 60, "used": used * 60}
    bank.manage("shell", "-c", AGE.format(key=key, **ago))


def looks_again(agent):
    """The page looks when its tab is shown again, and each minute."""
    agent.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_desk_says_that_its_login_ends_and_a_click_moves_the_end(desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    expect(mei.page.locator("#session-end")).to_have_count(0)
    lets_time_pass(desk_bank, mei, signed_in=90, used=57)

    looks_again(mei)
    line = mei.page.locator("#session-end")
    expect(line).to_contain_text("3분 뒤 로그아웃")
    assert violations(mei.page) == []
    line.get_by_role("button", name="계속 사용").click()

    expect(line).to_have_count(0)


def test_the_office_says_that_the_limit_is_near_and_offers_nothing_more(desk_bank, sits_at):
    sam = sits_at(desk_bank, "sam", "supervisor")
    sam.page.goto(f"{desk_bank.url}/admin/")
    lets_time_pass(desk_bank, sam, signed_in=12 * 60 - 2, used=1)

    looks_again(sam)

    line = sam.page.locator("#session-end")
    expect(line).to_contain_text("2분 뒤 로그아웃")
    expect(line.locator("button")).to_be_hidden()


def test_a_half_written_reply_and_note_outlive_the_login(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    mei.waiting.locator("[data-action=claim]").click()
    mei.page.fill("#say", "금리는 계약일에 따라")
    lets_time_pass(desk_bank, mei, signed_in=12 * 60 + 1, used=1)
    with suppress(Error):  # the page may find out at this very moment, and go there by itself
        mei.page.goto(f"{desk_bank.url}/desk/")
    expect(mei.page).to_have_url(re.compile("/admin/login/"))

    again = desk_bank.manage("shell", "-c", SIGN_IN)
    cookie = {"name": "sessionid", "value": again.split("key=")[1].split()[0]}
    mei.page.context.add_cookies([{**cookie, "url": desk_bank.url}])
    mei.opens_the_desk()
    mei.mine.locator(".card-open").click()

    expect(mei.page.locator("#say")).to_have_value("금리는 계약일에 따라")
    mei.page.check("[name=kind][value=note]")
    mei.page.reload()
    mei.mine.locator(".card-open").click()
    expect(mei.page.locator("#say")).to_have_value("금리는 계약일에 따라")
    expect(mei.page.locator("[name=kind][value=note]")).to_be_checked()
    mei.page.press("#say", "Enter")
    expect(mei.page.locator("#notes li")).to_have_count(1)
    mei.page.reload()
    mei.mine.locator(".card-open").click()
    expect(mei.page.locator("#say")).to_have_value("")
    mei.page.fill("#say", "다른 손님")
    mei.page.wait_for_function(KEPT)
    mei.page.get_by_role("button", name="로그아웃").click()
    expect(mei.page).to_have_url(re.compile("/admin/"))
    assert not mei.page.evaluate(KEPT)  # whoever signs out leaves no words behind


KEPT = (
    "() => Object.keys(localStorage).some("
    "(key) => /desk/.test(key) && /손님/.test(localStorage[key]))"
)
SIGN_IN = """
from django.contrib.auth.models import User
from handover.simulation.staff import open_session
print("key=" + open_session(User.objects.get(username="mei")))
"""
