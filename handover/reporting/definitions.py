"""What each figure means: one condition for its card, its list, its export and the report.

Each record belongs to one moment that never changes: a conversation to its beginning, a
question to when it was asked, a request for a person to when it came. What becomes of it
later is told of that moment, whenever it happens. docs/figures.md says the same to readers.
"""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from chat.models import Conversation, KnowledgeGap, Turn
from handover.models import AgentSegment, Handover
from handover.queue import intake

State = Turn.State
WANTED = Q(Exists(Handover.objects.filter(conversation=OuterRef("pk"))))
HELPED = Q(Exists(AgentSegment.objects.filter(handover__conversation=OuterRef("pk"))))
HELD = Q(Exists(AgentSegment.objects.filter(handover=OuterRef("pk"))))
SCORED = Q(score__isnull=False)
ENDED = Q(ended_at__isnull=False)
REPLIED = Q(first_reply_at__isnull=False)

# Of the conversations that began in the period and in which something was said.
OF_CONVERSATIONS: dict[str, Q] = {
    "conversations": Q(),
    "contained": ~WANTED,
    "wanted": WANTED,
    "scored_assistant": SCORED & ~WANTED,
    "scored_people": SCORED & HELPED,
    "scored_nobody": SCORED & WANTED & ~HELPED,
}
# Of the questions asked in the period.
OF_QUESTIONS: dict[str, Q] = {
    "questions": Q(),
    "answered": Q(state=State.ANSWERED),
    "apologies": Q(state=State.FAILED),
    "left": Q(state=State.LEFT),
    "model": Q(state=State.ANSWERED, engine="model"),
    "offline": Q(state=State.ANSWERED, engine="offline"),
    "rules": Q(state=State.ANSWERED, engine="rules"),
    "canned": Q(state=State.ANSWERED, engine="canned"),
    "paid": Q(tokens_in__gt=0),
}
# Of the requests for a person that came in the period.
OF_HANDOVERS: dict[str, Q] = {
    "wishes": Q(),
    "taken": HELD,
    # The customer left before any agent had it, and not for a call-back.
    "abandoned": ~HELD
    & ENDED
    & Q(status=Handover.Status.CANCELLED)
    & ~Q(outcome=Handover.Outcome.CALL_BACK),
    "handled": HELD & ENDED,
    "open": ~ENDED,
    "ended": ENDED,
    "replied": REPLIED,
    "replied_late": REPLIED & ~Q(first_reply_kept=True),
    "solved_late": HELD & ENDED & ~Q(resolution_kept=True),
    "transferred": Q(transfers__gt=0),
    **{f"trigger_{name}": Q(trigger=name) for name in Handover.Trigger.values},
    **{f"outcome_{name}": ENDED & Q(outcome=name) for name in Handover.Outcome.values},
}


def conversations(since: datetime, until: datetime) -> QuerySet[Conversation]:
    """Those that began in since ≤ t < until and in which something was said."""
    return Conversation.objects.filter(
        started_at__gte=since, started_at__lt=until, last_message_at__isnull=False
    )


def questions(since: datetime, until: datetime) -> QuerySet[Turn]:
    """What customers asked. What answers a question of ours while they wait is none."""
    return Turn.objects.filter(asked_at__gte=since, asked_at__lt=until).exclude(
        engine=intake.ENGINE
    )


def unanswered(since: datetime, until: datetime) -> QuerySet[KnowledgeGap]:
    """Questions that no article answered, by when that was noted."""
    return KnowledgeGap.objects.filter(
        kind=KnowledgeGap.Kind.UNANSWERED, noted_at__gte=since, noted_at__lt=until
    )


def handovers(since: datetime, until: datetime) -> QuerySet[Handover]:
    """Requests for a person by when they came."""
    return Handover.objects.filter(requested_at__gte=since, requested_at__lt=until)


def flagged(rows: QuerySet[Any], conditions: dict[str, Q], *names: str) -> QuerySet[Any]:
    """`rows`, each with is_<name> for the figures named: whether it is one of theirs."""
    return rows.annotate(
        **{
            f"is_{name}": ExpressionWrapper(conditions[name], output_field=BooleanField())
            for name in names
        }
    )
