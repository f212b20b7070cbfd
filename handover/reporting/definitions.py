"""Counting a stretch of time from the records themselves.

Each record belongs to one moment that never changes: a conversation to its beginning, a
question to when it was asked, a wish for a person to when it came. What becomes of it later
is told of that moment, whenever it happens.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef

from chat.models import Conversation, KnowledgeGap, Turn
from handover.models import Handover, Stint
from handover.reporting.aggregate import Tally


def count(since: datetime, until: datetime) -> Tally:
    """Every figure of since ≤ t < until. Six queries, on the indexes of those moments."""
    tally = Tally()
    count_conversations(tally, since, until)
    count_turns(tally, since, until)
    count_thumbs(tally, since, until)
    count_gaps(tally, since, until)
    count_handovers(tally, since, until)
    return tally


def count_conversations(tally: Tally, since: datetime, until: datetime) -> None:
    """Of those in which something was said."""
    handovers = Handover.objects.filter(conversation=OuterRef("pk"))
    taken = Stint.objects.filter(handover__conversation=OuterRef("pk"))
    begun = Conversation.objects.filter(
        started_at__gte=since, started_at__lt=until, last_message_at__isnull=False
    ).values_list("category", "score", Exists(handovers), Exists(taken))
    for category, score, was_wished, was_taken in begun:
        tally.counts["conversations"] += 1
        tally.counts["contained"] += not was_wished
        tally.counts[f"category.{category}"] += 1
        if score:
            by = "people" if was_taken else "nobody" if was_wished else "assistant"
            tally.counts[f"score_{by}.{score}"] += 1


def count_turns(tally: Tally, since: datetime, until: datetime) -> None:
    turns = Turn.objects.filter(asked_at__gte=since, asked_at__lt=until).values_list(
        "state", "engine", "asked_at", "closed_at", "trace",
        "tokens_in", "tokens_out", "cost_micro_won",
    )  # fmt: skip
    counts = tally.counts
    for state, engine, asked, closed, trace, tokens_in, tokens_out, cost in turns.iterator():
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
    """The best passage's score, 0.0 to 1.0; None where nothing was looked up in the articles."""
    passages = trace.get("passages")
    if passages is None:
        return None
    return max((float(passage["score"]) for passage in passages), default=0.0)


def count_thumbs(tally: Tally, since: datetime, until: datetime) -> None:
    """On the answers to these questions."""
    ratings = Turn.objects.filter(
        asked_at__gte=since,
        asked_at__lt=until,
        conversation__messages__seq=F("answer_seq"),
        conversation__messages__feedback__isnull=False,
    ).values_list("conversation__messages__feedback__rating", flat=True)
    tally.counts.update(f"thumb.{rating}" for rating in ratings)


def count_gaps(tally: Tally, since: datetime, until: datetime) -> None:
    tally.counts["unanswered"] += KnowledgeGap.objects.filter(
        kind=KnowledgeGap.Kind.UNANSWERED, noted_at__gte=since, noted_at__lt=until
    ).count()


def count_handovers(tally: Tally, since: datetime, until: datetime) -> None:
    """Of the wishes for a person, and of all that became of them."""
    rows = Handover.objects.filter(requested_at__gte=since, requested_at__lt=until)
    stints: dict[int, list[Stint]] = defaultdict(list)
    for stint in Stint.objects.filter(handover__in=rows).order_by("pk"):
        stints[stint.handover_id].append(stint)
    for row in rows:
        count_handover(tally, row, stints[row.pk])


def count_handover(tally: Tally, row: Handover, stints: list[Stint]) -> None:
    counts = tally.counts
    counts["wishes"] += 1
    counts[f"trigger.{row.trigger}"] += 1
    counts["transfers"] += row.transfers
    if stints:
        counts["taken"] += 1
        tally.took("waiting", stints[0].began_at - row.requested_at)
    if row.first_reply_at:
        counts["first_replies"] += 1
        counts["first_replies_kept"] += bool(row.first_reply_kept)
        tally.took("first_reply", row.first_reply_at - row.requested_at)
    if row.ended_at is None:
        return
    counts["ended"] += 1
    counts[f"outcome.{row.outcome}"] += 1
    if stints:
        counts["handled"] += 1
        counts["solved_kept"] += bool(row.resolution_kept)
        held = (stint.ended_at - stint.began_at for stint in stints if stint.ended_at)
        tally.took("handling", sum(held, timedelta()))
    elif row.status == Handover.Status.CANCELLED and row.outcome != Handover.Outcome.CALL_BACK:
        counts["abandoned"] += 1
