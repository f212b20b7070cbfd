"""The frames of the wire contract that a client sends, read and bounded. Pure.

What it gets is built in chat.protocol.outgoing.
"""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.utils.translation import gettext

from aicc.platform.errors import BadJson, Invalid, UnknownType
from aicc.platform.text_normalization import compose
from chat.protocol import client_ids

VERSION = 1
SUBPROTOCOL = "aicc.v1"
TOKEN_PREFIX = "aicc.token."  # noqa: S105  (a prefix, no secret)
FRAME_BYTES = 32 * 1024
TEXT_CHARACTERS = 2000
COMMENT_CHARACTERS = 1000
REASON_CHARACTERS = 500
PHONE_CHARACTERS = 40
CONSENT_CHARACTERS = 20
MOST_SEQ = 2**31
MOST_ANSWERED = 2**53  # what every client's numbers hold
# Categories of what nobody sees. One that this Python does not know yet may be a new emoji.
UNSEEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"  # Hangul's fillers, the blank of Braille
CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    client_message_id: str | None
    answers: int | None = None  # the question of ours that it answers


@dataclass(frozen=True, slots=True)
class Ping:
    timestamp: Any


@dataclass(frozen=True, slots=True)
class Resume:
    last_seq: int
    epoch: str


@dataclass(frozen=True, slots=True)
class RequestHandover:
    reason: str


@dataclass(frozen=True, slots=True)
class CancelHandover:
    pass


@dataclass(frozen=True, slots=True)
class Typing:
    is_typing: bool


@dataclass(frozen=True, slots=True)
class Thumb:
    seq: int
    rating: str
    comment: str


@dataclass(frozen=True, slots=True)
class Rate:
    score: int
    comment: str


@dataclass(frozen=True, slots=True)
class End:
    pass


@dataclass(frozen=True, slots=True)
class CallBack:
    """What a customer's form holds. `phone` as typed: it is for no log and no error."""

    phone: str = field(repr=False)
    begin: datetime
    end: datetime
    consent: str  # the version of the sentence that they agreed to


Frame = Say | Ping | Resume | RequestHandover | CancelHandover | Typing | Thumb | Rate | End
Read = TypeVar("Read")
Readers = dict[str, Callable[[dict[str, Any]], Read]]  # by the frame's type


def parse(text: str) -> Frame:
    """The frame that a client sent. Raises BadJson, UnknownType or Invalid."""
    return frame_of(content_of(text), READERS)


def id_in(text: str) -> str | None:
    """The client_message_id of a frame that is wrong elsewhere, so that the error can name it."""
    with suppress(BadJson, Invalid):
        return client_id(content_of(text))
    return None


def content_of(text: str) -> dict[str, Any]:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:  # also lone surrogates
        raise BadJson from None
    if not isinstance(content, dict):
        raise BadJson
    return content


def frame_of(content: dict[str, Any], readers: Readers[Read]) -> Read:
    """What the reader of its type makes of it. Raises UnknownType or Invalid."""
    kind = content.get("type")
    if not isinstance(kind, str):
        raise Invalid(gettext("type: a text is expected."))
    if kind not in readers:
        raise UnknownType
    return readers[kind](content)


def say(content: dict[str, Any]) -> Say:
    return Say(spoken(content, "user_message"), client_id(content), answered(content))


def resume(content: dict[str, Any]) -> Resume:
    return Resume(whole(content, "last_seq", 0, MOST_SEQ), short(content, "epoch", 16))


def thumb(content: dict[str, Any]) -> Thumb:
    if content.get("rating") not in ("up", "down", "none"):
        raise Invalid(gettext("rating: up, down or none."))
    comment = short(content, "comment", COMMENT_CHARACTERS)
    return Thumb(whole(content, "seq", 1, MOST_SEQ), content["rating"], comment)


def rate(content: dict[str, Any]) -> Rate:
    return Rate(whole(content, "score", 1, 5), short(content, "comment", COMMENT_CHARACTERS))


