"""One person's data by two supervisors in Chromium, on a phone and at a desk, and a server."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import looks_well

pytestmark = pytest.mark.browser

TALK = """
from chat.tests.reviewing import talk
talk("lin-asks-for-hers", customer_id="C-777001", customer_name="홍길순")
"""


def asks(person, kind):
    page = person.page
    page.goto(person.address + "chat/datarequest/")
    page.get_by_role("link", name="개인정보 찾기").click()
    looks_well(page)
    page.fill("#id_customer_id", "C-777001")
    page.get_by_role("button", name="찾기", exact=True).click()
    expect(page.locator("#held")).to_contain_text("메시지")
    looks_well(page)
    page.get_by_label(kind).check(force=True)
    page.get_by_label("사유").fill("고객이 서면으로 요청함")
    page.get_by_role("button", name="요청하기").click()
    expect(page.get_by_text("다른 담당자가 결정해야 합니다")).to_be_visible()
    looks_well(page)
    return page.url


def approves(person, url):
    person.page.goto(url)
    looks_well(person.page)
    person.page.get_by_role("button", name="승인").click()
    expect(person.page.get_by_text("승인했습니다")).to_be_visible()


def looks_until(person, url, text):
    """The server works beside the pages: look again, as a person does."""
    for _ in range(60):
        person.page.goto(url)
        if person.page.get_by_text(text).count():
            return
        person.page.wait_for_timeout(500)
    raise AssertionError(text)


def test_a_package_and_an_erasure_from_asking_to_the_end(signs_in, bank) -> None:
    bank.manage("shell", "--no-imports", "-c", TALK)
    sam, raj = signs_in("sam", width=390), signs_in("raj", width=1440)

    package = asks(sam, "제공용 파일")
    approves(raj, package)
    looks_until(sam, package, "제공용 파일 준비됨")
    looks_well(sam.page)
    with sam.page.expect_download() as waited:
        sam.page.get_by_role("button", name="제공용 파일 내려받기").click()
    body = Path(waited.value.path()).read_bytes()
    assert "transcript.txt" in zipfile.ZipFile(io.BytesIO(body)).namelist()
    sam.page.goto(package)
    expect(sam.page.get_by_role("button", name="제공용 파일 내려받기")).to_have_count(0)

    erasure = asks(sam, "파기")
    approves(raj, erasure)
    looks_until(sam, erasure, "처리됨")
    sam.page.get_by_role("link", name="파기 확인서").click()
    expect(sam.page.get_by_role("heading", name="파기 확인서")).to_be_visible()
    expect(sam.page.locator("#print")).to_be_visible()
    expect(sam.page.locator(".hash").last).to_have_text(re.compile("SHA-256 [0-9a-f]{64}"))
