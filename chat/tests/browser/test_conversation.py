"""A conversation as the customer sees it."""

import re

import pytest
from playwright.sync_api import expect

from aicc.testing.servers import AiccServer
from chat.tests.browser.conftest import Lin

pytestmark = pytest.mark.browser

AGENT_ANSWERS = """
from django.contrib.auth import get_user_model
from chat.models import Conversation
from handover.desk import actions
from handover.queue import queue
from handover.models import Handover
mei, _ = get_user_model().objects.get_or_create(username="mei", defaults={{"first_name": "Mei"}})
conversation = Conversation.objects.get(session_id="{session_id}")
handover = Handover.objects.get(conversation=conversation, status="waiting")
queue.claim(handover.pk, mei)
actions.say(conversation.pk, mei, "안녕하세요, 무엇을 도와드릴까요?", "mei-1")
"""


def test_the_ai_notice_stands_on_the_page_before_anything_is_said(lin: Lin) -> None:
    lin.opens_the_chat()

    expect(lin.page.locator("#notice")).to_contain_text("AI 상담원이 답변해 드립니다")
    expect(lin.said).to_have_count(0)
    lin.sees_badge("connected")


def test_a_question_is_answered_with_its_sources(lin: Lin) -> None:
    lin.opens_the_chat()

    lin.asks("정기예금 금리가 얼마인가요?")

    answer = lin.answers.first
    expect(answer).to_contain_text("AI 답변")
    expect(answer.locator(".bubble")).to_contain_text("2.9%")
    source = answer.locator(".sources a").first
    expect(source).to_have_attribute("target", "_blank")
    expect(source).to_have_attribute("href", re.compile(r"/articles/[a-z0-9-]+/ko/\d+#p\d+$"))


def test_several_passages_of_an_article_are_one_source(lin: Lin) -> None:
    lin.opens_the_chat()

    lin.asks("이체 수수료가 얼마예요?")

    sources = lin.answers.first.locator(".sources a")
    expect(sources).to_have_count(1)
    expect(sources.locator(".source-place")).to_have_text(re.compile(r"^\d(, \d){1,2}번째 항목$"))