def spoken(content: dict[str, Any], name: str) -> str:
    """A customer's or an agent's words: 1 to 2,000 characters, trimmed and composed (NFC)."""
    text = content.get(name)
    if not isinstance(text, str):
        raise Invalid(gettext("%(name)s: a text is expected.") % {"name": name})
    text = compose(text.strip())
    refuse_unstorable(text, name)
    if all(unicodedata.category(one) in UNSEEN or one in BLANK_LETTERS for one in text):
        raise Invalid(gettext("%(name)s: must not be blank.") % {"name": name})
    if len(text) > TEXT_CHARACTERS:
        raise Invalid(
            gettext("%(name)s: at most %(most)d characters.")
            % {"name": name, "most": TEXT_CHARACTERS}
        )
    return text


def refuse_unstorable(text: str, name: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid(gettext("%(name)s: holds a character that is not text.") % {"name": name})


def short(content: dict[str, Any], name: str, most: int) -> str:
    """An optional text, composed (NFC); absent or null means blank."""
    text = content.get(name)
    if text is None:
        return ""
    text = compose(text) if isinstance(text, str) else None
    if text is None or len(text) > most:
        raise Invalid(
            gettext("%(name)s: a text of at most %(most)d characters.")
            % {"name": name, "most": most}
        )
    refuse_unstorable(text, name)
    return text.strip()


def client_id(content: dict[str, Any]) -> str | None:
    """As it is stored; chat.protocol.outgoing shows it as it came."""
    value = content.get("client_message_id")
    if value is None:
        return None
    if not isinstance(value, str) or not CLIENT_ID.fullmatch(value):
        raise Invalid(gettext("client_message_id: 1 to 64 of the characters A-Z a-z 0-9 _ . : -"))
    return client_ids.stored(value)


def idempotency_key(header: str | None) -> str | None:
    """The id that a message's header gives it, in quotes or without; None: there is none."""
    quoted = header is not None and len(header) > 1 and header[0] == header[-1] == '"'
    return client_id({"client_message_id": header[1:-1] if quoted and header else header})


def answered(content: dict[str, Any]) -> int | None:
    """The number of the question that a message answers; None: the server sees for itself."""
    return None if content.get("answers") is None else whole(content, "answers", 1, MOST_ANSWERED)


def call_back(content: dict[str, Any]) -> CallBack:
    return CallBack(
        short(content, "phone", PHONE_CHARACTERS),
        moment(content, "from"),
        moment(content, "until"),
        short(content, "consent", CONSENT_CHARACTERS),
    )


def moment(content: dict[str, Any], name: str) -> datetime:
    """A time with its offset, ISO 8601."""
    text = content.get(name)
    with suppress(TypeError, ValueError, OverflowError):
        found = datetime.fromisoformat(text)  # type: ignore[arg-type]
        if found.utcoffset() is not None and 2000 < found.year < 2200:
            return found
    raise Invalid(gettext("%(name)s: a time such as 2026-11-26T09:00:00+09:00.") % {"name": name})


def timestamp(content: dict[str, Any]) -> Any:
    """Whatever the client measures its time by, echoed; bounded, so that a ping stays small."""
    value = content.get("timestamp")
    if (
        value is None
        or isinstance(value, int | float)
        or (isinstance(value, str) and len(value) <= 64)
    ):
        return value
    raise Invalid(gettext("timestamp: a number or a text of at most 64 characters."))


def whole(content: dict[str, Any], name: str, least: int, most: int) -> int:
    value = content.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Invalid(
            gettext("%(name)s: a whole number from %(least)d to %(most)d.")
            % {"name": name, "least": least, "most": most}
        )
    return value


def truth(content: dict[str, Any], name: str) -> bool:
    value = content.get(name)
    if not isinstance(value, bool):
        raise Invalid(gettext("%(name)s: true or false.") % {"name": name})
    return value


READERS: Readers[Frame] = {
    "message": say,
    "ping": lambda content: Ping(timestamp(content)),
    "resume": resume,
    "request_handover": lambda content: RequestHandover(
        short(content, "reason", REASON_CHARACTERS)
    ),
    "cancel_handover": lambda content: CancelHandover(),
    "typing": lambda content: Typing(truth(content, "is_typing")),
    "feedback": thumb,
    "rate": rate,
    "end": lambda content: End(),
}
