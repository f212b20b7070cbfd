"""A question is masked before anybody waits for the transaction that stores it."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from aicc.platform import db
from aicc.platform.errors import Busy, IdReuse
from chat import transcript, turns
from chat.models import Conversation, Message, Turn
from chat.pii import Masked, mask
from chat.turns import leases, opening, runner

pytestmark = pytest.mark.django_db(transaction=True)

TELEPHONE = "010-1234-5678로 전화 주세요. "
LONG = TELEPHONE * 60


@pytest.fixture
async def lin():
    return await Conversation.objects.acreate(session_id="lin")


async def test_nothing_is_masked_while_others_wait_for_the_transaction(lin, monkeypatch):
    """A long message takes ten milliseconds; on SQLite every writer waits for the lock."""
    is_late = []

    def watched(text):
        is_late.append(connection.in_atomic_block and not isinstance(text, Masked))
        return mask(text)

    monkeypatch.setattr(opening, "mask", watched)
    monkeypatch.setattr(transcript, "mask", watched)
    asks = [leases.TurnRequest(lin.pk, TELEPHONE, "m1"), leases.TurnRequest(lin.pk, "How?", "m1")]

    first, twin = await sync_to_async(opening.open_turns)(asks)
    once_more = leases.TurnRequest(lin.pk, TELEPHONE, "m1")
    (again,) = await sync_to_async(opening.open_turns)([once_more])

    assert first.text == mask(TELEPHONE)
    assert isinstance(twin, IdReuse)
    assert again.duplicate
    assert len(is_late) > len(asks)
    assert not any(is_late)


async def test_a_long_message_is_masked_before_it_joins_the_others(lin, monkeypatch):
    given = []

    def full(asks):
        given.extend(asks)
        return [Busy(retry_after=1) for _ in asks]

    monkeypatch.setattr(runner, "open_turns", db.GroupCommit(full))

    for text in (LONG, TELEPHONE):
        with pytest.raises(Busy):
            await turns.ask(lin.pk, text)

    long, short = given
    assert isinstance(long.text, Masked)
    assert long.text == mask(LONG)
    assert not isinstance(short.text, Masked)  # with its batch


@pytest.fixture
def masking(monkeypatch, settings):
    """Long texts are masked once this is set."""
    settings.AICC_ENGINE = "canned"
    may_go = threading.Event()
    monkeypatch.setattr(runner, "mask", lambda text: may_go.wait() and mask(text))
    yield may_go
    may_go.set()


async def said(conversation):
    rows = Message.objects.filter(conversation=conversation, sender="customer").order_by("seq")
    return [text async for text in rows.values_list("text", flat=True)]


async def test_who_leaves_while_their_long_message_is_masked_has_sent_it(lin, masking):
    asking = asyncio.create_task(turns.ask(lin.pk, LONG))
    await asyncio.sleep(0)

    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    masking.set()
    while runner.registry.tasks:
        await asyncio.wait(set(runner.registry.tasks))

    assert await said(lin) == [mask(LONG)]


async def test_what_is_said_behind_a_long_message_is_stored_behind_it(lin, masking):
    first, second = (asyncio.create_task(turns.ask(lin.pk, text)) for text in (LONG, "그리고요?"))
    another = await Conversation.objects.acreate(session_id="raj")
    await turns.ask(another.pk, "수수료는요?")  # waits for neither

    masking.set()
    await asyncio.gather(first, second)

    assert await said(lin) == [mask(LONG), "그리고요?"]
    assert not runner.registry.being_masked


async def test_a_server_that_goes_down_waits_for_a_message_that_is_being_masked(
    lin, masking, monkeypatch
):
    monkeypatch.setattr(runner.registry, "draining", False)
    asking = asyncio.create_task(turns.ask(lin.pk, LONG))
    await asyncio.sleep(0)
    draining = asyncio.create_task(runner.drain(3600.0))
    await asyncio.sleep(0)

    masking.set()
    await draining

    assert (await asking).text == mask(LONG)
    assert (await Turn.objects.aget(conversation=lin)).state == Turn.State.ANSWERED
