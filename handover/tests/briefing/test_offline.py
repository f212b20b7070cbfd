"""The briefing: words that a person can read, and no more work for an endless conversation."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.assistant.retrieval import knowledge
from chat.assistant.types import Line
from chat.models import Conversation
from handover.briefing.offline import (
    MOST_CHARACTERS,
    brief,
    keywords,
    of_conversation,
    within_reach,
)
from handover.tests.conftest import customer_says


def test_keywords_are_the_customers_words_and_no_signs_of_the_index():
    found = keywords(["전세자금대출 금리가 궁금해요"], "ko")

    assert "전세자금대출" in found
    assert not any(sign in term for term in found for sign in "#~")


def test_an_annoyed_customer_is_told_from_a_calm_one():
    angry, calm = Line("customer", "정말 화가 납니다"), Line("customer", "금리가 얼마예요?")

    assert brief([angry], "ko").sentiment == "NEGATIVE"
    assert brief([calm], "ko").sentiment == "NEUTRAL"


def test_of_an_endless_conversation_its_begin_and_its_newest_words_are_read():
    lines = [Line("customer", "5월 3일 결제 128,000원을 취소하고 싶어요")]
    for n in range(300):
        lines += [Line("customer", f"{n}번째 질문 " * 200), Line("assistant", "네.")]

    read = within_reach(lines)

    said = [line.text for line in read if line.sender == "customer"]
    assert sum(map(len, said[2:])) <= MOST_CHARACTERS
    assert said[:2] == [lines[0].text, lines[1].text]
    assert said[-1] == lines[-2].text
    assert "128,000원" in brief(lines, "ko").summary


def test_two_hundred_ordinary_messages_are_all_read():
    lines = [
        Line("customer", "대출 금리가 얼마인지 궁금해요"),
        Line("assistant", "연 4.5%입니다."),
    ]

    assert within_reach(lines * 100) == lines * 100


@pytest.mark.django_db
def test_a_long_conversation_is_analysed_with_as_many_queries_as_a_short_one():
    call_command("import_knowledge", "deploy/knowledge", verbosity=0)
    knowledge.refresh()
    conversation = Conversation.objects.create(session_id="lin")
    counts = []
    for more in (2, 198):
        for n in range(more):
            customer_says(conversation, f"{n}번째로 대출 금리를 여쭤봐요")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            of_conversation(conversation.pk, "ko")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 4
