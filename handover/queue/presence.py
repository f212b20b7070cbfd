"""Who sits at the desk now, and how long a customer will probably wait for them."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from aicc.platform import bulk_sql, events
from handover.models import AgentProfile, AgentSegment, Handover
from handover.queue import presence_periods
from handover.queue.hours import calendar
from handover.staff_sessions import staff_sessions

WORKS = "handover.change_handover"
RECENT = timedelta(hours=24)
MOST_RECENT = 20  # handling times that an estimate is drawn from
FEWEST_RECENT = 5  # with fewer the estimate is unknown
ROUND_SECONDS = 30  # nobody knows it more exactly


@dataclass(frozen=True, slots=True)
class QueuePosition:
    """Where somebody who waits stands."""

    position: int  # from 1; 0 when they wait no longer
    estimated_wait_seconds: int | None  # None: nobody can say
    agents_present: bool  # somebody who may take them is at the desk
    is_open: bool
    opens_at: datetime | None  # while closed; None: not within sight


@dataclass(frozen=True, slots=True)
class AgentSeat:
    """A present agent."""

    user_id: int
    team_id: int | None
    capacity: int
    load: int  # conversations they have now

    def serves(self, team_id: int | None) -> bool:
        return team_id is None or team_id == self.team_id


def profile_of(agent: User) -> AgentProfile:
    """The agent's place; made at the first question after it."""
    found = AgentProfile.objects.filter(user=agent).select_related("team").first()
    if found is not None:
        return found
    try:
        return AgentProfile.objects.create(user=agent)
    except IntegrityError:  # another of their tabs was faster
        return AgentProfile.objects.get(user=agent)


def present() -> QuerySet[AgentProfile]:
    """Agents at a desk who are online.

    Whoever may take conversations no more is none, though their desk was open a second ago.
    """
    return at_desks().filter(presence=AgentProfile.Presence.ONLINE)


def at_desks() -> QuerySet[AgentProfile]:
    """Agents whose desks were heard of in AICC_AGENT_AWAY_SECONDS, in whichever state."""
    oldest = Now() - timedelta(seconds=settings.AICC_AGENT_AWAY_SECONDS)
    return AgentProfile.objects.filter(
        staff_sessions.holders(WORKS), seen_at__gte=oldest, user__is_active=True
    )


def seats() -> list[AgentSeat]:
    """Everybody present, with what they have in hand. Two queries."""
    rows = list(present().values_list("user_id", "team_id", "capacity"))
    loads = loads_of([user_id for user_id, _, _ in rows])
    return [AgentSeat(*row, load=loads[row[0]]) for row in rows]


def loads_of(user_ids: list[int]) -> Counter[int]:
    """How many conversations each of these agents has in hand."""
    if not user_ids:
        return Counter()
    claimed = Handover.objects.filter(agent__in=user_ids, status=Handover.Status.CLAIMED)
    counts = claimed.order_by().values_list("agent").annotate(Count("pk"))
    return Counter(dict(counts))


def beat(agent: User) -> None:
    """One of the agent's desks lives."""
    profile = profile_of(agent)
    presence_periods.end_of_the_gone(profile, timezone.now())
    AgentProfile.objects.filter(pk=profile.pk).update(seen_at=Now())
    if not presence_periods.is_counted(profile):  # they were gone, and are here again
        enter(profile, None)


def set_presence(agent: User, presence: str) -> None:
    """online: takes conversations. Any other: keeps those in hand and gets no new ones."""
    profile = profile_of(agent)
    presence_periods.end_of_the_gone(profile, timezone.now())
    enter(profile, presence)
    AgentProfile.objects.filter(pk=profile.pk).update(seen_at=Now())
    events.queue_moved()


@transaction.atomic
def enter(profile: AgentProfile, presence: str | None) -> None:
    """The agent is in this state from now on, or goes on in the one that they were in."""
    there = AgentProfile.objects.select_for_update().get(pk=profile.pk)
    wanted = presence or there.presence
    if wanted == there.presence and presence_periods.is_counted(there):
        return  # another of their tabs was faster
    there.presence, there.presence_since = wanted, timezone.now()
    there.save(update_fields=["presence", "presence_since"])
    presence_periods.begin(there.user_id, wanted, there.presence_since)


def recent_handling() -> float | None:
    """Seconds that a conversation takes an agent, the median of the last day's; None: unknown."""
    rows = (
        AgentSegment.objects.filter(
            end=AgentSegment.End.CLOSED, ended_at__gte=timezone.now() - RECENT
        )
        .order_by("-ended_at")
        .values_list("began_at", "ended_at")[:MOST_RECENT]
    )
    times = [(ended - began).total_seconds() for began, ended in rows if ended]
    return median(times) if len(times) >= FEWEST_RECENT else None


def estimate(
    ahead: int, able: list[AgentSeat], handling: float | None, *, is_open: bool
) -> int | None:
    """Seconds until somebody with `ahead` people before them is taken; None: unknown.

    With a free place for each of them it is a moment; else the places in use become free one
    after another, each after a handling time shared by all of them.
    """
    if not able or handling is None or not is_open:
        return None
    places = sum(seat.capacity for seat in able)
    free = sum(max(0, seat.capacity - seat.load) for seat in able)
    seconds = max(0, ahead + 1 - free) * handling / places
    return max(1, math.ceil(seconds / ROUND_SECONDS)) * ROUND_SECONDS


def queue_positions(conversation_ids: list[int]) -> list[QueuePosition]:
    """Where each of these conversations stands in the queue. Four queries for all of them."""
    places = places_of(conversation_ids)
    there, handling, now = seats(), recent_handling(), timezone.now()
    hours = calendar()
    is_open = hours.is_open(now)
    opens_at = None if is_open else hours.opens_at(now)
    found = []
    for conversation_id in conversation_ids:
        place, team_id = places.get(conversation_id, (0, None))
        able = [seat for seat in there if seat.serves(team_id)]
        wait = estimate(place - 1, able, handling, is_open=is_open) if place else None
        found.append(QueuePosition(place, wait, bool(able), is_open, opens_at))
    return found


def places_of(conversation_ids: list[int]) -> dict[int, tuple[int, int | None]]:
    """Of those of these conversations that wait: the place, from 1, and the team.

    The database counts; of five thousand that wait it gives out the rows that were asked for.
    """
    table = Handover._meta.db_table
    rows = bulk_sql.select(
        "SELECT conversation_id, place, team_id FROM ("  # noqa: S608  (a table's name and places)
        "SELECT conversation_id, team_id, ROW_NUMBER() OVER (ORDER BY rank_at, id) AS place "
        f"FROM {table} WHERE status = %s) AS line "
        f"WHERE conversation_id IN ({bulk_sql.placeholders(len(conversation_ids))})",
        [Handover.Status.WAITING.value, *conversation_ids],
    )
    return {conversation_id: (place, team_id) for conversation_id, place, team_id in rows}
