"""What an agent nearly sent to a customer, and did not."""

import re

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations
from handover.tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser

ENGLISH = """
from chat.models import Conversation
from handover.models import CannedReply
CannedReply.objects.create(shortcut="인사", language="en",
    text="Hello, this is {agent} of {bank}. How may I help you, {customer}?")
Conversation.objects.update(language="en")
"""


def test_what_must_not_go_out_stays_in_the_composer(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    mei.waiting.locator("[data-action=claim]").click()
    said = mei.page.locator("#composer-said")

    for words, named in (
        ("/없는말", "/없는말"),
        ("안녕하세요 /", "/"),
        ("{costumer}님", "{costumer}"),
        ("{고객-이름}님", "{고객-이름}"),
        ("｛customer｝님", "｛customer｝"),
    ):
        mei.page.fill("#say", "")
        mei.page.type("#say", words)
        mei.page.press("#say", "Escape")
        mei.page.press("#say", "Enter")
        expect(said).to_contain_text(named)
        expect(mei.page.locator("#say")).to_have_value(words)
    mei.act("warn")
    expect(mei.page.locator("#warn-preview")).to_contain_text("존중")
    assert violations(mei.page) == []
    mei.page.keyboard.press("Enter")  # the safe button has the focus
    expect(mei.page.locator("#warn-dialog")).to_be_hidden()
    mei.writes("1/2만 갚아도 됩니다")

    expect(lin.page.locator("#log .from-agent")).to_have_count(1)
    assert "주의" not in mei.page.inner_text("#talk-facts")
    mei.act("warn")
    mei.page.click("#warn-dialog .primary")
    expect(lin.page.locator("#log")).to_contain_text("존중")


def test_canned_replies_speak_the_customers_language(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    wants_a_person(lin)
    desk_bank.manage("shell", "-c", ENGLISH)
    mei.opens_the_desk()
    mei.waiting.locator("[data-action=claim]").click()

    expect(mei.page.locator("#say")).to_be_visible()
    mei.page.type("#say", "/인")
    expect(mei.page.locator("#canned li")).to_have_count(1)
    mei.page.press("#say", "Enter")

    filled = re.compile(r"Hello, this is Mei of Gaon Bank\. How may I help you, customer\?")
    expect(mei.page.locator("#say")).to_have_value(filled)


def test_the_keyboard_takes_nobody_beyond_the_capacity(lin, desk_bank, sits_at):
    mei = sits_at(desk_bank, "mei").opens_the_desk()
    mei.comes_online()
    desk_bank.manage("shell", "-c", FULL)
    mei.opens_the_desk()
    wants_a_person(lin)
    expect(mei.waiting).to_have_count(1)

    mei.page.keyboard.press("Alt+KeyN")

    expect(mei.page.locator("#toast")).to_contain_text("1건 중 1건")
    expect(mei.waiting).to_have_count(1)
    mei.waiting.locator("[data-action=claim]").click()  # by their own hand they may
    expect(mei.waiting).to_have_count(0)


FULL = """
from django.contrib.auth.models import User
from handover.models import AgentProfile
from handover.queue import queue
from chat.models import Conversation
mei = User.objects.get(username="mei")
AgentProfile.objects.filter(user=mei).update(capacity=1)
conversation = Conversation.objects.create(session_id="in-hand")
queue.claim(queue.open_handover(conversation.pk)[0].pk, mei)
"""
