"""The queue: priority and waiting time, one winner, honest words about when."""

import threading
from datetime import time, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aicc.platform.db import with_retries
from aicc.testing import waits
from chat.models import Conversation
from handover.desk import actions
from handover.models import AgentSegment, BusinessHours, Handover
from handover.queue import ownership, presence, queue
from handover.tests.conftest import asks_for_a_person, seoul, sits_down, texts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb, pytest.mark.clock]

Trigger = Handover.Trigger


def order():
    return [row.conversation.session_id for row in queue.waiting()]


def test_an_emergency_goes_first_then_the_vulnerable_then_complaints():
    asks_for_a_person("ordinary")
    asks_for_a_person("complaint", intent="COMPLAINT")
    asks_for_a_person("vulnerable", customer_flags=["vulnerable"])
    robbed = Conversation.objects.create(session_id="robbed")
    queue.open_handover(robbed.pk, trigger=Trigger.EMERGENCY)

    assert order() == ["robbed", "vulnerable", "complaint", "ordinary"]


def test_whoever_told_of_a_stolen_card_and_presses_the_button_goes_first():
    asks_for_a_person("ordinary")
    robbed = Conversation.objects.create(session_id="robbed", memory={"urgent": "card"})

    handover, position = queue.open_handover(robbed.pk)

    assert (handover.trigger, handover.priority, position) == ("emergency", 30, 1)


def test_whoever_has_waited_long_enough_is_overtaken_no_more():
    ordinary = asks_for_a_person("ordinary")
    Handover.objects.filter(pk=ordinary.pk).update(
        rank_at=ordinary.rank_at - timedelta(minutes=11)
    )

    asks_for_a_person("complaint", intent="COMPLAINT")

    assert order() == ["ordinary", "complaint"]


def test_asking_again_is_harmless_and_an_emergency_moves_up():
    asks_for_a_person("first")
    again = asks_for_a_person("second")
    before = texts(again.conversation_id)

    queue.open_handover(again.conversation_id)
    assert order() == ["first", "second"]
    queue.open_handover(again.conversation_id, trigger=Trigger.EMERGENCY)

    assert order() == ["second", "first"]
    assert texts(again.conversation_id) == before
    assert Handover.objects.count() == 2


def test_the_position_is_told_and_the_wait_is_unknown_without_history(mei):
    sits_down(mei)
    asks_for_a_person("first")
    second = asks_for_a_person("second")

    standing = presence.queue_positions([second.conversation_id])[0]

    assert (standing.position, standing.estimated_wait_seconds) == (2, None)
    assert standing.agents_present


def test_the_wait_is_estimated_from_what_was_and_who_is_there(mei):
    now = timezone.now()
    for n in range(5):
        past = asks_for_a_person(f"past-{n}")
        Handover.objects.filter(pk=past.pk).update(status="closed", ended_at=now)
        AgentSegment.objects.create(
            handover=past, began_at=now - timedelta(seconds=600), ended_at=now, end="closed"
        )
    sits_down(mei, capacity=2)
    rows = [asks_for_a_person(f"now-{n}").conversation_id for n in range(4)]

    waits = [standing.estimated_wait_seconds for standing in presence.queue_positions(rows)]

    # Two are taken at once; then one of two places becomes free every five minutes.
    assert waits == [30, 30, 300, 600]


def test_nobody_at_the_desk_is_said_as_it_is(mei):
    row = asks_for_a_person("lin")

    standing = presence.queue_positions([row.conversation_id])[0]

    assert not standing.agents_present
    assert standing.estimated_wait_seconds is None


def test_out_of_hours_the_customer_is_told_when_and_keeps_the_place(monkeypatch):
    BusinessHours.objects.create(weekday=0, opens=time(9), closes=time(18))
    monkeypatch.setattr(timezone, "now", lambda: seoul("2026-11-28 10:00"))

    row = asks_for_a_person("lin")

    standing = presence.queue_positions([row.conversation_id])[0]
    assert (standing.is_open, standing.opens_at) == (False, seoul("2026-11-30 09:00"))
    assert "11월 30일 09:00" in texts(row.conversation_id)[-1][1]
    assert Handover.objects.get().reply_due_at == seoul("2026-11-30 09:03")


def test_one_queue_is_read_for_all_in_it_by_as_many_queries_as_for_one():
    rows = [asks_for_a_person(f"c-{n}").conversation_id for n in range(5)]

    def queries(ids):
        with CaptureQueriesContext(connection) as captured:
            presence.queue_positions(ids)
        return len(captured)

    assert queries(rows) == queries(rows[:1])


def test_of_simultaneous_claims_one_wins(mei, raj):
    row = asks_for_a_person()
    won, lost, ready = [], [], threading.Barrier(8)

    def claim(agent):
        ready.wait(waits.SECONDS)
        try:
            won.append(with_retries(queue.claim, row.pk, agent))
        except queue.AlreadyClaimed as error:
            lost.append(error.code)
        finally:
            connection.close()

    waits.run_threads(*[partial(claim, agent) for agent in [mei, raj] * 4])

    assert (len(won), lost) == (1, ["already_claimed"] * 7)
    joined = [text for sender, text in texts(row.conversation_id) if "상담원이" in text]
    assert len(joined) <= 1


def test_a_customer_who_leaves_is_gone_from_the_queue(mei):
    row = asks_for_a_person()

    assert queue.cancel(row.conversation_id)

    assert Handover.objects.get().outcome == "left"
    with pytest.raises(queue.AlreadyClaimed):
        queue.claim(row.pk, mei)


def test_whoever_writes_after_the_end_goes_on_with_the_history(mei):
    row = asks_for_a_person()
    queue.claim(row.pk, mei)
    actions.close(row.conversation_id, mei)

    again, place = queue.open_handover(row.conversation_id)

    assert (again.pk != row.pk, place) == (True, 1)
    assert texts(row.conversation_id)[0] == ("customer", "대출 상담 부탁드려요")


def test_a_lost_card_stays_a_lost_card_whatever_was_asked_after_it():
    conversation = Conversation.objects.create(
        session_id="lin", category="fx", memory={"urgent": "card"}
    )

    handover, _place = queue.open_handover(conversation.pk)

    assert handover.category == "fraud"


def test_an_emergency_that_comes_up_in_the_queue_is_filed_as_one():
    conversation = Conversation.objects.create(session_id="lin", category="loans")
    queue.open_handover(conversation.pk)
    Conversation.objects.update(memory={"urgent": "phishing"}, category="fx")

    handover, _place = queue.open_handover(conversation.pk)

    assert (handover.category, handover.priority) == ("fraud", Handover.Priority.EMERGENCY)


def test_what_is_no_emergency_is_filed_by_the_last_answer():
    conversation = Conversation.objects.create(session_id="lin", category="fx")

    assert queue.open_handover(conversation.pk)[0].category == "fx"


@pytest.mark.parametrize(
    "ids",
    [
        ["demo-1", "demo-10", "demo-11", "demo-12"],
        [f"demo-customer-{number}" for number in range(1000, 1004)],
        ["Zx81-abcdefghij-aaaa", "Zx81-abcdefghij-bbbb"],
    ],
)
def test_nameless_customers_are_told_apart(ids):
    names = [ownership.session_name(each) for each in ids]

    assert len(set(names)) == len(ids)
    assert max(map(len, names)) <= 12
