"""Every figure is what a person would count in the records."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.models import Conversation, Feedback, Message, Turn
from handover.desk import actions, expiry
from handover.models import AgentSegment, Handover
from handover.queue import queue
from handover.reporting.assistant import assistant_figures
from handover.reporting.people import people_figures
from handover.tests.conftest import asks_for_a_person, customer_says, seoul, sits_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb, pytest.mark.clock]

NINE = seoul("2026-11-25 09:00")
DAY = (seoul("2026-11-25 00:00"), seoul("2026-11-26 00:00"))


@pytest.fixture
def clock(monkeypatch):
    """The hands of the bank's clock, in seconds after nine."""

    def at(seconds):
        now = NINE + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda: now)

    at(0)
    return at


def people():
    return people_figures(*DAY)


def test_waiting_first_reply_and_handling_are_told_from_the_wish_to_the_end(clock, mei):
    sits_down(mei)
    for name, taken, spoken, ended in (("lin", 10, 40, 100), ("another", 30, 50, 400)):
        clock(0)
        row = asks_for_a_person(name)
        clock(taken)
        queue.claim(row.pk, mei)
        clock(spoken)
        actions.say(row.conversation_id, mei, "안녕하세요", f"{name}-1")
        clock(ended)
        actions.close(row.conversation_id, mei)

    found = people()

    assert (found.requested, found.taken, found.abandoned, found.open) == (2, 2, 0, 0)
    assert (found.waiting.p50, found.waiting.p90) == (10, 30)
    assert (found.first_reply.p50, found.first_reply.longest) == (40, 50)
    assert (found.handling.p50, found.handling.p90) == (90, 370)
    assert found.outcomes == {"resolved": 2}
    assert (found.first_reply_kept, found.replies_kept, found.resolution_kept) == (1, 1, 1)


def test_each_agent_answers_for_their_own_time_after_a_transfer(clock, mei, raj):
    for agent in (mei, raj):
        sits_down(agent)
    row = asks_for_a_person()
    queue.claim(row.pk, mei)
    clock(60)
    actions.transfer(row.conversation_id, mei, to=raj)
    clock(80)
    actions.say(row.conversation_id, raj, "이어서 도와 드릴게요", "r1")
    clock(200)
    actions.close(row.conversation_id, raj)

    found = people()

    first, second = found.agents
    assert (first.name, first.taken, first.transferred, first.closed) == ("Mei", 1, 1, 0)
    assert (first.handling.p50, first.first_word.count) == (60, 0)
    assert (second.name, second.closed, second.handling.p50) == ("Raj", 1, 140)
    assert second.first_word.p50 == 20
    assert (found.transfers, found.handling.p50, found.taken) == (1, 200, 1)


def test_whoever_leaves_before_an_agent_came_has_abandoned_the_queue(clock, mei):
    sits_down(mei)
    impatient, lapsed, waits = (asks_for_a_person(name) for name in ("a", "b", "c"))
    queue.cancel(impatient.conversation_id)
    queue.claim(lapsed.pk, mei)
    Handover.objects.filter(pk=lapsed.pk).update(claimed_at=NINE - timedelta(days=365))
    expiry.expire_handovers()
    queue.cancel(lapsed.conversation_id)

    found = people()

    assert (found.requested, found.abandoned, found.open) == (3, 1, 1)
    assert found.agents[0].lapsed == 1
    assert list(AgentSegment.objects.values_list("end", flat=True)) == ["lapsed"]
    assert Handover.objects.get(pk=waits.pk).status == "waiting"


def test_a_day_of_the_bank_begins_at_midnight_in_seoul(clock):
    for name, when in (
        ("yesterday", "2026-11-24 23:59"),
        ("night", "2026-11-25 00:00"),
        ("late", "2026-11-25 23:59"),
        ("tomorrow", "2026-11-26 00:00"),
    ):
        row = asks_for_a_person(name)
        Handover.objects.filter(pk=row.pk).update(requested_at=seoul(when))

    assert people().requested == 2


def test_the_assistants_figures_stand_apart(clock, mei):
    sits_down(mei)
    answered = Conversation.objects.create(session_id="lin", score=4, started_at=NINE)
    customer_says(answered, "한도가 얼마예요?")
    Turn.objects.create(
        conversation=answered,
        question_seq=1,
        answer_seq=1,
        state=Turn.State.ANSWERED,
        engine="offline",
        asked_at=NINE,
        closed_at=NINE + timedelta(seconds=2),
    )
    thanked = Message.objects.get(conversation=answered)
    Feedback.objects.create(message=thanked, rating="up", given_at=NINE)
    Conversation.objects.create(session_id="silent", started_at=NINE)
    with_mei = asks_for_a_person("other", score=2, started_at=NINE)
    queue.claim(with_mei.pk, mei)

    assistant, persons = assistant_figures(*DAY), people()

    assert (assistant.conversations, assistant.contained) == (2, 0.5)
    assert (assistant.answer.p50, assistant.engines) == (2, {"offline": 1})
    assert (assistant.thumbs_up, assistant.thumbs_down) == (1, 0)
    assert (assistant.score, persons.score) == (4, 2)


def test_the_report_costs_the_same_for_few_and_many(clock, mei):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            people()
            assistant_figures(*DAY)
        return len(seen)

    sits_down(mei)
    asks_for_a_person("first")
    few = queries()
    for number in range(5):
        row = asks_for_a_person(f"more-{number}")
        queue.claim(row.pk, mei)

    assert queries() == few


def test_the_command_prints_both_and_says_what_a_day_looks_like(clock, mei):
    sits_down(mei)
    row = asks_for_a_person()
    clock(75)
    queue.claim(row.pk, mei)
    printed, as_json = StringIO(), StringIO()

    call_command("report", "--from", "2026-11-25", stdout=printed)
    call_command("report", "--from", "2026-11-25", "--json", stdout=as_json)

    assert "waiting                     p50 1:15 min, p90 1:15 min, longest 1:15 min (1)" in (
        printed.getvalue()
    )
    assert json.loads(as_json.getvalue())["people"]["waiting"]["p50"] == 75
    with pytest.raises(CommandError, match="no day of the calendar: write"):
        call_command("report", "--from", "yesterday")
    with pytest.raises(CommandError, match="lies before"):
        call_command("report", "--from", "2026-11-25", "--to", "2026-11-24")
