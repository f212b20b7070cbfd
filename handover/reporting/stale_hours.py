"""Which hours have to be counted anew, because something in them has changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q

from chat.models import Conversation, KnowledgeGap, Turn
from handover.models import AgentSegment, Handover

HOUR = timedelta(hours=1)
OPEN = (Handover.Status.WAITING, Handover.Status.CLAIMED)
ENDED = (Handover.Status.CANCELLED, Handover.Status.CLOSED)


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def hours_changed(since: datetime) -> set[datetime]:
    """The hours of everything that happened from `since` on. Eight queries, each on an index.

    A late change alters the hour that its record belongs to: a score that of the conversation's
    beginning, a transfer that of the handover request.
    """
    return {hour_of(moment) for moment in moments_changed(since)}


def moments_changed(since: datetime) -> Iterator[datetime]:
    spoken = Q(last_message_at__gte=since)
    for condition in (spoken, Q(scored_at__gte=since)):
        yield from Conversation.objects.filter(condition).values_list("started_at", flat=True)
    yield from (
        Turn.objects.filter(
            Q(asked_at__gte=since) | Q(closed_at__gte=since),
            conversation__last_message_at__gte=since,
        ).values_list("asked_at", flat=True)
    )
    yield from (
        Turn.objects.filter(
            conversation__messages__seq=F("answer_seq"),
            conversation__messages__feedback__given_at__gte=since,
        ).values_list("asked_at", flat=True)
    )
    yield from KnowledgeGap.objects.filter(noted_at__gte=since).values_list("noted_at", flat=True)
    # A handover request also decides whether its conversation counts as contained, and whose
    # its score is.
    under_way = (
        Q(requested_at__gte=since) | Q(claimed_at__gte=since) | Q(first_reply_at__gte=since)
    )
    for rows in (
        Handover.objects.filter(under_way, status__in=OPEN),
        Handover.objects.filter(status__in=ENDED, ended_at__gte=since),
    ):
        for pair in rows.order_by().values_list("requested_at", "conversation__started_at"):
            yield from pair
    for pair in (
        AgentSegment.objects.filter(Q(began_at__gte=since) | Q(ended_at__gte=since))
        .order_by()
        .values_list("handover__requested_at", "handover__conversation__started_at")
    ):
        yield from pair


def hours_with_records(since: datetime | None, until: datetime) -> Iterator[datetime]:
    """The hours of since ≤ t < until to which any record belongs; since None: from the first.

    Four queries that each read a stretch of one index.
    """
    for model, name in (
        (Conversation, "started_at"),
        (Turn, "asked_at"),
        (KnowledgeGap, "noted_at"),
        (Handover, "requested_at"),
    ):
        rows = model._default_manager.filter(**{f"{name}__lt": until})
        if since is not None:
            rows = rows.filter(**{f"{name}__gte": since})
        yield from rows.datetimes(name, "hour", tzinfo=UTC)
