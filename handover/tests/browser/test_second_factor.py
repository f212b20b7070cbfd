"""Mei sets her telephone up by herself, and signs in with its code, on small and wide screens."""

import base64
import os
import re
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import expect

from chat.tests.browser.axe import faults

pytestmark = pytest.mark.browser
WORDS = "correct horse battery staple"
PASSWORD = f"""
from django.contrib.auth.models import User
from aicc.testing.logins import chooses
chooses(User.objects.get(username="mei"), "{WORDS}")
"""


def code_of(secret: str, later: int = 0) -> str:
    key = base64.b32decode(secret.replace(" ", ""))
    return TOTP(key, 6, SHA1(), 30).generate(int(time.time()) + later).decode()


def photograph(page, name):
    """For whoever wants to look: AICC_TEST_SCREENSHOTS names the folder."""
    folder = os.environ.get("AICC_TEST_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "locale"), [(390, "ko-KR"), (1440, "en-GB")])
def test_mei_sets_it_up_and_signs_in_with_it(own_bank, sits_at, width, locale):
    mei = sits_at(own_bank, "mei", viewport={"width": width, "height": 900}, locale=locale)
    own_bank.manage("shell", "-c", PASSWORD)
    page = mei.page
    page.context.clear_cookies()
    own_bank.kill()
    own_bank.settings["AICC_SECOND_FACTOR_ROLES"] = "agent"
    own_bank.start()

    page.goto(f"{own_bank.url}/admin/login/?next=/desk/")
    signs_in(page)
    page.wait_for_url("**/second-factor/set-up/")
    photograph(page, f"set-up-{width}")
    assert faults(page) == []
    secret = page.locator("code").inner_text()
    page.fill("[name=code]", code_of(secret))
    page.keyboard.press("Enter")
    expect(page.locator("ol li")).to_have_count(10)
    photograph(page, f"codes-{width}")
    assert faults(page) == []
    page.locator("a[href='/desk/']").click()
    expect(page.locator("#badge")).to_have_attribute("data-status", "connected")

    page.goto(f"{own_bank.url}/admin/account/")
    photograph(page, f"account-{width}")
    assert faults(page) == []
    page.locator("button[value=end_all]").click()
    page.wait_for_url(re.compile("/admin/login/"))
    signs_in(page)
    page.wait_for_url("**/second-factor/")
    photograph(page, f"code-{width}")
    assert faults(page) == []
    page.fill("[name=code]", code_of(secret, later=30))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{own_bank.url}/admin/")


def signs_in(page):
    page.fill("[name=username]", "mei")
    page.fill("[name=password]", WORDS)
    page.keyboard.press("Enter")
