"""Counting a stretch of time from the records themselves, as definitions.py defines it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from chat.models import Conversation, Turn
from handover.models import AgentSegment, Handover
from handover.reporting import definitions
from handover.reporting.aggregate import Tally
from handover.reporting.definitions import OF_CONVERSATIONS, OF_HANDOVERS, flagged

SCORED = ("scored_assistant", "scored_people", "scored_nobody")


def count(since: datetime, until: datetime, of: Collection[int] | None = None) -> Tally:
    """Every figure of since ≤ t < until. Six queries, on the indexes of those moments.

    of: only what belongs to these conversations; None: to whichever.
    """
    tally = Tally()
    conversations = among(definitions.conversations(since, until), "pk", of)
    questions = among(definitions.questions(since, until), "conversation", of)
    unanswered = among(definitions.unanswered(since, until), "conversation", of)
    count_conversations(tally, conversations)
    count_questions(tally, questions)
    count_thumbs(tally, questions)
    tally.counts["unanswered"] += unanswered.count()
    count_handovers(tally, among(definitions.handovers(since, until), "conversation", of))
    return tally


def among(rows: QuerySet[Any], name: str, of: Collection[int] | None) -> QuerySet[Any]:
    return rows if of is None else rows.filter(**{f"{name}__in": of})


def count_conversations(tally: Tally, begun: QuerySet[Conversation]) -> None:
    rows = flagged(begun, OF_CONVERSATIONS, "contained", *SCORED).values_list(
        "category", "score", "is_contained", *(f"is_{name}" for name in SCORED)
    )
    for category, score, is_contained, *scored in rows:
        tally.counts["conversations"] += 1
        tally.counts["contained"] += bool(is_contained)
        tally.counts[f"category.{category}"] += 1
        for name, is_it in zip(SCORED, scored, strict=True):
            if is_it:
                tally.counts[f"{name.replace('scored', 'score')}.{score}"] += 1


def count_questions(tally: Tally, turns: QuerySet[Turn]) -> None:
    questions = turns.values_list(
        "state", "engine", "asked_at", "closed_at", "trace",
        "tokens_in", "tokens_out", "cost_micro_won",
    )  # fmt: skip
    counts = tally.counts
    for state, engine, asked, closed, trace, tokens_in, tokens_out, cost in questions.iterator():
        counts["questions"] += 1
        counts[f"turn.{state}"] += 1
        counts["tokens_in"] += tokens_in
        counts["tokens_out"] += tokens_out
        counts["cost_micro_won"] += cost
        counts["model_failures"] += "model_failure" in trace
        confidence = confidence_of(trace)
        if confidence is not None:
            tally.measured("confidence", confidence)
        if state == Turn.State.ANSWERED:
            counts[f"engine.{engine}"] += 1
            count_time(tally, engine, closed - asked if closed else None)


def count_time(tally: Tally, engine: str, time: timedelta | None) -> None:
    if time is None:
        return
    tally.took("answer", time)
    if engine == "model":
        tally.took("model", time)


def confidence_of(trace: dict[str, Any]) -> float | None:
    """How probably the answer was useful, 0.0 to 1.0; of one that was not weighed its best
    passage's score. None where nothing was looked up in the articles.
    """
    if (weighed := trace.get("probability")) is not None:
        return float(weighed)
    passages = trace.get("passages")
    if passages is None:
        return None
    return max((float(passage["score"]) for passage in passages), default=0.0)


def count_thumbs(tally: Tally, turns: QuerySet[Turn]) -> None:
    """On the answers to these questions."""
    ratings = turns.filter(
        conversation__messages__seq=F("answer_seq"),
        conversation__messages__feedback__isnull=False,
    ).values_list("conversation__messages__feedback__rating", flat=True)
    tally.counts.update(f"thumb.{rating}" for rating in ratings if rating in ("up", "down"))


def count_handovers(tally: Tally, requested: QuerySet[Handover]) -> None:
    """Of the requests for a person, and of all that became of them."""
    segments: dict[int, list[AgentSegment]] = defaultdict(list)
    for segment in AgentSegment.objects.filter(handover__in=requested).order_by("pk"):
        segments[segment.handover_id].append(segment)
    for row in flagged(requested, OF_HANDOVERS, "taken", "abandoned", "handled", "ended"):
        count_handover(tally, row, segments[row.pk])


def count_handover(tally: Tally, row: Handover, segments: list[AgentSegment]) -> None:
    """row: as `flagged` gives it."""
    counts = tally.counts
    counts["wishes"] += 1
    counts[f"trigger.{row.trigger}"] += 1
    counts["transfers"] += row.transfers
    for name in ("taken", "abandoned", "handled", "ended"):
        counts[name] += bool(getattr(row, f"is_{name}"))
    if segments:
        tally.took("waiting", segments[0].began_at - row.requested_at)
    if row.first_reply_at:
        counts["first_replies"] += 1
        counts["first_replies_kept"] += bool(row.first_reply_kept)
        tally.took("first_reply", row.first_reply_at - row.requested_at)
    if row.ended_at is None:
        return
    counts[f"outcome.{row.outcome}"] += 1
    if segments:
        counts["solved_kept"] += bool(row.resolution_kept)
        held = (segment.ended_at - segment.began_at for segment in segments if segment.ended_at)
        tally.took("handling", sum(held, timedelta()))
