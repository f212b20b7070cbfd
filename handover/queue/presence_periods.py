"""How long agents were in which state at their desks: each call belongs to who changed it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from handover.models import AgentProfile, PresencePeriod

AT_ONCE = 100


def begin(agent_id: int, presence: str, now: datetime) -> None:
    """From now on the agent is in this state; the one before is over."""
    under_way(agent_id).update(ended_at=now)
    PresencePeriod.objects.create(agent_id=agent_id, presence=presence, began_at=now)


def under_way(agent_id: int) -> QuerySet[PresencePeriod]:
    return PresencePeriod.objects.filter(agent=agent_id, ended_at=None)


def is_counted(profile: AgentProfile) -> bool:
    """Whether the state that the agent is in goes on since some moment."""
    return under_way(profile.user_id).filter(presence=profile.presence).exists()


def end_of_the_gone() -> int:
    """End what goes on for agents whose desks are gone, when they were last heard of.

    Returns how many; harmless to repeat.
    """
    gone_since = Now() - timedelta(seconds=settings.AICC_AGENT_AWAY_SECONDS)
    there = AgentProfile.objects.filter(user=OuterRef("agent"), seen_at__gte=gone_since)
    rows = PresencePeriod.objects.filter(~Exists(there), ended_at=None, began_at__lt=gone_since)
    found = list(
        rows.values_list("pk", "began_at", "agent__agent_profile__seen_at").order_by()[:AT_ONCE]
    )
    for pk, began_at, seen_at in found:
        last = max(began_at, seen_at or began_at)
        PresencePeriod.objects.filter(pk=pk, ended_at=None).update(ended_at=last)
    return len(found)


def seconds_by_state(
    since: datetime, until: datetime, now: datetime, agents: Iterable[int] | None = None
) -> dict[int | None, dict[str, float]]:
    """Of each agent, seconds of since ≤ t < until in each state, what goes on until now. One
    query. None stands for agents who are gone.
    """
    overlaps = Q(ended_at=None) | Q(ended_at__gt=since)
    rows = PresencePeriod.objects.filter(overlaps, began_at__lt=until)
    if agents is not None:
        rows = rows.filter(agent__in=agents)
    found: dict[int | None, dict[str, float]] = {}
    for agent, presence, began_at, ended_at in rows.values_list(
        F("agent"), "presence", "began_at", "ended_at"
    ):
        seconds = (min(ended_at or now, until) - max(began_at, since)).total_seconds()
        states = found.setdefault(agent, {})
        states[presence] = states.get(presence, 0.0) + max(0.0, seconds)
    return found
