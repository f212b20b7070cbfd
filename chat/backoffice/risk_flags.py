"""What makes a conversation worth a supervisor's look, and how much: risk flags and their weights.

A conversation's flags are kept on its row, so that a list of a hundred thousand is sorted by
an index. `judge` reads what was added since the last time; what the words and the answers
showed once stays, everything else is told anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform import bulk_sql, metrics
from chat.assistant.understanding.sentiment import mood
from chat.models import Conversation, Feedback, KnowledgeGap, Message
from chat.pii import PLACEHOLDER
from handover.models import Handover

# The probability that an answer is useful, 0 to 1. Of the held answers 3 in 100 are below it, and
# one in five of those is useful; docs/evaluation.md has the table.
LOW_SCORE = 0.5
LOW_RATING = 2  # of 5
NOT_SOLVED = {Handover.Outcome.UNRESOLVED, Handover.Outcome.NO_RESPONSE, Handover.Outcome.LEFT}
WITHHELD = set(metrics.WITHHELD)
OPEN = (Handover.Status.WAITING, Handover.Status.CLAIMED)
ROWS = 200  # in a statement
FIELDS = ("signs", "risk", "sentiment", "engine", "outcome", "retrieval_score", "judged_seq")


class RiskFlag(IntFlag):
    UNRESOLVED = 1
    NEGATIVE = 2
    WITHHELD = 4
    LOW_SCORE = 8
    MASKED = 16
    LOW_RATING = 32
    LATE = 64
    ABUSE = 128
    THUMB_DOWN = 256


WEIGHTS = {
    RiskFlag.UNRESOLVED: 40,
    RiskFlag.ABUSE: 40,
    RiskFlag.LOW_RATING: 35,
    RiskFlag.WITHHELD: 30,
    RiskFlag.THUMB_DOWN: 30,
    RiskFlag.LATE: 25,
    RiskFlag.NEGATIVE: 20,
    RiskFlag.LOW_SCORE: 15,
    RiskFlag.MASKED: 10,
}
NAMES = {
    RiskFlag.UNRESOLVED: _("not resolved"),
    RiskFlag.ABUSE: _("abuse"),
    RiskFlag.LOW_RATING: _("rated 2 or less"),
    RiskFlag.WITHHELD: _("answer withheld"),
    RiskFlag.THUMB_DOWN: _("not helpful"),
    RiskFlag.LATE: _("kept waiting too long"),
    RiskFlag.NEGATIVE: _("upset"),
    RiskFlag.LOW_SCORE: _("weak or no source"),
    RiskFlag.MASKED: _("personal data"),
}
LASTING = RiskFlag.NEGATIVE | RiskFlag.WITHHELD | RiskFlag.MASKED


def names_of(flags: int) -> list[str]:
    """The risk flags in words, the gravest first."""
    return [str(name) for flag, name in NAMES.items() if flags & flag]


def risk_of(flags: int) -> int:
    return sum(weight for flag, weight in WEIGHTS.items() if flags & flag)


@dataclass(slots=True)
class NewActivity:
    """What is to be known of one conversation: its new entries, and how it stands."""

    messages: list[tuple[str, str, Any]] = field(default_factory=list)  # sender, text, data
    turns: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # engine, trace
    handovers: list[Handover] = field(default_factory=list)
    thumbs_down: bool = False
    unanswered: bool = False


Said = list[tuple[int, list[str]]]  # conversation, what was said in it


def update_flags(ids: Iterable[int]) -> None:
    """Bring the risk flags of these conversations up to date. Eight queries, however many."""
    rows, _ = look(ids)
    keep(rows)


def look(ids: Iterable[int]) -> tuple[list[Conversation], Said]:
    """These conversations with their flags as they stand now, not yet saved, and what was said
    in each since the last time.

    What a customer has written in since it was reviewed is not reviewed any more.
    """
    rows = list(Conversation.objects.filter(pk__in=set(ids)).order_by("pk"))
    news = new_activity(rows)
    unreview([row.pk for row in rows if row.reviewed_at and customer_wrote(news[row.pk])])
    for row in rows:
        read(row, news[row.pk])
    return rows, [(row.pk, [text for _, text, _ in news[row.pk].messages]) for row in rows]


def customer_wrote(news: NewActivity) -> bool:
    return any(sender == Message.Sender.CUSTOMER for sender, _, _ in news.messages)


def unreview(ids: list[int]) -> None:
    """Of these, those in which the customer wrote after the review: it did not see that.

    By the numbers of the entries, for servers' clocks differ; by time where a release before
    kept no number.
    """
    said = Message.objects.filter(conversation=OuterRef("pk"), sender=Message.Sender.CUSTOMER)
    later = Exists(said.filter(seq__gt=OuterRef("reviewed_seq")))
    by_time = Exists(said.filter(created_at__gt=OuterRef("reviewed_at")))
    if ids:
        Conversation.objects.filter(later | Q(by_time, reviewed_seq=None), pk__in=ids).update(
            reviewed_at=None, reviewed_seq=None
        )


def keep(rows: list[Conversation]) -> None:
    for start in range(0, len(rows), ROWS):
        bulk_sql.update(rows[start : start + ROWS], FIELDS)


# What every message passes: read as it stands, for Django's converters cost more than the rest.
NEW_MESSAGES = (
    "SELECT m.conversation_id, m.sender, m.text, m.data FROM chat_message m "
    "JOIN chat_conversation c ON c.id = m.conversation_id AND m.seq > c.judged_seq "
    "WHERE c.id IN ({}) ORDER BY m.conversation_id, m.seq"
)
NEW_TURNS = (
    "SELECT t.conversation_id, t.engine, t.trace FROM chat_turn t "
    "JOIN chat_conversation c ON c.id = t.conversation_id AND t.answer_seq > c.judged_seq "
    "WHERE c.id IN ({}) ORDER BY t.answer_seq"
)


def places_of(ids: list[int]) -> str:
    return bulk_sql.placeholders(len(ids))


def new_activity(rows: list[Conversation]) -> dict[int, NewActivity]:
    news: dict[int, NewActivity] = defaultdict(NewActivity)
    if not rows:
        return news
    ids = [row.pk for row in rows]
    here = {"conversation__in": ids}
    for pk, sender, text, data in bulk_sql.select(NEW_MESSAGES.format(places_of(ids)), ids):
        news[pk].messages.append((sender, text, None if data is None else orjson.loads(data)))
    for pk, engine, trace in bulk_sql.select(NEW_TURNS.format(places_of(ids)), ids):
        news[pk].turns.append((engine, orjson.loads(trace)))
    for handover in Handover.objects.filter(**here).order_by("pk"):
        news[handover.conversation_id].handovers.append(handover)
    down = Feedback.objects.filter(message__conversation__in=ids, rating=Feedback.Rating.DOWN)
    for pk in down.values_list("message__conversation", flat=True):
        news[pk].thumbs_down = True
    gaps = KnowledgeGap.objects.filter(**here, kind=KnowledgeGap.Kind.UNANSWERED)
    for pk in gaps.values_list("conversation", flat=True):
        news[pk].unanswered = True
    return news


def read(row: Conversation, news: NewActivity) -> None:
    """Write on the row what the news say of it; it is not saved."""
    row.judged_seq += len(news.messages)
    row.engine = next((engine for engine, _ in reversed(news.turns) if engine), row.engine)
    last = news.handovers[-1] if news.handovers else None
    row.outcome = (last.outcome or last.status) if last else ""
    scores = [score for _, _, data in news.messages if (score := best_score(data)) is not None]
    known = [] if row.retrieval_score is None else [row.retrieval_score]
    row.retrieval_score = min(known + scores, default=None)
    row.sentiment = sentiment_of(row, news)
    flags = RiskFlag(row.signs) & LASTING | flags_of_words(news) | flags_of_state(row, news)
    flags &= ~RiskFlag.NEGATIVE
    if row.sentiment == "NEGATIVE":
        flags |= RiskFlag.NEGATIVE
    row.signs, row.risk = int(flags), risk_of(flags)


def best_score(data: Any) -> float | None:
    """The best score among an answer's sources; None where it names none."""
    return max(
        (float(it.get("score") or 0) for it in (data or {}).get("source_documents") or ()),
        default=None,
    )


