"""Turns that their server did not finish: found, leased anew, and answered."""

import asyncio
import logging

from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from aicc.platform.db import each_by_itself, in_db
from aicc.platform.errors import Unavailable
from chat import transcript
from chat.models import Turn
from chat.turns import leases, runner
from chat.turns.leases import NextQuestion

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
AT_ONCE = 20


def take_abandoned() -> list[NextQuestion]:
    """Lease up to 20 turns whose lease ran out, or that wait behind nothing, to us."""
    thought = Turn.objects.filter(conversation=OuterRef("conversation"), state=Turn.State.THINKING)
    ids = list(
        Turn.objects.filter(
            Q(leases.ran_out(), state=Turn.State.THINKING)
            | Q(Q(state=Turn.State.WAITING), ~Exists(thought))
        )
        .order_by("pk")
        .values_list("pk", "conversation_id")[:AT_ONCE]
    )
    # Each by itself: a lease of which the repetition of another's transaction knows nothing would
    # be nobody's until it runs out.
    found = each_by_itself(take, [(*each, leases.new_lease()) for each in ids])
    return [taken for taken in found if taken]


@transaction.atomic
def take(turn_id: int, conversation_id: int, lease: str) -> NextQuestion | None:
    """This turn, leased to us, if it is its conversation's first open one and nobody's.

    lease: chosen before the transaction; see leases.TurnRequest.
    """
    conversation = transcript.lock(conversation_id)
    first = (
        Turn.objects.filter(
            conversation=conversation, state__in=[Turn.State.THINKING, Turn.State.WAITING]
        )
        .order_by("question_seq")
        .first()
    )
    if first is None or first.pk != turn_id:
        return None
    if first.state == Turn.State.WAITING:
        return leases.hand_on(conversation, [first], lease)
    return leases.lease_again(conversation, first, lease)


def give_back_all() -> int:
    """End every lease. For a server that is alone: what is leased was a dead server's."""
    return Turn.objects.filter(state=Turn.State.THINKING).update(lease_until=Now())


def finish_abandoned() -> int:
    """Answer every turn that was left unanswered and is nobody's now. Returns how many."""
    return async_to_sync(finish_now)()


async def finish_now() -> int:
    finished = 0
    while taken := await in_db(take_abandoned)():
        for mine in taken:
            runner.start(mine)
        while runner.registry.tasks:  # also the questions that waited behind them
            await asyncio.wait(set(runner.registry.tasks))
        finished += len(taken)
    return finished


async def watch_for_abandoned() -> None:
    """The loop of a serving process: start what was abandoned, every five seconds."""
    while not runner.registry.draining:
        try:
            for mine in await in_db(take_abandoned)():
                runner.start(mine)
        except Unavailable:
            log.warning("the database does not answer; abandoned turns wait")
        await asyncio.sleep(EVERY_SECONDS)
