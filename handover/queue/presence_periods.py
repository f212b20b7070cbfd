"""How long agents were in which state at their desks: each call belongs to who changed it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from handover.models import AgentProfile, PresencePeriod


def begin(agent_id: int, presence: str, now: datetime) -> None:
    """From now on the agent is in this state; the one before is over."""
    under_way(agent_id).update(ended_at=now)
    PresencePeriod.objects.create(agent_id=agent_id, presence=presence, began_at=now)


def under_way(agent_id: int) -> QuerySet[PresencePeriod]:
    return PresencePeriod.objects.filter(agent=agent_id, ended_at=None)


def is_counted(profile: AgentProfile) -> bool:
    """Whether the state that the agent is in goes on since some moment."""
    return under_way(profile.user_id).filter(presence=profile.presence).exists()


def is_gone(seen_at: datetime | None, now: datetime) -> bool:
    """Whether the agent's last desk was heard of too long ago to be there."""
    away = timedelta(seconds=settings.AICC_AGENT_AWAY_SECONDS)
    return seen_at is None or seen_at < now - away


def end_of_the_gone(profile: AgentProfile, now: datetime) -> None:
    """What went on when the agent was heard of last ended then, where they were gone since."""
    if profile.seen_at and is_gone(profile.seen_at, now):
        before = under_way(profile.user_id).filter(began_at__lte=profile.seen_at)
        before.update(ended_at=profile.seen_at)


def seconds_by_state(
    since: datetime, until: datetime, now: datetime, agents: Iterable[int] | None = None
) -> dict[int | None, dict[str, float]]:
    """Of each agent, seconds of since ≤ t < until in each state. What goes on lasts until now,
    of somebody whose desks are gone until they were heard of last. One query. None stands for
    agents whose logins are gone.
    """
    overlaps = Q(ended_at=None) | Q(ended_at__gt=since)
    rows = PresencePeriod.objects.filter(overlaps, began_at__lt=until)
    if agents is not None:
        rows = rows.filter(agent__in=agents)
    found: dict[int | None, dict[str, float]] = {}
    for agent, presence, began_at, ended_at, seen_at in rows.values_list(
        "agent", "presence", "began_at", "ended_at", "agent__agent_profile__seen_at"
    ):
        end = ended_at or (seen_at or began_at if is_gone(seen_at, now) else now)
        seconds = (min(end, until) - max(began_at, since)).total_seconds()
        states = found.setdefault(agent, {})
        states[presence] = states.get(presence, 0.0) + max(0.0, seconds)
    return found
