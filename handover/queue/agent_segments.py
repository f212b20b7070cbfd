"""The record of who had a handover when. Each call belongs to the transaction of its command."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from handover.models import AgentSegment

End = AgentSegment.End


def begin(handover_id: int, agent: User, now: datetime) -> None:
    """The handover is this agent's from now on."""
    AgentSegment.objects.create(handover_id=handover_id, agent=agent, began_at=now)


def spoke(handover_id: int, now: datetime) -> None:
    """Whoever has it said their first word."""
    under_way(handover_id).filter(first_word_at=None).update(first_word_at=now)


def end(handover_id: int, how: str, now: datetime) -> None:
    """It is no longer theirs. Nothing where nobody had it."""
    under_way(handover_id).update(ended_at=now, end=how)


def under_way(handover_id: int) -> QuerySet[AgentSegment]:
    return AgentSegment.objects.filter(handover=handover_id, ended_at=None)
