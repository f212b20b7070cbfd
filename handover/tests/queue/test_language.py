"""Who waits for a person is told about it in the language that they write."""

import pytest

from chat.models import Conversation
from handover.desk import supervision
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person, customer_says, sits_down, texts

pytestmark = pytest.mark.django_db(transaction=True)


def system_lines(row):
    return [text for sender, text in texts(row.conversation_id) if sender == "system"]


def test_a_session_that_named_no_language_is_told_by_its_words(mei):
    row = asks_for_a_person(text="My card was stolen, I would like to talk to somebody")
    queue.claim(row.pk, sits_down(mei))

    first, *_rest, last = system_lines(row)
    assert first.startswith("You are in the queue")
    assert last == "Mei has joined the conversation."
    row.conversation.refresh_from_db()
    assert row.conversation.language == "en"


def test_an_english_page_on_which_korean_is_written_speaks_korean():
    row = asks_for_a_person(text="대출 상담 부탁드려요", language="en")

    assert system_lines(row)[0].startswith("상담원 연결을 기다리고")


def test_one_short_word_of_another_language_changes_nothing():
    conversation = Conversation.objects.create(session_id="lin")
    customer_says(conversation, "전세자금대출 금리가 얼마인가요?")
    customer_says(conversation, "ok")

    row = queue.open_handover(conversation.pk)[0]

    assert system_lines(row)[0].startswith("상담원 연결을 기다리고")


def test_who_said_nothing_keeps_the_pages_language():
    conversation = Conversation.objects.create(session_id="lin", language="en")

    row = queue.open_handover(conversation.pk)[0]

    assert system_lines(row)[0].startswith("You are in the queue")


def test_a_second_handover_follows_a_customer_who_changed():
    row = asks_for_a_person(text="대출 상담 부탁드려요")
    queue.cancel(row.conversation_id)
    for text in ("Can we speak English?", "I need an agent", "for my loan", "please", "now"):
        customer_says(row.conversation, text)

    again = queue.open_handover(row.conversation_id)[0]

    assert system_lines(again)[-1].startswith("You are in the queue")


def test_a_supervisor_who_takes_it_joins_in_the_customers_language(sam):
    conversation = Conversation.objects.create(session_id="lin")
    customer_says(conversation, "How do I order a new card?")

    row = supervision.take(conversation.pk, sits_down(sam))

    assert system_lines(row) == ["Sam has joined the conversation."]
