"""What nobody looks after goes back to the queue; what waits is given out fairly."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db.models.functions import Now

from handover.desk import actions, expiry
from handover.models import AgentProfile, Handover, Team
from handover.queue import queue
from handover.tests.conftest import asks_for_a_person, sits_down, texts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb, pytest.mark.clock]


def let_time_pass(seconds):
    Handover.objects.update(claimed_at=Now() - timedelta(seconds=seconds))


def test_a_claim_without_a_word_goes_back_to_its_place(mei, settings):
    settings.AICC_CLAIM_SECONDS = 60
    row = asks_for_a_person()
    asks_for_a_person("later")
    queue.claim(row.pk, sits_down(mei))
    assert expiry.expire_handovers() == 0

    let_time_pass(61)
    call_command("expire_handovers")

    assert expiry.expire_handovers() == 0  # harmless to repeat
    row.refresh_from_db()
    assert (row.status, row.agent, row.passed_by) == ("waiting", None, mei)
    assert queue.position_of(row.conversation_id) == 1
    assert texts(row.conversation_id)[-1][0] == "system"


def test_a_claim_that_was_answered_stays(mei, settings):
    settings.AICC_CLAIM_SECONDS = 60
    row = asks_for_a_person()
    queue.claim(row.pk, sits_down(mei))
    actions.say(row.conversation_id, mei, "안녕하세요", "a1")

    let_time_pass(3600)

    assert expiry.expire_handovers() == 0


def test_an_agent_whose_desks_are_gone_gives_everything_back(mei, settings):
    settings.AICC_AGENT_AWAY_SECONDS = 90
    row = asks_for_a_person()
    queue.claim(row.pk, sits_down(mei))
    actions.say(row.conversation_id, mei, "안녕하세요", "a1")
    let_time_pass(600)
    assert expiry.expire_handovers() == 0

    AgentProfile.objects.update(seen_at=Now() - timedelta(seconds=91))

    assert expiry.expire_handovers() == 1
    assert Handover.objects.get().status == "waiting"


def removes_the_profile(agent):
    AgentProfile.objects.filter(user=agent).delete()


def locks_the_login(agent):
    get_user_model().objects.filter(pk=agent.pk).update(is_active=False)
    AgentProfile.objects.update(seen_at=Now() - timedelta(seconds=91))


def forgets_every_desk(agent):
    AgentProfile.objects.update(seen_at=None)


def removes_the_user(agent):
    agent.delete()


@pytest.mark.parametrize(
    "happens", [removes_the_profile, removes_the_user, locks_the_login, forgets_every_desk]
)
def test_whatever_became_of_the_agent_the_customer_waits_again(mei, raj, settings, happens):
    settings.AICC_AGENT_AWAY_SECONDS = 90
    row = asks_for_a_person()
    asks_for_a_person("later")
    queue.claim(row.pk, sits_down(mei))
    actions.say(row.conversation_id, mei, "안녕하세요", "a1")
    happens(mei)
    assert expiry.expire_handovers() == 0  # they may be back

    let_time_pass(91)

    assert expiry.expire_handovers() == 1
    row.refresh_from_db()
    assert (row.status, row.agent) == ("waiting", None)
    assert queue.position_of(row.conversation_id) == 1
    assert queue.claim(row.pk, sits_down(raj)).agent == raj


@pytest.mark.parametrize("happens", [removes_the_profile, removes_the_user, locks_the_login])
def test_a_supervisor_takes_over_from_an_agent_who_is_gone(mei, sam, happens):
    row = asks_for_a_person()
    queue.claim(row.pk, sits_down(mei))
    actions.say(row.conversation_id, mei, "안녕하세요", "a1")
    happens(mei)

    actions.take_over(row.pk, sits_down(sam))
    actions.say(row.conversation_id, sam, "이어서 도와드릴게요", "a2")

    row.refresh_from_db()
    assert (row.status, row.agent, row.answered) == ("claimed", sam, True)
    assert row.conversation.owner == "agent"
    assert "Sam" in texts(row.conversation_id)[-2][1]


def test_waiting_customers_go_to_the_least_busy_within_capacity(mei, raj, settings):
    settings.AICC_ASSIGNMENT = "least_busy"
    sits_down(mei, capacity=1)
    sits_down(raj, capacity=2)
    for n in range(4):
        asks_for_a_person(f"c-{n}")

    assert expiry.assign_waiting() == 3
    assert expiry.assign_waiting() == 0

    given = Handover.objects.filter(status="claimed").values_list("agent__username", flat=True)
    assert sorted(given) == ["mei", "raj", "raj"]


def test_a_teams_customer_is_not_given_to_another_team(mei, raj, settings):
    settings.AICC_ASSIGNMENT = "least_busy"
    loans = Team.objects.create(name="Loans")
    sits_down(mei)
    row = asks_for_a_person()
    Handover.objects.update(team=loans)
    assert expiry.assign_waiting() == 0

    sits_down(raj, team=loans)

    assert expiry.assign_waiting() == 1
    row.refresh_from_db()
    assert row.agent == raj


def test_whoever_let_it_lapse_is_asked_last(mei, raj, settings):
    settings.AICC_ASSIGNMENT = "least_busy"
    sits_down(mei)
    sits_down(raj)
    Handover.objects.filter(pk=asks_for_a_person().pk).update(passed_by=mei)

    expiry.assign_waiting()

    assert Handover.objects.get().agent == raj


def test_with_pull_nobody_is_given_anything(mei):
    sits_down(mei)
    asks_for_a_person()

    assert expiry.assign_waiting() == 0
