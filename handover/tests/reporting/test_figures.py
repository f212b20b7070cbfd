"""The kept figures are what a person would count in the records, also after late changes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.api import customer_actions, thumbs
from chat.models import Conversation, Feedback, Message, Turn
from handover import reporting
from handover.desk import actions
from handover.models import AgentSegment, DayFigures, Handover, HourFigures, RollUp
from handover.queue import queue
from handover.reporting.aggregate import of, total
from handover.reporting.counting import count
from handover.reporting.period import Period
from handover.tests import kept_month
from handover.tests.conftest import asks_for_a_person, seoul, sits_down
from handover.tests.month import FIRST, LAST, Month, agents, nearest_rank, plain_count

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb, pytest.mark.clock]

AT_ONCE = timedelta(0)
ONE = timedelta(days=1)


def roll_up():
    reporting.keep_up(every=AT_ONCE)
    while reporting.keep_up():
        pass


def kept(first, last):
    return total(map(of, reporting.days_of(Period(first, last))))


def same(first, last):
    """The kept figures of these days are those that a plain count finds."""
    found, (sums, times) = kept(first, last), plain_count(first, last)
    assert {name: n for name, n in found.counts.items() if n} == sums
    assert {name: sum(values.values()) for name, values in found.spreads.items()} == {
        name: len(values) for name, values in times.items()
    }
    for name, values in times.items():
        for percent in (10, 50, 90):
            expected = pytest.approx(nearest_rank(values, percent / 100))
            assert found.ranked(name, percent) == expected, (name, percent)


@pytest.fixture
def month():
    return kept_month.month(30)


def test_every_figure_of_a_month_and_of_the_days_at_its_edges_is_the_plain_count(month):
    roll_up()

    same(FIRST, LAST)
    for day in (FIRST - ONE, FIRST, FIRST + 13 * ONE, FIRST + 14 * ONE, LAST, LAST + ONE):
        same(day, day)


@pytest.mark.long
def test_every_figure_of_a_fuller_month_and_of_each_of_its_days_is_the_plain_count():
    Month(agents("mei", "raj")).fill()
    roll_up()

    same(FIRST, LAST)
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        same(day, day)
    assert plain_count(FIRST, LAST)[0]["transfers"] > 0  # the month holds what it is about


def test_a_late_deed_corrects_the_hour_it_belongs_to(month):
    roll_up()
    now = timezone.now()
    unscored = Conversation.objects.filter(score=None, last_message_at__isnull=False)
    scored, reopened = unscored[0], unscored[1]
    customer_actions.rate(scored.pk, 1, "")
    for thumbed, rating in zip(
        Feedback.objects.filter(rating="up"), ("down", "none"), strict=False
    ):
        thumbs.give(thumbed.message.conversation_id, thumbed.message.seq, rating, "")
    month.ask(reopened, now)
    Conversation.objects.filter(pk=reopened.pk).update(last_message_at=now)
    month.want_a_person(reopened, now)
    taken = Handover.objects.filter(status="claimed")[0]
    AgentSegment.objects.filter(handover=taken).update(ended_at=now, end="closed")
    Handover.objects.filter(pk=taken.pk).update(
        status="closed", ended_at=now, outcome="resolved", resolution_kept=False
    )
    waits = Handover.objects.filter(status="waiting", requested_at__lt=now - timedelta(days=1))[0]
    AgentSegment.objects.create(handover=waits, agent=month.agents[0], began_at=now)
    Handover.objects.filter(pk=waits.pk).update(status="claimed", claimed_at=now)

    roll_up()

    same(FIRST, LAST)
    same(now.date() - timedelta(days=1), now.date() + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_a_handover_through_the_desk_is_in_the_figures_with_each_of_its_steps(mei, raj):
    for agent in (mei, raj):
        sits_down(agent)
    today = timezone.localdate()
    period = Period(today - timedelta(days=1), today)

    def counts():
        roll_up()
        return total(map(of, reporting.days_of(period))).counts

    roll_up()
    row = asks_for_a_person()
    assert (counts()["wishes"], counts()["contained"], counts()["taken"]) == (1, 0, 0)
    queue.claim(row.pk, mei)
    assert counts()["taken"] == 1
    actions.transfer(row.conversation_id, mei, to=raj)
    assert counts()["transfers"] == 1
    actions.say(row.conversation_id, raj, "이어서 도와 드릴게요", "r1")
    assert counts()["first_replies"] == 1
    actions.close(row.conversation_id, raj)
    assert (counts()["ended"], counts()["outcome.resolved"]) == (1, 1)
    customer_actions.rate(row.conversation_id, 5, "")
    assert counts()["score_people.5"] == 1


def test_one_process_counts_while_the_others_do_without(month):
    RollUp.objects.create(pk=1, holder="another", lease_until=Now() + timedelta(seconds=30))
    assert reporting.keep_up() is None
    assert not HourFigures.objects.exists()

    RollUp.objects.update(lease_until=Now() - timedelta(seconds=1))  # it died

    assert reporting.keep_up() > 0
    assert RollUp.objects.get().lease_until is None


def test_a_step_is_bounded_and_the_next_one_goes_on(month):
    left = reporting.keep_up(every=AT_ONCE)
    again = reporting.keep_up()

    assert left - again == 6
    assert HourFigures.objects.filter(stale=False).count() == 12


def test_a_look_is_not_repeated_before_its_time(month):
    roll_up()
    with CaptureQueriesContext(connection) as seen:
        reporting.keep_up()

    assert not any("chat_conversation" in query["sql"] for query in seen)


@pytest.mark.parametrize("ahead", [{"minutes": 10}, {"days": 40}])
def test_a_mark_that_lies_ahead_hides_nothing(month, ahead):
    roll_up()
    RollUp.objects.update(read_to=Now() + timedelta(**ahead))
    lin = Conversation.objects.filter(score=None, last_message_at__isnull=False)[0]
    customer_actions.rate(lin.pk, 1, "")

    roll_up()

    same(FIRST, LAST)
    assert RollUp.objects.filter(read_to__lte=Now()).exists()


def test_a_lease_of_before_the_clock_was_set_back_stops_no_counting(month):
    RollUp.objects.update_or_create(pk=1, defaults={"holder": "gone"})
    RollUp.objects.update(lease_until=Now() + timedelta(days=1))

    roll_up()

    same(FIRST, LAST)


def test_once_an_hour_what_a_slow_server_wrote_is_counted(month):
    roll_up()
    lin = Conversation.objects.filter(score=None, last_message_at__isnull=False)[0]
    customer_actions.rate(lin.pk, 1, "")
    Conversation.objects.filter(pk=lin.pk).update(scored_at=Now() - timedelta(hours=9))
    RollUp.objects.update(read_to=Now() - timedelta(hours=1))

    roll_up()

    same(FIRST, LAST)


def test_an_hour_costs_the_same_queries_for_few_and_many(month):
    def queries(since, until):
        with CaptureQueriesContext(connection) as seen:
            count(since, until)
        return len(seen)

    short = Period(FIRST, FIRST)
    assert queries(short.since, short.until) == queries(*(seoul("2026-09-01 00:00"), short.until))
    assert queries(short.since, short.until) == 6


def test_the_command_counts_everything_and_again_from_a_day_on(month):
    said = StringIO()
    call_command("roll_up", stdout=said)
    same(FIRST, LAST)
    assert "every hour is counted up to" in said.getvalue()

    Turn.objects.update(tokens_in=F("tokens_in") + 1)  # by hand, which no flow does
    call_command("roll_up", "--from", FIRST.isoformat(), stdout=said)

    same(FIRST, LAST)
    with pytest.raises(CommandError, match="no day of the calendar: write"):
        call_command("roll_up", "--from", "October")


def test_nothing_that_a_customer_said_is_kept_in_the_figures(month):
    Message.objects.update(text="secret words")
    roll_up()

    for row in (*HourFigures.objects.all(), *DayFigures.objects.all()):
        assert "secret" not in str(row.counts) + str(row.spreads)
