"""A question is masked before anybody waits for the transaction that stores it."""

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from aicc.platform import db
from aicc.platform.errors import Busy, IdReuse
from chat import transcript, turns
from chat.models import Conversation
from chat.pii import Masked, mask
from chat.turns import leases, opening, runner

pytestmark = pytest.mark.django_db(transaction=True)

TELEPHONE = "010-1234-5678로 전화 주세요. "


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

    for text in (TELEPHONE * 60, TELEPHONE):
        with pytest.raises(Busy):
            await turns.ask(lin.pk, text)

    long, short = given
    assert isinstance(long.text, Masked)
    assert long.text == mask(TELEPHONE * 60)
    assert not isinstance(short.text, Masked)  # with its batch
