"""The frames that an agent's page sends, read and bounded. Pure.

What it gets is built in handover.desk.cards.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from aicc.platform.errors import AiccError, Invalid
from chat.protocol import outgoing
from chat.protocol.incoming import (
    Readers,
    client_id,
    content_of,
    frame_of,
    short,
    spoken,
    timestamp,
    truth,
    whole,
)
from handover.callbacks.protocol import CALL_READERS, AboutCall
from handover.models import AgentProfile

WRAP_UP_CHARACTERS = 2000
AGREED_CHARACTERS = 600
CORRECTION_CHARACTERS = 1000
TRANSFER_CHARACTERS = 300
REMINDER_CHARACTERS = 200
MOST_SNOOZED_MINUTES = 12 * 60  # nobody is at a desk for longer
MOST_LABELS = 20  # of a conversation
CORRECTED = ("summary", "sentiment", "category")


@dataclass(frozen=True, slots=True)
class Ping:
    timestamp: Any


@dataclass(frozen=True, slots=True)
class Presence:
    presence: str


@dataclass(frozen=True, slots=True)
class Pull:
    """A conversation of the assistant's, into the queue or to whoever sends it."""

    conversation: int
    to_me: bool


@dataclass(frozen=True, slots=True)
class About:
    """A frame about one handover."""

    handover: int


class Claim(About):
    pass


class Release(About):
    pass


class TakeOver(About):
    pass


class Warn(About):
    pass


class Leave(About):
    pass


class Brief(About):
    pass


@dataclass(frozen=True, slots=True)
class Resume(About):
    last_seq: int


@dataclass(frozen=True, slots=True)
class Read(About):
    seq: int


@dataclass(frozen=True, slots=True)
class Typing(About):
    is_typing: bool


@dataclass(frozen=True, slots=True)
class Transfer(About):
    """To an agent or to a team, the other is None; reason: for whoever takes it then."""

    agent: int | None
    team: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Snooze(About):
    """Out of sight, until in so many minutes the reminder is due."""

    minutes: int
    reminder: str


class Wake(About):
    pass


@dataclass(frozen=True, slots=True)
class PutLabels(About):
    """The labels that the conversation has from now on."""

    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words(About):
    text: str
    client_message_id: str


class Say(Words):
    pass


class WriteNote(Words):
    pass


@dataclass(frozen=True, slots=True)
class HandBack(About):
    """wrap_up: for colleagues. agreed: for the customer, whom the assistant tells it."""

    wrap_up: str
    agreed: str


@dataclass(frozen=True, slots=True)
class Close(About):
    outcome: str
    wrap_up: str
    agreed: str


@dataclass(frozen=True, slots=True)
class Correct(About):
    """What the agent puts in the briefing's place."""

    fields: dict[str, str]


Frame = Ping | Presence | Pull | About | AboutCall

BY_ITSELF = (Ping, Resume, Leave, Brief, Read)  # what a desk sends without anybody's hand


def complaint(error: AiccError, frame: Frame) -> dict[str, Any]:
    """The `error` that answers a frame, with what that was about."""
    said = frame.client_message_id if isinstance(frame, Words) else None
    told = outgoing.error(error, said)
    match frame:
        case About(handover=pk):
            return told | {"handover": pk}
        case AboutCall(call_back=pk):
            return told | {"call_back": pk}
    return told


def parse(text: str | None) -> Frame:
    """The frame that an agent's page sent. Raises BadJson, UnknownType or Invalid."""
    return frame_of(content_of(text or ""), READERS)


def about(content: dict[str, Any]) -> int:
    return whole(content, "handover", 1, 2**53)


def words(content: dict[str, Any]) -> tuple[int, str, str]:
    key = client_id(content)
    if key is None:
        raise Invalid(gettext("client_message_id: is needed here."))
    return about(content), spoken(content, "text"), key


def presence(content: dict[str, Any]) -> Presence:
    if content.get("presence") not in AgentProfile.Presence.values:
        known = ", ".join(AgentProfile.Presence.values)
        raise Invalid(gettext("presence: one of %(all)s.") % {"all": known})
    return Presence(content["presence"])


def pull(content: dict[str, Any]) -> Pull:
    if content.get("to") not in ("queue", "me"):
        raise Invalid(gettext("to: queue or me."))
    return Pull(whole(content, "conversation", 1, 2**53), content["to"] == "me")


def transfer(content: dict[str, Any]) -> Transfer:
    """`to` is `{"agent": id}` or `{"team": id}`."""
    to = content.get("to")
    if not isinstance(to, dict) or len(to) != 1 or not {"agent", "team"} & to.keys():
        raise Invalid(gettext("to: a colleague or a team."))
    (kind,) = to
    number = whole(to, kind, 1, 2**53)
    agent, team = (number, None) if kind == "agent" else (None, number)
    return Transfer(about(content), agent, team, short(content, "reason", TRANSFER_CHARACTERS))


def snooze(content: dict[str, Any]) -> Snooze:
    minutes = whole(content, "minutes", 1, MOST_SNOOZED_MINUTES)
    return Snooze(about(content), minutes, short(content, "reminder", REMINDER_CHARACTERS))


def put_labels(content: dict[str, Any]) -> PutLabels:
    wanted = content.get("labels")
    if not isinstance(wanted, list) or len(wanted) > MOST_LABELS:
        raise Invalid(gettext("labels: at most %(most)d of them.") % {"most": MOST_LABELS})
    keys = tuple(whole({"labels": each}, "labels", 1, 2**53) for each in wanted)
    return PutLabels(about(content), keys)


def correct(content: dict[str, Any]) -> Correct:
    fields = {name: short(content, name, CORRECTION_CHARACTERS) for name in CORRECTED}
    if fields["sentiment"] not in ("", "POSITIVE", "NEUTRAL", "NEGATIVE"):
        raise Invalid(gettext("sentiment: POSITIVE, NEUTRAL or NEGATIVE."))
    return Correct(about(content), {name: text for name, text in fields.items() if text})


def last_words(content: dict[str, Any]) -> tuple[str, str]:
    """The wrap-up note and what was agreed."""
    return (
        short(content, "wrap_up", WRAP_UP_CHARACTERS),
        short(content, "agreed", AGREED_CHARACTERS),
    )


READERS: Readers[Frame] = {
    "ping": lambda content: Ping(timestamp(content)),
    "presence": presence,
    "resume": lambda content: Resume(about(content), whole(content, "last_seq", 0, 2**31)),
    "leave": lambda content: Leave(about(content)),
    "brief": lambda content: Brief(about(content)),
    "pull": pull,
    "claim": lambda content: Claim(about(content)),
    "release": lambda content: Release(about(content)),
    "transfer": transfer,
    "hand_back": lambda content: HandBack(about(content), *last_words(content)),
    "say": lambda content: Say(*words(content)),
    "note": lambda content: WriteNote(*words(content)),
    "typing": lambda content: Typing(about(content), truth(content, "is_typing")),
    "read": lambda content: Read(about(content), whole(content, "seq", 0, 2**31)),
    "snooze": snooze,
    "wake": lambda content: Wake(about(content)),
    "labels": put_labels,
    "warn": lambda content: Warn(about(content)),
    "correct": correct,
    "close": lambda content: Close(
        about(content), short(content, "outcome", 20), *last_words(content)
    ),
    "take_over": lambda content: TakeOver(about(content)),
    **CALL_READERS,
}
