"""What the bank's people read of a conversation: what was said, and what stands behind it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aicc.platform.inference.token_usage import MICRO
from chat.assistant.types import Intent, Triage
from chat.backoffice import trace_labels
from chat.models import Conversation, Feedback, Message, Turn
from chat.protocol import article_links

PAGE = 200  # entries shown at once
LATELY = timedelta(days=6)  # and today

INTENTS = {
    Intent.INFO: gettext_lazy("Information"),
    Intent.COMPLAINT: gettext_lazy("Complaint"),
    Intent.HUMAN: gettext_lazy("Wants a person"),
}
TRIAGES = {
    Triage.SIMPLE_ANSWER: gettext_lazy("small talk"),
    Triage.AUTO_ANSWER: gettext_lazy("answered from articles"),
    Triage.NEED_MORE_INFO: gettext_lazy("asked back"),
    Triage.HUMAN_REQUIRED: gettext_lazy("needs a person"),
}
ENGINES = {
    "offline": gettext_lazy("offline engine"),
    "intake": gettext_lazy("intake question"),
    "model": gettext_lazy("language model"),
    "canned": gettext_lazy("canned answers"),
    "rules": pgettext_lazy("engine", "rules"),
}
CATEGORIES = {
    "deposits": gettext_lazy("Deposits and savings"),
    "cards": gettext_lazy("Cards"),
    "loans": gettext_lazy("Loans"),
    "transfers": gettext_lazy("Transfers"),
    "fx": gettext_lazy("Foreign exchange"),
    "digital": gettext_lazy("App and internet banking"),
    "certificates": gettext_lazy("Certificates"),
    "fraud": gettext_lazy("Fraud and loss"),
    "fees": gettext_lazy("Fees"),
    "tax-documents": gettext_lazy("Tax and documents"),
    "complaints": pgettext_lazy("category", "Complaints"),
    "service": gettext_lazy("Branches and contact"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a trace: a value, or more lines under a name."""

    name: str
    value: str = ""
    facts: tuple["Fact", ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a transcript as a page shows it."""

    message: Message
    sources: tuple[dict[str, Any], ...] = ()
    thumb: Feedback | None = None
    turn: Turn | None = None
    seconds: float | None = None  # from the question to the end of its turn
    engine: str = ""
    cost_won: float = 0.0  # of what the model was asked; 0 where no price is set
    triage: str = ""
    passages: tuple[dict[str, Any], ...] = ()  # that the search found: article, page, score
    asked_of_model: dict[str, str] = field(default_factory=dict)  # system, user, said
    trace: tuple[Fact, ...] = ()  # the rest of what the turn noted


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    """A stretch of a transcript, oldest first."""

    entries: list[Entry] = field(default_factory=list)
    first: int = 0  # seq; 0 when there is nothing
    last: int = 0

    @property
    def more_before(self) -> bool:
        return self.first > 1


def latest(conversation: Conversation, *, before: int | None, behind: bool) -> TranscriptPage:
    """The last entries, or the last ones before the seq `before`.

    behind: also what the assistant thought, for those who may judge it.
    """
    messages = Message.objects.filter(conversation=conversation).order_by("-seq")
    if before is not None:
        messages = messages.filter(seq__lt=before)
    return transcript_page(
        conversation, list(messages.select_related("feedback")[:PAGE])[::-1], behind
    )


def before_of(seq: int) -> int:
    """What `latest` is asked for, to show the entry of this number amid others."""
    return seq + PAGE // 2


def message_at(conversation_id: int, seq: int | None) -> Message | None:
    """One entry of a transcript; None where there is no such number, or none is asked for."""
    if seq is None:
        return None
    return Message.objects.filter(conversation=conversation_id, seq=seq).first()


def following(conversation: Conversation, *, after: int, behind: bool) -> TranscriptPage:
    """The entries after the seq `after`."""
    messages = Message.objects.filter(conversation=conversation, seq__gt=after).order_by("seq")
    return transcript_page(conversation, list(messages.select_related("feedback")[:PAGE]), behind)


def transcript_page(
    conversation: Conversation, messages: list[Message], behind: bool
) -> TranscriptPage:
    if not messages:
        return TranscriptPage()
    first, last = messages[0].seq, messages[-1].seq
    turns = {}
    if behind:
        here = (first, last)
        for turn in Turn.objects.filter(
            Q(question_seq__range=here) | Q(answer_seq__range=here), conversation=conversation
        ):
            # Without an answer, or with it on the next page, a turn is shown at its question.
            answered = turn.answer_seq is not None and turn.answer_seq <= last
            turns[turn.answer_seq if answered else turn.question_seq] = turn
    return TranscriptPage(
        [entry(message, turns.get(message.seq)) for message in messages], first, last
    )


def entry(message: Message, turn: Turn | None) -> Entry:
    data = message.data or {}
    took = turn.closed_at - turn.asked_at if turn and turn.closed_at else None
    return Entry(
        message=message,
        sources=tuple(source(found) for found in data.get("source_documents") or ()),
        thumb=thumb_on(message),
        turn=turn,
        seconds=took.total_seconds() if took else None,
        engine=str(ENGINES.get(turn.engine, turn.engine)) if turn else "",
        cost_won=turn.cost_micro_won / MICRO if turn else 0.0,
        triage=triage_label(data.get("triage", "")),
        **behind(turn.trace if turn else {}),
    )


def thumb_on(message: Message) -> Feedback | None:
    """The customer's thumb; None where there is none, or none any more."""
    thumb: Feedback | None = getattr(message, "feedback", None)
    return None if thumb is None or thumb.rating == Feedback.Rating.NONE else thumb


def behind(trace: dict[str, Any]) -> dict[str, Any]:
    """A turn's trace: what has a place of its own on the page, and the rest as facts."""
    rest = dict(trace)
    passages, asked = rest.pop("passages", None) or (), rest.pop("asked_of_model", None) or {}
    return {"passages": tuple(passages), "asked_of_model": asked, "trace": facts_of(rest)}


def source(found: dict[str, Any]) -> dict[str, Any]:
    """A cited passage; its link is kept only when it leads to an article of ours."""
    url = str(found.get("url", ""))
    return found | {"url": article_links.address(url) if article_links.is_ours(url) else ""}


def facts_of(value: Any) -> tuple[Fact, ...]:
    """A trace's JSON as lines to read; lists are numbered."""
    if isinstance(value, dict):
        pairs = [(str(name), inner) for name, inner in value.items()]
    else:
        pairs = [(str(number), inner) for number, inner in enumerate(value, start=1)]
    return tuple(fact(name, inner) for name, inner in pairs)


def fact(name: str, value: Any) -> Fact:
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict | list) for item in value)
    ):
        return Fact(trace_labels.name_of(name), facts=facts_of(value))
    if isinstance(value, list):
        return Fact(trace_labels.name_of(name), ", ".join(said(item) for item in value) or "–")
    word = trace_labels.value_of(name, value)
    return Fact(trace_labels.name_of(name), said(value) if word is None else word)


def said(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def intent_label(intent: str) -> str:
    return str(INTENTS.get(intent, intent))  # type: ignore[call-overload]


def triage_label(triage: str) -> str:
    return str(TRIAGES.get(triage, triage))  # type: ignore[call-overload]


def category_label(category: str) -> str:
    """The category's name; one that an import brought along is shown by its own."""
    return str(CATEGORIES.get(category, category))


def unreviewed_lately() -> int:
    """Conversations of the last seven days that no supervisor has looked at."""
    return Conversation.objects.filter(
        reviewed_at=None, last_message_at__gte=start_of(LATELY)
    ).count()


def flagged_yesterday() -> int:
    """Of yesterday's, what needs attention: those with a risk flag that nobody has reviewed."""
    today = start_of(timedelta())
    return Conversation.objects.filter(
        reviewed_at=None,
        risk__gt=0,
        last_message_at__gte=start_of(timedelta(days=1)),
        last_message_at__lt=today,
    ).count()


def start_of(back: timedelta) -> datetime:
    """The beginning of the day so long ago, in the bank's own time."""
    now = timezone.localtime() - back
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
