"""Save, Back, Save in Chromium, which loads the page anew and fills in what was typed."""

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import looks_well

pytestmark = pytest.mark.browser

COUNTED = """
from chat.models import Review
from handover.models import CannedReply
print("counted", Review.objects.filter(comment="Save, Back, Save").count(),
      CannedReply.objects.filter(text="Save, Back, Save").count())
"""


def counted(bank):
    printed = bank.manage("shell", "--no-imports", "-c", COUNTED)
    return [int(each) for each in printed.partition("counted")[2].split()]


def test_a_review_that_is_saved_again_after_going_back_is_one(signs_in, bank, office) -> None:
    sam = signs_in("sam")
    page = sam.page
    page.goto(f"{sam.address}chat/review/write/{office.keys['chat_conversation']}/")
    for criterion in page.locator(".criterion").all():
        criterion.locator("input").first.check(force=True)
    page.fill("#id_comment", "Save, Back, Save")
    page.get_by_role("button", name="검토 저장").click()
    expect(page.locator(".total")).to_be_visible()

    page.go_back()
    expect(page.locator("#id_comment")).to_have_value("Save, Back, Save")
    page.get_by_role("button", name="검토 저장").click()

    expect(page.get_by_text("이미 저장된 내용입니다")).to_be_visible()
    assert counted(bank)[0] == 1


def test_a_row_that_is_added_again_after_going_back_is_one_unless_that_is_meant(
    signs_in, bank
) -> None:
    root = signs_in("root", width=390)
    page = root.page
    page.goto(root.address + "handover/cannedreply/add/")
    page.fill("#id_shortcut", "once")
    page.fill("#id_text", "Save, Back, Save")
    page.locator("[name=_save]").click()
    expect(page.locator("#result_list")).to_be_visible()

    page.go_back()
    page.locator("[name=_save]").click()
    expect(page.get_by_text("이미 저장된 내용입니다")).to_be_visible()
    assert counted(bank)[1] == 1

    page.go_back()
    page.fill("#id_shortcut", "twice")
    page.locator("[name=_save]").click()
    expect(page.get_by_role("heading", name="이미 다른 내용으로 저장되었습니다")).to_be_visible()
    looks_well(page)
    page.get_by_role("button", name="따로 추가").click()
    expect(page.locator("#result_list")).to_be_visible()
    assert counted(bank)[1] == 2
