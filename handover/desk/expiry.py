"""What must happen at the desk without anybody's hand: claims lapse, who waits is assigned."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from aicc.platform.db import each_by_itself
from chat import transcript
from handover.models import AgentProfile, Handover
from handover.queue import agent_segments, queue
from handover.queue.presence import AgentSeat, seats

AT_ONCE = 100


def timed_out() -> Q:
    """Claims without a word for AICC_CLAIM_SECONDS, and those of agents whose desks are gone.

    By the database's clock. It is asked who is there, not who is away: of somebody whose login,
    profile or whole record is gone there is no row that could say so.
    """
    silent_since = Now() - timedelta(seconds=settings.AICC_CLAIM_SECONDS)
    gone_since = Now() - timedelta(seconds=settings.AICC_AGENT_AWAY_SECONDS)
    there = AgentProfile.objects.filter(user=OuterRef("agent"), seen_at__gte=gone_since)
    return Q(answered=False, claimed_at__lt=silent_since) | Q(
        ~Exists(there), claimed_at__lt=gone_since
    )


def expire_handovers() -> int:
    """Give every lapsed claim back to the queue. Returns how many; harmless to repeat."""
    claimed = Handover.objects.filter(status=Handover.Status.CLAIMED)
    if not claimed.exists():  # asked every two seconds, and mostly nobody has claimed anything
        return 0
    found = list(
        claimed.filter(timed_out())
        .order_by("conversation_id")
        .values_list("pk", "conversation_id")[:AT_ONCE]
    )
    return sum(each_by_itself(expire, found))


@transaction.atomic
def expire(handover_id: int, conversation_id: int) -> bool:
    """Give this claim back unless it was answered or taken over in the meantime."""
    conversation = transcript.lock(conversation_id)
    handover = Handover.objects.filter(
        timed_out(), pk=handover_id, status=Handover.Status.CLAIMED
    ).first()
    if handover is None:
        return False
    queue.back_to_queue(conversation, handover, agent_segments.End.LAPSED)
    return True


def assign_waiting() -> int:
    """With AICC_ASSIGNMENT=least_busy: whoever waits goes to the present agent with most room.

    Nobody gets more than their capacity, and whoever let this one lapse before is asked last.
    Returns how many were given.
    """
    if settings.AICC_ASSIGNMENT != "least_busy":
        return 0
    there = seats()
    given = 0
    rows = queue.waiting().values_list("pk", "team_id", "passed_by_id")[:AT_ONCE]
    for handover_id, team_id, passed_by in rows if there else ():
        seat = least_loaded(there, team_id, passed_by)
        if seat is None:
            continue
        if not any(each_by_itself(give, [(handover_id, seat.user_id)])):
            continue
        there.remove(seat)
        there.append(AgentSeat(seat.user_id, seat.team_id, seat.capacity, seat.load + 1))
        given += 1
    return given


def give(handover_id: int, user_id: int) -> bool:
    """Whether this agent has it now; not where another came first."""
    try:
        queue.claim(handover_id, User.objects.get(pk=user_id))
    except queue.AlreadyClaimed:
        return False
    return True


def least_loaded(
    there: list[AgentSeat], team_id: int | None, passed_by: int | None
) -> AgentSeat | None:
    """Who has most room and may take it; None when nobody has any."""
    able = [seat for seat in there if seat.serves(team_id) and seat.load < seat.capacity]
    others = [seat for seat in able if seat.user_id != passed_by]
    return min(
        others or able, key=lambda seat: (seat.load / seat.capacity, seat.user_id), default=None
    )


def keep_up() -> None:
    """One round of both, as the loop of a serving process does it."""
    expire_handovers()
    assign_waiting()