def sentiment_of(row: Conversation, news: NewActivity) -> str:
    """What an agent said it is, else what the customer's words show; once upset stays upset."""
    for handover in reversed(news.handovers):
        if said := handover.correction.get("sentiment"):
            return str(said)[:8]
    words = [text for sender, text, _ in news.messages if sender == Message.Sender.CUSTOMER]
    if row.sentiment == "NEGATIVE" or not words:
        return row.sentiment
    return mood(words)


def flags_of_words(news: NewActivity) -> RiskFlag:
    flags = RiskFlag(0)
    for sender, text, _data in news.messages:
        if sender in (Message.Sender.CUSTOMER, Message.Sender.AGENT) and PLACEHOLDER.search(text):
            flags |= RiskFlag.MASKED
    for _engine, trace in news.turns:
        if "withheld" in trace or trace.get("model_failure_code") in WITHHELD:
            flags |= RiskFlag.WITHHELD
    return flags


def flags_of_state(row: Conversation, news: NewActivity) -> RiskFlag:
    there = {
        RiskFlag.LOW_RATING: row.score is not None and row.score <= LOW_RATING,
        RiskFlag.THUMB_DOWN: news.thumbs_down,
        RiskFlag.LOW_SCORE: news.unanswered
        or (row.retrieval_score is not None and row.retrieval_score < LOW_SCORE),
        RiskFlag.LATE: any(is_late(handover) for handover in news.handovers),
        RiskFlag.ABUSE: any(
            handover.warnings or handover.outcome == Handover.Outcome.ABUSE
            for handover in news.handovers
        ),
        RiskFlag.UNRESOLVED: row.outcome in NOT_SOLVED,
    }
    flags = RiskFlag(0)
    for flag, is_there in there.items():
        if is_there:
            flags |= flag
    return flags


def is_late(handover: Handover) -> bool:
    """Whether a promise of time was broken, or is being broken now."""
    if handover.first_reply_kept is False or handover.resolution_kept is False:
        return True
    due = handover.reply_due_at if handover.status in OPEN else None
    return bool(handover.late_replies) or (due is not None and due < timezone.now())
