"""What the simulated people saw, and whether the database holds the same."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from chat.models import Conversation, Message
from handover.models import AgentSegment, Handover
from handover.queue.ownership import session_name

MOST_TROUBLES = 20  # described; the rest is counted


@dataclass
class Tally:
    """Counts, by name; the simulation's own sessions; what went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    sessions: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # of the sessions, as a card shows them
    segments: set[tuple[int, str]] = field(default_factory=set)  # handover, when taken
    troubles: list[str] = field(default_factory=list)

    def begins(self, session: str) -> None:
        self.sessions.add(session)
        self.names.add(session_name(session))

    def add(self, name: str) -> None:
        self.counts[name] += 1

    def trouble(self, what: str) -> None:
        """Something that a healthy bank does not do to its people."""
        self.counts["errors"] += 1
        if len(self.troubles) < MOST_TROUBLES:
            self.troubles.append(what)

    def is_ours(self, card: dict[str, Any]) -> bool:
        return card["session"] in self.names


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, as the people counted it and as the database does."""

    name: str
    seen: int
    stored: int


def compare(tally: Tally) -> list[Row]:
    """Each figure from both sides. Ten queries."""
    sessions = sorted(tally.sessions)
    conversations = Conversation.objects.filter(session_id__in=sessions)
    messages = Message.objects.filter(conversation__session_id__in=sessions)
    handovers = Handover.objects.filter(conversation__session_id__in=sessions)
    segments = AgentSegment.objects.filter(handover__conversation__session_id__in=sessions)
    stored = {
        "sessions": conversations.count(),
        "customers' messages": said_by(messages, Message.Sender.CUSTOMER),
        "assistant's answers": said_by(messages, Message.Sender.ASSISTANT),
        "agents' messages": said_by(messages, Message.Sender.AGENT),
        "wishes for a person": handovers.count(),
        "left the queue": handovers.filter(status=Handover.Status.CANCELLED).count(),
        "taken": segments.count(),
        "transferred": segments.filter(end=AgentSegment.End.TRANSFERRED).count(),
        "closed": handovers.filter(status=Handover.Status.CLOSED).count(),
        "scores": conversations.filter(score__isnull=False).count(),
    }
    seen = tally.counts | Counter({"taken": len(tally.segments), "sessions": len(sessions)})
    return [Row(name, seen[name], number) for name, number in stored.items()]


def said_by(messages: QuerySet[Message], sender: str) -> int:
    return messages.filter(sender=sender).count()
