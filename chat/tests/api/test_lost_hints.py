"""Whatever hint gets lost, no socket misses what it was about; and else none asks for it."""

import pytest

from aicc.platform import events, metrics
from aicc.platform.db import in_db
from chat.api import lost_hints
from chat.models import Conversation
from chat.tests.api.test_delivery import lose_hints_of, said
from chat.tests.frames import add, hear
from handover.models import Handover

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


async def certain():
    """The relay of a server that has looked, and hears itself."""
    relay = events.EventRelay.here()
    await lost_hints.look()
    relay.receive({"from": relay.name, "number": relay.numbers.next(), "hints": []})
    assert relay.numbers.is_certain()
    return relay


def hops():
    """How often the database was asked by this process."""
    return sum(
        sample.value
        for metric in metrics.DATABASE_SECONDS.collect()
        for sample in metric.samples
        if sample.name.endswith("_count")
    )


async def pings(socket):
    await socket.sends({"type": "ping", "timestamp": 7})
    return await socket.hears("pong")


async def test_a_ping_costs_the_database_nothing_while_every_hint_was_heard(lin, english):
    socket = await lin.connects()
    await certain()
    before = hops()

    for _ in range(5):
        assert await pings(socket) == {"type": "pong", "timestamp": 7, "head_seq": 0}

    assert hops() == before


async def test_the_pings_of_all_sockets_are_one_question_where_something_is_in_doubt(lin, english):
    sockets = [await lin.connects() for _ in range(6)]
    before = hops()

    for socket in sockets:
        await socket.sends({"type": "ping"})
    for socket in sockets:
        await socket.hears("pong")

    # The first goes at once; those that came meanwhile go together.
    assert hops() - before <= 3


async def test_a_ping_asks_again_once_a_number_was_left_out(lin, english):
    socket = await lin.connects()
    relay = await certain()
    await lose_hints_of(english, "one")
    relay.receive({"from": "there", "number": 1, "hints": []})
    assert (await pings(socket))["head_seq"] == 0

    relay.receive({"from": "there", "number": 3, "hints": []})
    await socket.sends({"type": "ping", "timestamp": 7})

    assert await hear(socket, 2) == [
        *said(1, "one"),
        {"type": "pong", "timestamp": 7, "head_seq": 1},
    ]


async def test_what_was_hinted_at_comes_before_the_pong(lin, english):
    socket = await lin.connects()
    await certain()

    await in_db(add)(english.pk, "one")
    await socket.sends({"type": "ping", "timestamp": 7})

    assert await hear(socket, 2) == [
        *said(1, "one"),
        {"type": "pong", "timestamp": 7, "head_seq": 1},
    ]


async def test_a_look_brings_what_no_hint_told_without_a_ping(lin, english):
    socket = await lin.connects()
    await lose_hints_of(english, "one", "two")

    await lost_hints.look()

    assert await hear(socket, 2) == said(1, "one", "two")


async def test_a_look_tells_of_an_owner_that_changed_unheard(lin, english):
    socket = await lin.connects()
    await Handover.objects.acreate(conversation=english, trigger="asked")
    await Conversation.objects.filter(pk=english.pk).aupdate(owner="queue")

    await lost_hints.look()

    assert (await socket.hears("status"))["message"] == "waiting"


async def test_a_look_closes_the_socket_whose_token_was_revoked_unheard(lin, english):
    socket = await lin.connects()
    await Conversation.objects.filter(pk=english.pk).aupdate(token_version=2)

    await lost_hints.look()

    assert (await socket.next()) == {"type": "closed", "code": 4401, "reason": "token"}


async def test_a_look_that_finds_nothing_new_sends_nothing(lin, english):
    socket = await lin.connects()
    await socket.says("Fees abroad?", "m1")

    await lost_hints.look()

    assert await socket.hears_nothing()
