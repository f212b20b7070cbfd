"""What one agent did with the conversations that they took in a period, and the list behind."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Avg, Exists, OuterRef, Q, QuerySet

from aicc.platform.percentiles import Percentiles, percentiles
from handover.models import AgentSegment, Handover
from handover.reporting.period import Period

AGENT = "agent_"  # a figure's name: agent_<key of the login>_<which of their handovers>
End = AgentSegment.End
OF_SEGMENTS: dict[str, Q] = {
    "taken": Q(),
    "closed": Q(end=End.CLOSED),
    "transferred": Q(end=End.TRANSFERRED),
    "released": Q(end=End.RELEASED),
    "lapsed": Q(end=End.LAPSED),
}


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """counts: of OF_SEGMENTS, in handovers. first_word: seconds from taking one to saying
    something. handling: from taking one to its end or its passing on. score: the mean of the
    customers' scores, 1 to 5, over the handovers that nobody else had after this agent.
    """

    counts: Counter[str]
    first_word: Percentiles
    handling: Percentiles
    score: float | None


def figures_of(agent_id: int, period: Period) -> PersonFigures:
    """Two queries; the agent's segments of the period are read, never a transcript."""
    rows = list(segments_of(agent_id, period))
    ended = {name: {row.handover_id for row in rows if row.end == name} for name in OF_SEGMENTS}
    ended["taken"] = {row.handover_id for row in rows}
    last = Handover.objects.filter(agent=agent_id, pk__in=ended["taken"])
    return PersonFigures(
        counts=Counter({name: len(found) for name, found in ended.items()}),
        first_word=percentiles(
            (row.first_word_at - row.began_at).total_seconds() for row in rows if row.first_word_at
        ),
        handling=percentiles(
            (row.ended_at - row.began_at).total_seconds() for row in rows if row.ended_at
        ),
        score=last.aggregate(mean=Avg("conversation__score"))["mean"],
    )


def segments_of(agent_id: int, period: Period) -> QuerySet[AgentSegment]:
    return AgentSegment.objects.filter(
        agent=agent_id, began_at__gte=period.since, began_at__lt=period.until
    )


def part_of(figure: str) -> tuple[int, str] | None:
    """The agent and the name in OF_SEGMENTS; None for a figure of another kind."""
    agent, _, name = figure.removeprefix(AGENT).partition("_")
    known = figure.startswith(AGENT) and name in OF_SEGMENTS
    return (int(agent), name) if known and agent.isdecimal() and len(agent) < 10 else None


def behind(agent_id: int, name: str, period: Period) -> Q:
    """The handovers that `name` counts."""
    mine = segments_of(agent_id, period).filter(OF_SEGMENTS[name], handover=OuterRef("pk"))
    return Q(Exists(mine))
