"""What is counted of the handovers: the queue now, and what people did in a period."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Max, Min
from django.utils import timezone

from aicc.platform.percentiles import Percentiles, percentiles, ratio
from handover.models import AgentProfile, AgentSegment, Handover
from handover.queue import presence_periods
from handover.reporting import definitions
from handover.reporting.definitions import OF_HANDOVERS, flagged

Status = Handover.Status


def waiting_count() -> int:
    """How many customers wait for a person now."""
    return Handover.objects.filter(status=Status.WAITING).count()


def queue_now() -> tuple[int, float]:
    """How many wait, and for how many seconds the first of them; (0, 0.0) where nobody does."""
    found = Handover.objects.filter(status=Status.WAITING).aggregate(
        number=Count("pk"), since=Min("requested_at")
    )
    since = found["since"]
    # A request may bear the time of a server whose clock is ahead of this one's.
    waited = (timezone.now() - since).total_seconds() if since else 0.0
    return found["number"], max(0.0, waited)


def waiting_stamp() -> str:
    """Another one whenever somebody has joined the queue or left it."""
    found = Handover.objects.filter(status=Status.WAITING).aggregate(
        number=Count("pk"), newest=Max("pk")
    )
    return f"{found['number']}-{found['newest'] or 0}"


@dataclass(frozen=True, slots=True)
class AgentFigures:
    """What one agent did with the conversations that they took in the period.

    first_word: seconds from taking one to saying something. handling: from taking one to its
    end or its passing on. presence: seconds of the period in each state at the desk, whatever
    was taken in it.
    """

    name: str
    taken: int
    closed: int
    transferred: int
    lapsed: int
    first_word: Percentiles
    handling: Percentiles
    presence: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeopleFigures:
    """Of the handover requests that came in the period, and of what became of them until now.

    taken: an agent had it at least once. abandoned: the customer left before anybody had,
        and not for a call-back.
    waiting: seconds from the request to the first agent; of those who were taken.
    first_reply: from the request to an agent's first words. handling: an agent's time with it,
        of those that ended; several agents' times are added.
    *_kept: shares from 0.0 to 1.0 of the promises that are decided, in business hours (see
        handover.queue.sla); resolution_kept of the ended ones that an agent had. score: the mean
        of the customers' scores, 1 to 5.
    """

    requested: int
    taken: int
    abandoned: int
    open: int
    waiting: Percentiles
    first_reply: Percentiles
    handling: Percentiles
    transfers: int
    first_reply_kept: float | None
    replies_kept: float | None
    resolution_kept: float | None
    triggers: dict[str, int]
    outcomes: dict[str, int]
    scores: int
    score: float | None
    agents: tuple[AgentFigures, ...]


def people_figures(since: datetime, until: datetime) -> PeopleFigures:
    """since ≤ requested < until. Five queries; a period's rows are read, never a transcript."""
    requested = definitions.handovers(since, until)
    rows = list(
        flagged(requested, OF_HANDOVERS, "taken", "abandoned", "handled", "ended")
        .select_related("conversation")
        .order_by("pk")
    )
    segments: dict[int, list[AgentSegment]] = defaultdict(list)
    for segment in AgentSegment.objects.filter(handover__in=requested).order_by("pk"):
        segments[segment.handover_id].append(segment)
    taken = [row for row in rows if row.is_taken]
    handled = [row for row in rows if row.is_handled]
    ended = [row for row in rows if row.is_ended]
    replies = sum(row.replies for row in rows)
    # A conversation has one score, however often a person was asked for in it.
    scores = {row.conversation_id: row.conversation.score for row in taken}
    given = [score for score in scores.values() if score is not None]
    return PeopleFigures(
        requested=len(rows),
        taken=len(taken),
        abandoned=sum(row.is_abandoned for row in rows),
        open=len(rows) - len(ended),
        waiting=percentiles(
            seconds(row.requested_at, segments[row.pk][0].began_at) for row in taken
        ),
        first_reply=percentiles(
            seconds(row.requested_at, row.first_reply_at) for row in rows if row.first_reply_at
        ),
        handling=percentiles(held(segments[row.pk]) for row in handled),
        transfers=sum(row.transfers for row in rows),
        first_reply_kept=kept(row.first_reply_kept for row in rows),
        replies_kept=ratio(replies - sum(row.late_replies for row in rows), replies),
        resolution_kept=kept(row.resolution_kept for row in handled),
        triggers=dict(sorted(Counter(row.trigger for row in rows).items())),
        outcomes=dict(sorted(Counter(row.outcome for row in ended).items())),
        scores=len(given),
        score=sum(given) / len(given) if given else None,
        agents=agent_figures(since, until),
    )


def agent_figures(since: datetime, until: datetime) -> tuple[AgentFigures, ...]:
    """Each agent's, by name, of what they took and how they were there in since ≤ t < until.

    Three queries.
    """
    by_agent: dict[int | None, list[AgentSegment]] = defaultdict(list)
    for segment in AgentSegment.objects.filter(began_at__gte=since, began_at__lt=until):
        by_agent[segment.agent_id].append(segment)
    presences = presence_periods.seconds_by_state(since, until, timezone.now())
    keys = by_agent.keys() | presences
    known = User.objects.in_bulk([key for key in keys if key])
    found = [
        figures_of(known.get(agent or 0), by_agent[agent], presences.get(agent, {}))
        for agent in keys
    ]
    return tuple(sorted(found, key=lambda figures: figures.name))


def figures_of(
    agent: User | None, segments: list[AgentSegment], presence: dict[str, float]
) -> AgentFigures:
    ends = Counter(segment.end for segment in segments)
    return AgentFigures(
        name=(agent.get_full_name() or agent.get_username()) if agent else "",
        taken=len(segments),
        closed=ends[AgentSegment.End.CLOSED],
        transferred=ends[AgentSegment.End.TRANSFERRED],
        lapsed=ends[AgentSegment.End.LAPSED],
        first_word=percentiles(
            seconds(segment.began_at, segment.first_word_at)
            for segment in segments
            if segment.first_word_at
        ),
        handling=percentiles(held([segment]) for segment in segments if segment.ended_at),
        presence={
            name: presence[name] for name in AgentProfile.Presence.values if name in presence
        },
    )


def seconds(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


def held(segments: list[AgentSegment]) -> float:
    """Seconds that agents had it, of the segments that are over."""
    return sum(
        seconds(segment.began_at, segment.ended_at) for segment in segments if segment.ended_at
    )


def kept(decided: Iterable[bool | None]) -> float | None:
    answers = [answer for answer in decided if answer is not None]
    return ratio(sum(answers), len(answers))
