"""A desk when very many wait and very much was written: pages, and the count of all."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations

pytestmark = pytest.mark.browser

CROWD = """
from handover.models import Handover, Note
from handover.tests.test_frame_size import crowd
crowd(5000, reason="전세자금대출 연장을 상담하고 싶습니다. " * 20)
"""
NOTES = """
from django.contrib.auth.models import User
from handover.models import Handover, Note
row = Handover.objects.filter(status="claimed").get()
mei = User.objects.get(username="mei")
Note.objects.bulk_create([Note(handover=row, author=mei, author_name="Mei",
    client_message_id=f"n{number}", text=f"메모 {number}: " + "연장 서류 안내함 " * 180)
    for number in range(40)])
from chat.models import Conversation, Message
conversation = row.conversation
text = "가" * 20_000 + " 끝"
Message.objects.create(conversation=conversation, seq=conversation.head_seq + 1, text=text,
    sender="assistant", data={"ai_message": text, "source_documents": [], "sender": "assistant"})
Conversation.objects.filter(pk=conversation.pk).update(head_seq=conversation.head_seq + 1)
"""


def photographs(page, name):
    """For whoever wants to look: AICC_TEST_SCREENSHOTS names the folder."""
    folder = os.environ.get("AICC_TEST_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("width", [390, 1440])
def test_five_thousand_that_wait_are_counted_and_turned_over(own_bank, sits_at, width):
    own_bank.manage("shell", "-c", CROWD)
    size = {"width": width, "height": 900}
    mei = sits_at(own_bank, "mei", viewport=size).opens_the_desk()
    mei.comes_online()
    more = mei.page.locator("#waiting-more")

    expect(mei.page.locator("#waiting-count")).to_have_text("5,000")
    first = mei.waiting.count()
    expect(more).to_have_text(f"더 보기 ({5000 - first:,}건 남음)")
    photographs(mei.page, f"waiting-{width}")
    more.scroll_into_view_if_needed()
    photographs(mei.page, f"more-{width}")
    more.click()
    expect(mei.waiting).to_have_count(first + 50)
    expect(more).to_have_text(f"더 보기 ({4950 - first:,}건 남음)")
    assert violations(mei.page) == []

    # Whoever is taken is gone from the list, and the pages that were turned stay.
    mei.waiting.nth(first + 10).locator("[data-action=claim]").click()
    expect(mei.mine).to_have_count(1)
    expect(mei.page.locator("#waiting-count")).to_have_text("4,999")
    expect(mei.waiting).to_have_count(first + 50)
    numbers = mei.waiting.evaluate_all("them => them.map((it) => it.dataset.handover)")
    assert len(numbers) == len(set(numbers))
    assert mei.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_many_long_notes_and_a_long_answer_are_read_to_their_end(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    lin.opens_the_chat()
    lin.sees_badge("connected")
    lin.asks("전세자금대출 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    lin.page.click("#human")
    mei.waiting.locator("[data-action=claim]").click()
    expect(mei.mine).to_have_count(1)
    desk_bank.manage("shell", "-c", NOTES)

    mei.page.reload()
    mei.mine.locator(".card-open").click()
    notes, earlier = mei.page.locator("#notes li"), mei.page.locator("#notes-more")
    expect(notes.last).to_contain_text("메모 39:")
    photographs(mei.page, "notes")
    expect(earlier).to_be_visible()
    earlier.click()
    expect(notes).to_have_count(40)
    expect(notes.first).to_contain_text("메모 0:")
    expect(earlier).to_be_hidden()

    whole = mei.page.get_by_role("button", name="전체 보기")
    expect(mei.said("assistant").last).not_to_contain_text("끝")
    whole.click()
    expect(mei.said("assistant").last).to_contain_text("끝")
    expect(whole).to_have_count(0)
    # The customer's page reads the whole by itself.
    lin.looks_again()
    expect(lin.answers.last).to_contain_text("끝")
