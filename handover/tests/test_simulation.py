"""Simulated people are held to what a real bank stores of them."""

import asyncio
import random

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from aicc.testing import servers
from chat.models import Conversation
from handover.queue import queue
from handover.simulation import staff
from handover.simulation.agent import Agent
from handover.simulation.client import MOST_FAILURES
from handover.simulation.customer import Customer
from handover.simulation.tally import Tally, compare
from handover.tests.conftest import asks_for_a_person, sits_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


def differing(tally):
    return [row.name for row in compare(tally) if row.seen != row.stored]


def test_a_figure_that_nobody_saw_is_a_difference(mei):
    tally = Tally()
    row = asks_for_a_person("lin")
    tally.begins("lin")
    queue.claim(row.pk, sits_down(mei))

    assert differing(tally) == ["customers' messages", "wishes for a person", "taken"]
    for name in ("customers' messages", "wishes for a person"):
        tally.add(name)
    tally.segments.add((row.pk, "now"))
    assert differing(tally) == []


def test_other_customers_are_none_of_its_business():
    Conversation.objects.create(session_id="somebody")
    tally = Tally()
    tally.begins("abcdefghi")

    assert tally.is_ours({"session": "abcdefghi"})
    assert not tally.is_ours({"session": "somebody"})
    assert [row.stored for row in compare(tally)] == [0] * 10


def test_the_agents_logins_end_with_the_simulation():
    with staff.signed_in(2):
        there = User.objects.filter(is_active=True, groups__name="agent").count()
        sessions = Session.objects.count()

    assert (there, sessions) == (2, 2)
    assert not User.objects.filter(is_active=True).exists()
    assert not Session.objects.exists()


def test_it_invents_nobody_in_production(settings):
    settings.AICC_PRODUCTION = True

    with pytest.raises(CommandError, match="not in production"):
        call_command("simulate")

    assert not User.objects.exists()


@pytest.mark.servers
def test_customers_and_agents_see_what_is_stored(aicc_server):
    server = aicc_server(AICC_ENGINE="offline", articles=True)

    said = server.manage(
        "simulate", "--url", server.url, "--customers=8", "--agents=2", "--minutes=0.1", "--pace=8"
    )

    assert "errors                         0" in said
    assert "differs" not in said


class Impatient(random.Random):
    """Waits for nothing."""

    def uniform(self, least, most):
        return 0.0


@pytest.mark.parametrize("kind", ["customer", "agent"])
async def test_whoever_finds_no_server_stays_away_in_the_end(kind):
    tally, dice = Tally(), Impatient(1)
    url = f"http://127.0.0.1:{servers.free_port()}"

    async with asyncio.timeout(20):
        if kind == "customer":
            await Customer(url, tally, dice, 1.0).come_again(lambda: False)
        else:
            await Agent(url, staff.Login(1, "key"), tally, dice, 1.0).work(lambda: False)

    assert tally.counts["errors"] == MOST_FAILURES
