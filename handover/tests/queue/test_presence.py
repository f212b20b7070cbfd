"""Why an agent gets nothing new, who sees it, and how long it lasted."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.utils import timezone

from handover.models import AgentProfile, PresencePeriod
from handover.queue import presence, presence_periods
from handover.reporting.people import agent_figures
from handover.tests.desks import signs_in

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async
BUSY = ["after_call", "break", "meal", "meeting", "training", "away"]


def periods_of(agent):
    rows = PresencePeriod.objects.filter(agent=agent).order_by("pk")
    return [(row.presence, row.ended_at is None) for row in rows]


def was(agent, state, began, ended=None):
    """Minutes ago, on a clock of the test's own."""
    now = timezone.now()
    return PresencePeriod.objects.create(
        agent=agent,
        presence=state,
        began_at=now - timedelta(minutes=began),
        ended_at=now - timedelta(minutes=ended) if ended is not None else None,
    )


def is_there(agent):
    """At a desk this moment."""
    AgentProfile.objects.create(user=agent, presence="online", seen_at=timezone.now())


@pytest.mark.parametrize("state", BUSY)
async def test_who_is_busy_gets_nothing_new_and_the_desk_says_why(desks, at_work, mei, raj, state):
    seat, rajs = await desks(mei), await desks(raj)
    await rajs.hears("queue")

    await seat.sends("presence", presence=state)

    assert (await seat.hears("queue", presence=state))["presence"] == state
    board = await rajs.hears("queue")
    while "Mei" in [each["name"] for each in board["colleagues"]]:
        board = await rajs.hears("queue")
    assert mei.pk not in [seat.user_id for seat in await in_thread(presence.seats)()]
    assert (await desks(mei)).first["me"]["presence"] == state


async def test_an_unknown_state_is_refused_by_the_known_ones(desks, at_work, mei):
    seat = await desks(mei)

    await seat.sends("presence", presence="lunch")

    error = await seat.hears("error")
    assert error["code"] == "invalid"
    assert "after_call" in error["message"]


def test_each_change_ends_the_state_before_it(at_work, mei):
    PresencePeriod.objects.all().delete()

    for state in ("online", "after_call", "after_call", "online"):
        presence.set_presence(mei, state)

    assert periods_of(mei) == [("online", False), ("after_call", False), ("online", True)]
    profile = AgentProfile.objects.get(user=mei)
    assert profile.presence_since == PresencePeriod.objects.get(ended_at=None).began_at


def test_time_after_the_last_desk_closed_counts_for_no_state(at_work, mei, settings):
    PresencePeriod.objects.all().delete()
    gone_since = timezone.now() - timedelta(seconds=settings.AICC_AGENT_AWAY_SECONDS + 600)
    row = was(mei, "break", began=60 * 8)
    AgentProfile.objects.filter(user=mei).update(seen_at=gone_since, presence="break")

    now = timezone.now()
    found = presence_periods.seconds_by_state(now - timedelta(hours=9), now, now)
    for _ in range(2):  # and they come back, at two tabs
        presence.beat(mei)

    assert found[mei.pk]["break"] == (gone_since - row.began_at).total_seconds()
    row.refresh_from_db()
    assert row.ended_at == gone_since
    assert periods_of(mei) == [("break", False), ("break", True)]


def test_who_comes_back_into_another_state_was_not_there_meanwhile(at_work, mei, settings):
    PresencePeriod.objects.all().delete()
    gone_since = timezone.now() - timedelta(seconds=settings.AICC_AGENT_AWAY_SECONDS + 600)
    row = was(mei, "online", began=60 * 8)
    AgentProfile.objects.filter(user=mei).update(seen_at=gone_since, presence="online")

    presence.set_presence(mei, "meeting")

    row.refresh_from_db()
    assert row.ended_at == gone_since
    assert periods_of(mei) == [("online", False), ("meeting", True)]


def test_who_comes_back_to_the_desk_goes_on_in_their_state(at_work, mei):
    presence.set_presence(mei, "meeting")
    PresencePeriod.objects.update(ended_at=timezone.now())  # they were gone

    for _ in range(2):
        presence.beat(mei)

    assert periods_of(mei)[-2:] == [("meeting", False), ("meeting", True)]


def test_a_state_that_a_server_of_before_wrote_is_counted_from_the_next_beat(at_work, mei):
    AgentProfile.objects.filter(user=mei).update(presence="away")  # it knows no periods

    presence.beat(mei)

    assert periods_of(mei)[-1] == ("away", True)
    assert periods_of(mei)[-2] == ("online", False)


def test_a_beat_of_somebody_known_costs_three_queries(at_work, mei, django_assert_num_queries):
    presence.beat(mei)

    with django_assert_num_queries(3):
        presence.beat(mei)


def test_a_report_counts_the_hours_of_the_period_in_each_state(mei, raj):
    is_there(mei)
    since = timezone.now() - timedelta(minutes=100)
    was(mei, "online", began=130, ended=40)  # 60 of its minutes lie in the period
    was(mei, "after_call", began=40, ended=30)
    was(mei, "online", began=30)  # goes on
    was(raj, "training", began=20, ended=5)  # took nothing, and is counted all the same
    was(raj, "meal", began=300, ended=200)  # before it

    found = {each.name: each for each in agent_figures(since, timezone.now())}

    minutes = {state: round(s / 60) for state, s in found["Mei"].presence.items()}
    assert minutes == {"online": 90, "after_call": 10}
    assert {k: round(s / 60) for k, s in found["Raj"].presence.items()} == {"training": 15}
    assert found["Raj"].taken == 0


def test_overlapping_periods_end_at_the_reports_end(mei):
    is_there(mei)
    now = timezone.now()
    was(mei, "online", began=60)

    found = presence_periods.seconds_by_state(
        now - timedelta(minutes=30), now + timedelta(days=1), now
    )

    assert round(found[mei.pk]["online"]) == 30 * 60


def test_the_printed_report_names_the_states(mei, capsys):
    presence.set_presence(mei, "after_call")
    PresencePeriod.objects.update(began_at=timezone.now() - timedelta(seconds=50))

    call_command("report")

    assert "after call" in capsys.readouterr().out


async def test_a_supervisor_sees_who_is_at_a_desk_in_which_state(desks, at_work, mei, raj, sam):
    seat = await desks(mei)
    await seat.sends("presence", presence="meal")
    await seat.hears("queue", presence="meal")
    client = await in_thread(signs_in)(sam)

    answer = await in_thread(client.get)("/api/v1/handover/agents")

    found = {each["name"]: each for each in answer.json()["agents"]}
    assert (found["Mei"]["presence"], found["Raj"]["presence"]) == ("meal", "online")
    assert found["Mei"]["since"] is not None
