"""What on record makes a conversation worth a second look, and how much."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from chat.assistant.types import Intent
from chat.models import Conversation, Feedback, KnowledgeGap, Turn
from handover.models import Handover

# name → what it says, and its weight in a draw by risk
RISKS: dict[str, tuple[Any, int]] = {
    "unsolved": (_("ended without a solution"), 3),
    "unhappy": (_("scored 1 or 2 by the customer"), 3),
    "apologised": (_("a question got no answer"), 3),
    "abuse": (_("ended for abuse"), 2),
    "late": (_("an agent replied late"), 2),
    "thumb_down": (_("an answer did not help"), 2),
    "withheld": (_("an answer was withheld"), 2),
    "complaint": (_("a complaint"), 1),
    "unanswered": (_("no article answers a question"), 1),
}
UNSOLVED = (Handover.Outcome.UNRESOLVED, Handover.Outcome.NO_RESPONSE)
LOW_SCORE = 2  # of 5


def weight(names: Iterable[str]) -> int:
    return sum(RISKS[name][1] for name in names)


def label(name: str) -> str:
    return str(RISKS[name][0]) if name in RISKS else name


def risks_of(since: datetime, until: datetime) -> dict[int, list[str]]:
    """Each risky conversation whose last message came in since ≤ t < until, with its risks.

    Nine queries, however many conversations.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for name, ids in _each(since, until):
        for pk in set(ids):
            found[pk].append(name)
    return dict(found)


def _each(since: datetime, until: datetime) -> list[tuple[str, Iterable[int]]]:
    here = {"last_message_at__gte": since, "last_message_at__lt": until}
    of = {f"conversation__{name}": value for name, value in here.items()}
    conversations = Conversation.objects.filter(**here)
    handovers, turns = Handover.objects.filter(**of), Turn.objects.filter(**of)
    thumbs = Feedback.objects.filter(
        rating=Feedback.Rating.DOWN, **{f"message__{name}": value for name, value in of.items()}
    )
    gaps = KnowledgeGap.objects.filter(kind=KnowledgeGap.Kind.UNANSWERED, **of)
    return [
        ("unsolved", _ids(handovers.filter(outcome__in=UNSOLVED))),
        ("unhappy", conversations.filter(score__lte=LOW_SCORE).values_list("pk", flat=True)),
        ("apologised", _ids(turns.filter(state=Turn.State.FAILED))),
        ("abuse", _ids(handovers.filter(outcome=Handover.Outcome.ABUSE))),
        ("late", _ids(handovers.filter(Q(first_reply_kept=False) | Q(late_replies__gt=0)))),
        ("thumb_down", thumbs.values_list("message__conversation", flat=True)),
        (
            "withheld",
            _ids(turns.filter(Q(trace__has_key="withheld") | Q(trace__has_key="left_out"))),
        ),
        ("complaint", conversations.filter(intent=Intent.COMPLAINT).values_list("pk", flat=True)),
        ("unanswered", _ids(gaps)),
    ]


def _ids(rows: QuerySet[Any]) -> Iterable[int]:
    return rows.values_list("conversation", flat=True)
