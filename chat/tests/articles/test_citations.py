"""An article's row says how often it was cited and whether that helped."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import transcript
from chat.api import thumbs
from chat.articles import citations
from chat.models import Article, ArticleUse, CitationMark, Conversation, Message

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]


@pytest.fixture
def fee():
    return Article.objects.create(slug="fee", language="ko", category="fees", title="수수료")


def count():
    """Count all that is there, as if it had been there for long; how many messages."""
    citations.count()
    CitationMark.objects.update(seen_at=Now() - citations.SETTLED)
    return citations.count()


def answered(*slugs, session="lin"):
    """A question and its answer, which cites these articles; the answer."""
    conversation, _ = Conversation.objects.get_or_create(session_id=session)
    data = {"language": "ko", "source_documents": [{"article_id": slug} for slug in slugs]}
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        asked = transcript.append(locked, Message.Sender.CUSTOMER, "얼마예요?")
        return transcript.append(
            locked, Message.Sender.ASSISTANT, "없습니다.", data=data, reply_to=asked.seq
        )


def thumb(answer, rating):
    thumbs.give(answer.conversation_id, answer.seq, rating, "")


def figures():
    return ArticleUse.objects.values_list("cited", "helped", "not_helped").get()


def test_every_answer_is_counted_once_for_each_article_that_it_cites(fee):
    answered("fee", "fee", "gone")
    answered("fee")

    assert count() == 4
    assert count() == 0

    assert figures() == (2, 0, 0)
    kept = ArticleUse.objects.get()
    assert [seq for _, seq in kept.recent] == [3, 1]
    assert kept.last_cited_at is not None


def test_what_was_said_a_moment_ago_is_counted_later(fee):
    answered("fee")

    assert [citations.count() for _ in range(3)] == [0, 0, 0]


def test_what_is_committed_late_is_not_passed_over(fee):
    late = answered("fee")
    answered("fee", session="mia")
    Message.objects.filter(pk=late.pk).delete()  # its number is given out, and it is on its way
    citations.count()
    Message.objects.bulk_create([late])

    CitationMark.objects.update(seen_at=Now() - citations.SETTLED)
    citations.count()

    assert figures() == (2, 0, 0)


@pytest.mark.parametrize("wrong", [{"days": 400}, {"seconds": 150}, {"hours": -9}])
def test_the_clocks_of_the_servers_that_wrote_tell_nothing(fee, wrong):
    answered("fee")
    Message.objects.update(created_at=timezone.now() + timedelta(**wrong))

    assert citations.count() == 0
    assert count() == 2


@pytest.mark.parametrize("ahead", [{"seconds": 150}, {"hours": 3}, {"days": 400}])
def test_a_clock_that_jumped_ahead_and_back_stops_no_counting(fee, ahead):
    answered("fee")
    citations.count()
    CitationMark.objects.update(seen_at=Now() + timedelta(**ahead))

    assert citations.count() == 0
    assert CitationMark.objects.filter(seen_at__lte=Now()).exists()
    assert count() == 2


def test_an_erased_message_at_the_cursor_stops_no_counting(fee):
    answered("fee")
    citations.count()
    Conversation.objects.all().delete()
    answered("fee", session="mia")
    CitationMark.objects.update(seen_at=Now() - citations.SETTLED)

    citations.count()

    assert count() == 2


def test_a_thumb_counts_whether_it_came_before_the_counting_or_after_it(fee):
    before, after = answered("fee"), answered("fee")
    thumb(before, "down")
    count()
    assert figures() == (2, 0, 1)

    thumb(after, "up")
    assert figures() == (2, 1, 1)


def test_of_a_changed_mind_the_last_word_counts(fee):
    answer = answered("fee")
    count()
    for rating in ("down", "down", "up"):
        thumb(answer, rating)

    assert figures() == (1, 1, 0)


@pytest.mark.parametrize("is_counted_before", [True, False])
def test_a_thumb_that_was_taken_back_counts_no_more(fee, is_counted_before):
    answer = answered("fee")
    if is_counted_before:
        count()
    for rating in ("down", "none"):
        thumb(answer, rating)

    count()

    assert figures() == (1, 0, 0)


def test_counting_costs_the_same_for_few_and_many(fee):
    def queries():
        citations.count()
        CitationMark.objects.update(seen_at=Now() - citations.SETTLED)
        with CaptureQueriesContext(connection) as asked:
            assert citations.count()
        return len(asked)

    answered("fee")
    queries()
    answered("fee")
    few = queries()
    for _ in range(30):
        answered("fee")

    assert queries() == few
    assert figures()[0] == 32
    assert len(ArticleUse.objects.get().recent) == ArticleUse.MOST_RECENT
