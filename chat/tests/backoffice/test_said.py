"""Each list that leads to a conversation shows what was said in it, and is searched by words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chat.backoffice import indexer
from chat.models import Review, ReviewRule
from chat.quality import assignments
from chat.tests.reviewing import Sender, client_of, person, talk
from handover.models import CallBack
from handover.queue import queue

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]

LISTS = ("handover_handover", "handover_callback", "chat_assignment", "chat_review")


def address(name):
    return reverse(f"admin:{name}_changelist")


def lin_said(session_id, first, middle="감사합니다"):
    """A conversation that stands in every one of the lists."""
    lines = (Sender.CUSTOMER, first), (Sender.CUSTOMER, middle), (Sender.ASSISTANT, "네.")
    conversation = talk(session_id, *lines)
    sam = person("sam", "supervisor")
    Review.objects.create(conversation=conversation, reviewer=sam)
    now, hour = timezone.now(), timedelta(hours=1)
    rule = ReviewRule.objects.create(name=session_id, quota=99)
    assignments.assign(rule, now - hour, now + hour)
    CallBack.objects.create(
        conversation=conversation,
        window_from=now + hour,
        window_until=now + 2 * hour,
    )
    queue.open_handover(conversation.pk)
    return conversation


@pytest.fixture
def sam(db):
    return client_of(person("sam", "supervisor"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_shows_the_first_question_and_is_searched_by_what_was_said(sam, name):
    lin_said("lost", "카드를 잃어버렸어요", "재 발급은 얼마나 걸려요?")
    lin_said("loan", "대출 금리가 궁금해요")
    indexer.keep_up()

    everything = sam.get(address(name)).text
    by_words = sam.get(address(name) + "?q=재발급").text

    assert "카드를 잃어버렸어요" in everything
    assert "대출 금리가 궁금해요" in everything
    assert "카드를 잃어버렸어요" in by_words
    assert "대출 금리가 궁금해요" not in by_words
    if name != "chat_review":  # whose list has a remark in place of the last words
        assert "<mark>재 발급</mark>은 얼마나 걸려요?" in by_words


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["", "?q=카드+재발급"])
def test_a_list_costs_the_same_for_few_and_many(sam, name, query):
    def queries():
        indexer.keep_up()
        with CaptureQueriesContext(connection) as captured:
            assert sam.get(address(name) + query).status_code == 200
        return len(captured)

    lin_said("first", "카드요", "재발급은 얼마나 걸려요?")
    queries()
    few = queries()
    for number in range(4):
        lin_said(f"lin-{number}", "카드요", "재발급은 얼마나 걸려요?")

    assert queries() == few


def test_an_agent_finds_no_handover_by_words_that_are_not_theirs_to_read(sam):
    lin_said("lost", "카드를 잃어버렸어요")
    indexer.keep_up()
    handovers = address("handover_handover")
    mei = client_of(person("mei", "agent"))

    assert "카드를 <mark>잃어버렸</mark>어요" in mei.get(f"{handovers}?q=잃어버렸").text
    queue.claim(queue.waiting().get().pk, person("raj", "agent"))
    assert "</mark>어요" not in mei.get(f"{handovers}?q=잃어버렸&status=all").text
