"""What a desk is shown of its conversations: every entry once, in order, while it is theirs."""

import pytest
from asgiref.sync import sync_to_async

from chat.models import Conversation
from handover.queue import queue
from handover.tests.conftest import asks, customer_says

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = sync_to_async


async def test_two_tabs_show_the_same_and_a_returning_one_misses_nothing(desks, at_work, mei, sam):
    row = await asks()
    conversation = await Conversation.objects.aget()
    await in_thread(queue.claim)(row.pk, mei)
    first, second = await desks(mei), await desks(mei)
    for tab in (first, second):
        await tab.sends("resume", handover=row.pk, last_seq=0)
    await second.hears("handover")
    before = [frame["seq"] for frame in await second.is_answered() if frame["type"] == "entry"]
    await second.closes()

    await first.sends("say", handover=row.pk, text="하나", client_message_id="a1")
    await first.hears("ack")
    await in_thread(customer_says)(conversation, "둘")
    await first.hears("entry", text="둘")
    third = await desks(mei)
    await third.sends("resume", handover=row.pk, last_seq=before[-1])
    missed = [frame for frame in await third.is_answered() if frame["type"] == "entry"]

    assert [frame["text"] for frame in missed] == ["하나", "둘"]
    assert [frame["seq"] for frame in missed] == [before[-1] + 1, before[-1] + 2]


async def test_a_conversation_that_was_given_away_is_followed_no_more(desks, at_work, mei, raj):
    row = await asks()
    conversation = await Conversation.objects.aget()
    await in_thread(queue.claim)(row.pk, mei)
    seat = await desks(mei)
    await seat.sends("resume", handover=row.pk, last_seq=0)
    await seat.hears("handover")
    await seat.is_answered()

    await seat.sends("transfer", handover=row.pk, to={"agent": raj.pk})
    await seat.hears("gone", handover=row.pk)
    await in_thread(customer_says)(conversation, "비밀입니다")

    assert [frame for frame in await seat.is_answered() if frame["type"] == "entry"] == []
    await seat.sends("resume", handover=row.pk, last_seq=0)
    assert (await seat.hears("error"))["code"] == "not_found"
