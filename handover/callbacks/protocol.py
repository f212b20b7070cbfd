"""The desk's frames about call-back requests, read. Pure; a part of handover.desk.protocol."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chat.protocol.incoming import short, whole

NOTE_CHARACTERS = 2000
REASON_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class AboutCall:
    """A frame about one call-back request."""

    call_back: int


class TakeCall(AboutCall):
    pass


@dataclass(frozen=True, slots=True)
class ShowNumber(AboutCall):
    reason: str = ""  # beside the call itself, which whoever sees the number has taken


@dataclass(frozen=True, slots=True)
class EndCall(AboutCall):
    outcome: str
    note: str


def call(content: dict[str, Any]) -> int:
    return whole(content, "call_back", 1, 2**53)


CALL_READERS: dict[str, Callable[[dict[str, Any]], AboutCall]] = {
    "call_back_take": lambda content: TakeCall(call(content)),
    "call_back_number": lambda content: ShowNumber(
        call(content), short(content, "reason", REASON_CHARACTERS)
    ),
    "call_back_end": lambda content: EndCall(
        call(content), short(content, "outcome", 20), short(content, "note", NOTE_CHARACTERS)
    ),
}