def test_an_answer_is_shown_while_it_is_written(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")
    # Keeps what the page shows of a draft; the answer may be complete within milliseconds.
    lin.page.evaluate(
        """() => {
            window.drafts = [];
            new MutationObserver(() => {
                const bubble = document.querySelector("#drafts .bubble");
                if (bubble) window.drafts.push(bubble.textContent);
            }).observe(document.getElementById("drafts"), { childList: true, subtree: true });
        }"""
    )

    lin.asks("정기예금 금리가 얼마인가요?")

    expect(lin.answers).to_have_count(1)
    assert lin.page.evaluate("window.drafts.filter(Boolean).length") > 0
    expect(lin.page.locator("#drafts .message")).to_have_count(0)


def test_a_source_opens_the_version_at_its_passage(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    source = lin.answers.first.locator(".sources a").first
    title = source.locator(".source-title").inner_text()

    with lin.page.expect_popup() as popup:
        source.click()

    article = popup.value
    expect(article.locator("h1")).to_have_text(title)
    expect(article.locator(".article-facts")).to_contain_text("시행일")
    expect(article.locator(".passage:target")).to_be_in_viewport()


def test_a_reload_keeps_the_conversation(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)
    words = lin.answers.first.locator(".bubble").inner_text()

    lin.page.reload()

    expect(lin.said).to_have_count(1)
    expect(lin.answers.first.locator(".bubble")).to_have_text(words, use_inner_text=True)
    expect(lin.said.first).to_have_attribute("data-state", "sent")


def test_a_second_tab_shows_the_same_conversation(lin: Lin, sits_down, bank) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")
    expect(lin.answers).to_have_count(1)

    other = sits_down(lin.page.context.new_page(), bank).opens_the_chat()
    expect(other.answers).to_have_count(1)
    other.sees_badge("connected")
    other.asks("체크카드 연회비가 있나요?")

    expect(lin.said).to_have_count(2)
    expect(lin.answers).to_have_count(2)
    expect(other.answers).to_have_count(2)


def test_in_english_it_is_said_in_english_what_was_masked(lin: Lin) -> None:
    lin.page.goto(lin.address + "?lang=en")
    lin.asks("My phone is 010-1234-5678 and my password is tiger77!")

    said = lin.page.locator("#log .from-customer .bubble")
    expect(said).to_have_text("My phone is [telephone ****-5678] and my password is [password]")
    lin.page.reload()
    expect(said).to_have_text("My phone is [telephone ****-5678] and my password is [password]")


def test_personal_numbers_are_shown_masked_once_they_are_stored(lin: Lin) -> None:
    lin.opens_the_chat()

    lin.asks("제 주민등록번호는 900101-1234567입니다. 계좌를 만들 수 있나요?")

    expect(lin.said.first).to_have_attribute("data-state", "sent")
    expect(lin.said.first).not_to_contain_text("1234567")


def test_a_person_is_one_tap_away_and_answers_by_name(lin: Lin, bank: AiccServer) -> None:
    lin.opens_the_chat()
    lin.sees_badge("connected")

    lin.page.click("#human")

    banner = lin.page.locator("#banner")
    # Others of this server's tests may be waiting before her.
    expect(banner).to_contain_text(re.compile(r"대기 순서 \d+번째"))
    bank.manage("shell", "-c", AGENT_ANSWERS.format(session_id=lin.session_id))
    lin.looks_again()
    expect(banner).to_contain_text("상담원 Mei님과 상담하고 있습니다")
    said_by_mei = lin.page.locator("#log .from-agent")
    expect(said_by_mei).to_contain_text("상담원 Mei")
    expect(said_by_mei).to_contain_text("무엇을 도와드릴까요?")


def test_who_waits_may_leave_the_queue(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.page.click("#human")

    lin.page.click("#leave-queue")

    expect(lin.page.locator("#banner")).to_be_hidden()
    expect(lin.page.locator("#human")).to_be_visible()


def test_a_conversation_is_ended_and_rated(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)

    lin.page.click("#menu-button")
    lin.page.click("#end-conversation")
    lin.page.click("#question-yes")
    lin.page.locator(".score").nth(3).click()
    with lin.page.expect_response("**/rating") as response:
        lin.page.click("#rating button[type=submit]")

    assert response.value.ok
    expect(lin.page.locator("#rating-thanks")).to_contain_text("평가해 주셔서 감사합니다.")

    lin.page.reload()  # whoever comes back later is not asked again
    expect(lin.page.locator("#begin-again")).to_be_visible()
    expect(lin.page.locator("#rating fieldset")).to_be_hidden()


def test_whoever_comes_to_a_shared_computer_finds_nothing_of_what_was_ended(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    ended = lin.session_id
    lin.page.click("#menu-button")
    lin.page.click("#end-conversation")
    lin.page.click("#question-yes")
    expect(lin.page.locator("#closes-soon")).to_contain_text("15분 뒤에 닫히며")

    with lin.page.expect_response("**/revoke"):
        lin.page.click("#begin-again")

    expect(lin.said).to_have_count(0)
    expect(lin.page.locator("#closes-soon")).to_be_hidden()
    read = f"fetch('/api/v1/chat/sessions/{ended}/messages').then((it) => it.status)"
    assert lin.page.evaluate(read) == 401
    lin.complaints.clear()  # of the 401


def test_a_thumb_is_given_once_and_shown(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("정기예금 금리가 얼마인가요?")

    with lin.page.expect_response("**/feedback") as response:
        lin.answers.first.get_by_role("button", name="도움이 됐어요").click()

    assert response.value.ok
    expect(lin.answers.first).to_contain_text("의견 감사합니다")


def test_a_new_conversation_begins_empty(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.asks("안녕하세요")
    expect(lin.answers).to_have_count(1)
    before = lin.session_id

    lin.page.click("#menu-button")
    lin.page.click("#new-conversation")
    lin.page.click("#question-yes")

    expect(lin.said).to_have_count(0)
    expect(lin.page.locator("#starters")).to_be_visible()
    assert lin.session_id != before


def test_the_language_is_chosen_and_remembered(lin: Lin) -> None:
    lin.opens_the_chat()
    lin.page.click("#menu-button")

    lin.page.get_by_role("link", name="English").click()

    expect(lin.page.locator("html")).to_have_attribute("lang", "en")
    expect(lin.page.locator("#badge")).to_have_text(re.compile("🟢 Connected"))
    lin.page.goto(lin.address)
    expect(lin.page.locator("#human")).to_have_text("Talk to a person")
