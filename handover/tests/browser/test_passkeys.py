"""Mei registers the device at hand by herself and signs in with it, and nobody else does."""

import re

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import faults
from handover.tests.browser.test_second_factor import PASSWORD, WORDS, photograph

pytestmark = pytest.mark.browser
ENROLLED = re.compile(r"/second-factor/set-up/$")
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """Chromium's own authenticator, in the place of a finger on a sensor."""

    def __init__(self, page):
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable")
        made = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.name = made["authenticatorId"]

    def knows_its_owner(self, knows):
        told = {"authenticatorId": self.name, "isUserVerified": knows}
        self.wire.send("WebAuthn.setUserVerified", told)


@pytest.fixture
def guarded(own_bank):
    """A bank that asks everybody for a second factor, at an address that has passkeys."""
    own_bank.kill()
    own_bank.settings["AICC_SECOND_FACTOR_ROLES"] = "all"
    own_bank.start()
    return own_bank.url.replace("127.0.0.1", "localhost")


def test_a_passkey_is_registered_and_used_by_its_owner_alone(own_bank, guarded, sits_at):
    mei = sits_at(own_bank, "mei", viewport=SIZES["phone"])
    own_bank.manage("shell", "-c", PASSWORD)
    page, address = mei.page, guarded
    device = Device(page)
    page.goto(f"{address}/admin/login/?next=/admin/account/")
    signs_in(page)

    page.wait_for_url(ENROLLED)
    looked_at(page, "passkey-set-up")
    page.keyboard.press("Tab")  # the keyboard alone does it
    page.get_by_role("button", name="이 기기로 등록").press("Enter")
    expect(page.locator("ol li")).to_have_count(10)
    looked_at(page, "passkey-codes")
    page.locator("a[href='/admin/account/']").click()
    looked_at(page, "passkey-account")
    page.get_by_role("link", name="기기 추가").click()
    page.wait_for_load_state()  # its script reads the passkey
    page.get_by_role("button", name="확인").press("Enter")  # the field is empty: by the passkey
    page.wait_for_url(ENROLLED)
    page.get_by_role("button", name="이 기기로 등록").press("Enter")
    expect(page.locator(".told")).to_have_text("이미 등록된 기기입니다.")
    looked_at(page, "passkey-known")

    page.goto(f"{address}/admin/account/")
    page.locator("button[value=end_all]").click()
    signs_in(page)
    page.wait_for_url("**/second-factor/")
    button = page.get_by_role("button", name="패스키로 로그인")
    expect(button).to_be_focused()
    device.knows_its_owner(False)
    button.press("Enter")
    expect(page.locator(".told")).to_contain_text("다시 시도해 주세요")
    looked_at(page, "passkey-sign-in")
    device.knows_its_owner(True)
    expect(button).to_be_focused()  # again
    button.press("Enter")
    page.wait_for_url(f"{address}/admin/")


def looked_at(page, name):
    """On a telephone and on a wide screen, by whoever sees and whoever hears."""
    for size, viewport in reversed(SIZES.items()):
        page.set_viewport_size(viewport)
        photograph(page, f"{name}-{size}")
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, (name, size)
    assert faults(page) == []


def signs_in(page):
    page.fill("[name=username]", "mei")
    page.fill("[name=password]", WORDS)
    page.keyboard.press("Enter")
