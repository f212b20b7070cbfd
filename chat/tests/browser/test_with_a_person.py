"""Beside a person nothing on the page speaks of an AI; after them it does again."""

import pytest
from playwright.sync_api import expect

from chat.tests.browser.axe import violations
from chat.tests.browser.conftest import Lin
from chat.tests.browser.wire import Wire

pytestmark = pytest.mark.browser

WITH_AI = ("AI 상담", "AI 답변은 틀릴 수 있습니다.", "AI 상담 · 가온은행")


def head_foot_and_title(lin: Lin, *words: str) -> None:
    head, foot, title = words
    expect(lin.page.locator("#who-answers")).to_have_text(head)
    expect(lin.page.locator("#say-hint")).to_have_text(foot)
    expect(lin.page).to_have_title(title)


@pytest.mark.parametrize("width", [390, 1440])
def test_head_foot_and_title_name_the_person_as_long_as_they_are_there(lin: Lin, width) -> None:
    lin.page.set_viewport_size({"width": width, "height": 844})
    wire = Wire(lin.page)
    lin.opens_the_chat().asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    head_foot_and_title(lin, *WITH_AI)
    wire.stands("waiting", "queue", position=1)  # the assistant still answers
    expect(lin.page.locator("#leave-queue")).to_be_visible()
    head_foot_and_title(lin, *WITH_AI)

    wire.agent_joins("Mei")

    foot = "상담원이 직접 답변합니다. 비밀번호나 인증번호는 묻지 않습니다."
    head_foot_and_title(lin, "상담원 Mei", foot, "상담원 상담 · 가온은행")
    assert "AI" not in str(lin.page.get_attribute("#say", "placeholder"))
    assert violations(lin.page) == []
    wire.stands("assistant_back", "assistant")
    head_foot_and_title(lin, *WITH_AI)


def test_the_person_is_named_in_english_too(lin: Lin) -> None:
    wire = Wire(lin.page)
    lin.page.goto(lin.address + "?lang=en")
    lin.asks("Hello")
    expect(lin.answers).to_have_count(1)

    wire.agent_joins("Mei")

    foot = "A person answers. We never ask for passwords or codes."
    head_foot_and_title(lin, "Agent Mei", foot, "Talking to a person · Gaon Bank")
