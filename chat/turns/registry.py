"""What this server knows of its turns: those under way, and what became of the last ones."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chat.models import Message
from chat.turns.leases import Closed

ASKERS = 10_000  # conversations whose asker is known here
# Turns closed here that are remembered, for whoever asked and has not looked yet: a second of a
# busy server.
CLOSED = 1_000

Listener = Callable[[int, int, str], None]  # seq of the question, offset, text


@dataclass(slots=True)
class Stream:
    """What has been said so far of one answer under way."""

    seq: int
    text: str = ""
    begun: bool = False


@dataclass(slots=True)
class TurnRegistry:
    """This server's turns under way, by conversation and question, and their listeners."""

    answers: dict[tuple[int, int], asyncio.Future[Message | None]] = field(default_factory=dict)
    leases: dict[tuple[int, int], str] = field(default_factory=dict)
    streams: dict[int, Stream] = field(default_factory=dict)
    listeners: dict[int, set[Listener]] = field(default_factory=dict)
    tasks: set[asyncio.Future[Any]] = field(default_factory=set)
    askers: OrderedDict[int, str] = field(default_factory=OrderedDict)  # by conversation
    # By lease: a number may be given out a second time, after a restore.
    closed: OrderedDict[str, Closed] = field(default_factory=OrderedDict)
    # By conversation, how many of its questions are on their way to be stored by way of masking.
    being_masked: Counter[int] = field(default_factory=Counter)
    draining: bool = False

    def remember(self, lease: str, closed: Closed) -> None:
        """How a turn ended; of the last CLOSED turns."""
        self.closed[lease] = closed
        if len(self.closed) > CLOSED:
            self.closed.popitem(last=False)

    def note_asker(self, conversation_id: int, asker: str) -> None:
        """Who asked here last in a conversation; of the last ASKERS conversations."""
        self.askers[conversation_id] = asker
        self.askers.move_to_end(conversation_id)
        if len(self.askers) > ASKERS:
            self.askers.popitem(last=False)

    def asker_of(self, conversation_id: int) -> str:
        """Blank and unknown ones are each by themselves."""
        return self.askers.get(conversation_id) or f"conversation {conversation_id}"
