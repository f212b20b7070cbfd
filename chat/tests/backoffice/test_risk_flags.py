"""What makes a conversation worth a look stands on its row a moment later."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat import transcript
from chat.api import customer_actions, thumbs
from chat.backoffice import indexer, risk_flags
from chat.backoffice.risk_flags import RiskFlag
from chat.models import Conversation, Message, Turn, Upkeep
from chat.tests.reviewing import judge
from handover.desk import actions
from handover.models import Handover
from handover.queue import queue

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]


def talk(*said, session_id="lin", score=0.5, trace=None):
    """Lin says something, and the assistant answers from a source of this score."""
    conversation = Conversation.objects.get_or_create(session_id=session_id)[0]
    for text in said:
        with transaction.atomic():
            locked = transcript.lock(conversation.pk)
            question = transcript.append(locked, Message.Sender.CUSTOMER, text)
            source = {"source": "수수료 안내", "page": 1, "score": score, "quote": "없음"}
            data = {"source_documents": [source] if score else []}
            answer = transcript.append(locked, Message.Sender.ASSISTANT, "없습니다.", data=data)
        Turn.objects.create(
            conversation=conversation,
            question_seq=question.seq,
            answer_seq=answer.seq,
            state=Turn.State.ANSWERED,
            engine="offline",
            trace=trace or {},
        )
    return conversation


def signs_of(conversation):
    indexer.keep_up()
    conversation.refresh_from_db()
    return RiskFlag(conversation.signs)


def test_a_plain_question_shows_no_sign():
    lin = talk("수수료가 얼마인가요?")

    assert signs_of(lin) == RiskFlag(0)
    assert (lin.risk, lin.engine, lin.outcome, lin.retrieval_score) == (0, "offline", "", 0.5)


@pytest.mark.parametrize(
    ("said", "told", "sign"),
    [
        ("정말 최악이네요, 화가 납니다", {}, RiskFlag.NEGATIVE),
        ("제 번호는 010-1234-5678입니다", {}, RiskFlag.MASKED),
        ("한도가 얼마인가요?", {"score": 0.11}, RiskFlag.LOW_SCORE),
        ("금리가 얼마인가요?", {"trace": {"withheld": "ungrounded figure"}}, RiskFlag.WITHHELD),
        ("금리가 얼마인가요?", {"trace": {"model_failure_code": "oversteps"}}, RiskFlag.WITHHELD),
    ],
)
def test_words_and_answers_show_signs_that_stay(said, told, sign):
    lin = talk(said, **told)
    assert signs_of(lin) == sign

    talk("네, 알겠습니다")

    assert signs_of(lin) & sign
    assert lin.risk >= risk_flags.WEIGHTS[sign]


def test_a_model_that_was_away_is_no_withheld_answer():
    assert signs_of(talk("금리?", trace={"model_failure_code": "time"})) == RiskFlag(0)


def test_a_bad_rating_and_a_thumb_are_seen_at_once():
    lin = talk("수수료가 얼마인가요?")
    indexer.keep_up()

    customer_actions.rate(lin.pk, 2, "")
    thumbs.give(lin.pk, 2, "down", "")
    lin.refresh_from_db()
    assert RiskFlag(lin.signs) == RiskFlag.LOW_RATING | RiskFlag.THUMB_DOWN

    customer_actions.rate(lin.pk, 5, "")
    thumbs.give(lin.pk, 2, "up", "")
    lin.refresh_from_db()
    assert lin.signs == 0


@pytest.fixture
def mei():
    return get_user_model().objects.create_user("mei")


def test_what_became_of_a_handover_is_its_outcome(mei):
    lin = talk("대출 상담 부탁드려요")
    handover, _ = queue.open_handover(lin.pk)
    assert signs_of(lin) == RiskFlag(0)
    assert lin.outcome == "waiting"

    queue.claim(handover.pk, mei)
    actions.close(lin.pk, mei, Handover.Outcome.UNRESOLVED)

    assert signs_of(lin) == RiskFlag.UNRESOLVED
    assert lin.outcome == "unresolved"


def test_abuse_is_a_sign_from_the_warning_on(mei):
    lin = talk("상담원이요")
    queue.claim(queue.open_handover(lin.pk)[0].pk, mei)

    actions.warn(lin.pk, mei)

    assert signs_of(lin) & RiskFlag.ABUSE


def test_a_promise_is_broken_by_time_alone():
    lin = talk("상담원이요")
    handover, _ = queue.open_handover(lin.pk)
    assert signs_of(lin) == RiskFlag(0)
    Handover.objects.filter(pk=handover.pk).update(reply_due_at=timezone.now())

    assert signs_of(lin) == RiskFlag.LATE


def test_an_agent_knows_better_what_the_mood_was(mei):
    lin = talk("정말 최악이네요")
    handover, _ = queue.open_handover(lin.pk)
    assert signs_of(lin) == RiskFlag.NEGATIVE

    actions.correct(handover.pk, {"sentiment": "NEUTRAL"})

    lin.refresh_from_db()
    assert (lin.sentiment, lin.signs) == ("NEUTRAL", 0)


def test_what_a_customer_writes_after_the_review_brings_it_back():
    read, silent = talk("정말 최악이네요"), talk("정말 최악이네요", session_id="silent")
    indexer.keep_up()
    Conversation.objects.update(reviewed_at=timezone.now())

    talk("아직도 안 됩니다")

    assert signs_of(read) == signs_of(silent) == RiskFlag.NEGATIVE
    assert (read.reviewed_at, silent.reviewed_at is None) == (None, False)


def test_what_was_read_before_the_loop_came_stays_reviewed():
    lin = talk("정말 최악이네요")
    Conversation.objects.update(reviewed_at=timezone.now())

    signs_of(lin)

    assert lin.reviewed_at is not None


def test_many_conversations_cost_as_many_queries_as_few():
    def queries(count):
        names = [f"{count}-{number}" for number in range(count)]
        ids = [talk("수수료가 얼마인가요?", session_id=name).pk for name in names]
        with CaptureQueriesContext(connection) as captured:
            risk_flags.update_flags(ids)
        return len(captured)

    assert queries(3) == queries(30)


def test_another_servers_upkeep_is_not_done_twice():
    talk("수수료가 얼마인가요?")
    indexer.keep_up(at_once=1)
    talk("그럼 금리는요?")
    assert indexer.take("theirs")

    assert indexer.keep_up() == 0

    indexer.Upkeep.objects.update(lease_until=None)
    assert indexer.keep_up() == 1
    assert indexer.keep_up() == 0


def test_a_backlog_is_worked_off_step_by_step():
    for number in range(7):
        talk("수수료가 얼마인가요?", session_id=f"lin-{number}")

    assert indexer.keep_up(steps=2, at_once=2) == 4
    assert indexer.keep_up(steps=9, at_once=2) == 3


def test_few_conversations_of_long_messages_are_a_step(monkeypatch):
    monkeypatch.setattr(indexer, "MOST_CHARACTERS", 1_000)
    for number in range(3):
        talk("수수료가 얼마인가요? " * 100, session_id=f"long-{number}")
    for number in range(9):
        talk("수수료가 얼마인가요?", session_id=f"short-{number}")

    assert [indexer.keep_up(steps=1) for _ in range(5)] == [1, 1, 1, 9, 0]


def test_a_broken_promise_shows_however_much_is_said_elsewhere():
    lin = talk("상담원이요")
    queue.open_handover(lin.pk)
    indexer.keep_up()
    past = timezone.now() - timedelta(minutes=1)
    Handover.objects.update(reply_due_at=past)
    for number in range(5):
        talk("수수료가 얼마인가요?", session_id=f"raj-{number}")

    indexer.keep_up(steps=1, at_once=2)

    lin.refresh_from_db()
    assert RiskFlag(lin.signs) & RiskFlag.LATE


def wrong_by(**time):
    """What was said bears the time of a server whose clock is wrong by so much."""
    there = timezone.now() + timedelta(**time)
    Conversation.objects.update(last_message_at=there)


@pytest.mark.parametrize("ahead", [{"seconds": 150}, {"hours": 3}, {"days": 400}])
def test_a_mark_that_lies_ahead_hides_nothing(ahead):
    indexer.keep_up()
    Upkeep.objects.update(seen_until=Now() + timedelta(**ahead))

    assert signs_of(talk("정말 최악이네요")) == RiskFlag.NEGATIVE
    assert Upkeep.objects.filter(seen_until__lte=Now()).exists()


@pytest.mark.parametrize("wrong", [{"minutes": 4}, {"hours": 9}, {"minutes": -4}])
def test_the_mark_never_lies_ahead_whatever_the_servers_clocks_say(wrong):
    for number in range(3):
        talk("정말 최악이네요", session_id=f"lin-{number}")
    wrong_by(**wrong)

    indexer.keep_up(at_once=1)

    assert not Conversation.objects.filter(judged_seq=0).exists()
    assert Upkeep.objects.filter(seen_until__lte=Now()).exists()


def test_once_an_hour_what_a_slow_server_wrote_is_found():
    indexer.keep_up()
    lin = talk("정말 최악이네요")
    wrong_by(hours=-9)
    Upkeep.objects.update(seen_until=Now() - timedelta(hours=1))  # a look in the hour before

    assert signs_of(lin) == RiskFlag.NEGATIVE


def test_a_promise_that_broke_behind_the_mark_is_seen():
    lin = talk("상담원이요")
    handover, _ = queue.open_handover(lin.pk)
    assert signs_of(lin) == RiskFlag(0)
    long_ago = timezone.now() - timedelta(days=3)
    Handover.objects.filter(pk=handover.pk).update(reply_due_at=long_ago)

    assert signs_of(lin) == RiskFlag.LATE
    assert indexer.keep_up() == 0  # it is seen once


# --- Clocks that differ ------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"seconds": -150}, {"hours": -9}, {"days": -400}])
def test_what_is_written_after_a_review_is_seen_whatever_the_writers_clock_says(wrong):
    lin = talk("수수료가 얼마예요?")
    indexer.keep_up()
    sam = get_user_model().objects.create_user("sam")
    judge(lin, sam)
    talk("정말 최악이네요")
    Message.objects.filter(seq__gt=2).update(created_at=timezone.now() + timedelta(**wrong))

    indexer.keep_up()

    assert Conversation.objects.get().reviewed_at is None


@pytest.mark.parametrize("fast", [{"seconds": 150}, {"hours": 9}])
def test_what_was_said_before_a_review_is_reviewed_whatever_the_writers_clock_says(fast):
    lin = talk("수수료가 얼마예요?")
    Message.objects.update(created_at=timezone.now() + timedelta(**fast))
    judge(lin, get_user_model().objects.create_user("sam"))

    indexer.keep_up()

    assert Conversation.objects.get().reviewed_at is not None


def test_a_lease_of_before_the_clock_was_set_back_keeps_nobody_from_the_work():
    lin = talk("정말 최악이네요")
    Upkeep.objects.create(pk=1, seen_until=indexer.BEGINNING, lease="gone")
    Upkeep.objects.update(lease_until=Now() + timedelta(days=1))

    assert signs_of(lin) == RiskFlag.NEGATIVE


def test_a_lease_that_is_held_is_left_alone():
    talk("정말 최악이네요")
    Upkeep.objects.create(pk=1, seen_until=indexer.BEGINNING, lease="held")
    Upkeep.objects.update(lease_until=Now() + indexer.LEASE / 2)

    assert indexer.keep_up() == 0
