"""The loops of a server cost next to nothing while nothing happens."""

import asyncio

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aicc.platform import events
from aicc.platform.db import in_db
from aicc.server.background.wakeup import Wakeup
from chat.articles import citations
from chat.assistant import kill_switch
from chat.assistant.retrieval import knowledge
from chat.backoffice import indexer
from chat.knowledge_gaps import resolution
from chat.models import Conversation
from chat.tests.frames import add
from chat.turns import abandoned
from handover.desk import expiry

LONG = 3_600.0  # seconds; nobody waits for them


@pytest.mark.django_db
@pytest.mark.mariadb
@pytest.mark.parametrize(
    ("round_of", "most"),
    [
        (knowledge.refresh, 1),
        (kill_switch.refresh, 1),
        (abandoned.take_abandoned, 1),
        (expiry.keep_up, 2),  # who claimed anything, and who left their desk
        (resolution.resolve, 1),
        (citations.count, 2),
        (indexer.keep_up, 4),
    ],
)
def test_a_round_that_finds_nothing_asks_few_questions_and_writes_nothing(round_of, most):
    round_of()  # the first one may make a row of its own, or read the articles

    with CaptureQueriesContext(connection) as asked:
        round_of()

    statements = [each["sql"] for each in asked]
    assert len(statements) <= most
    assert all(each.startswith("SELECT") for each in statements)


@pytest.mark.django_db(transaction=True)
async def test_what_a_customer_says_here_wakes_who_keeps_the_list_up():
    conversation = await Conversation.objects.acreate(session_id="lin")
    wakeup = Wakeup()
    wakeup.listen()
    resting = asyncio.create_task(wakeup.rest(0.0, LONG))

    await in_db(add)(conversation.pk, "How do I order a card?")

    async with asyncio.timeout(LONG):
        await resting


async def test_what_moved_on_another_server_wakes_only_that_servers_loops():
    wakeup = Wakeup()
    wakeup.listen()
    relay = events.EventRelay.here()

    relay.hand_out([{"room": 1, "kind": "moved", "head_seq": 1}])
    assert not wakeup.moved.is_set()

    relay.tell(events.MOVED_HERE)
    assert wakeup.moved.is_set()


async def test_who_found_something_looks_again_at_once():
    wakeup = Wakeup()
    wakeup.again()

    async with asyncio.timeout(LONG):
        await wakeup.rest(0.0, LONG)
