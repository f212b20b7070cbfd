"""The frames of the wire contract: reading what a client sends, building what it gets. Pure."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext

from aicc.errors import AiccError, BadJson, Invalid, UnknownType
from chat.models import Message

VERSION = 1
SUBPROTOCOL = "aicc.v1"
TOKEN_PREFIX = "aicc.token."  # noqa: S105  (a prefix, no secret)
FRAME_BYTES = 32 * 1024
TEXT_CHARACTERS = 2000
COMMENT_CHARACTERS = 1000
REASON_CHARACTERS = 500
CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    client_message_id: str | None


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


Frame = Say | Ping | Resume | RequestHandover | CancelHandover | Typing | Thumb | Rate | End


def parse(text: str) -> Frame:
    """The frame that a client sent. Raises BadJson, UnknownType or Invalid."""
    return frame_of(content_of(text))


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


def frame_of(content: dict[str, Any]) -> Frame:
    kind = content.get("type")
    if not isinstance(kind, str):
        raise Invalid(gettext("type: a text is expected."))
    if kind not in READERS:
        raise UnknownType
    return READERS[kind](content)


def say(content: dict[str, Any]) -> Say:
    return Say(spoken(content, "user_message"), client_id(content))


def resume(content: dict[str, Any]) -> Resume:
    return Resume(whole(content, "last_seq", 0, 2**31), short(content, "epoch", 16))


def thumb(content: dict[str, Any]) -> Thumb:
    if content.get("rating") not in ("up", "down"):
        raise Invalid(gettext("rating: up or down."))
    comment = short(content, "comment", COMMENT_CHARACTERS)
    return Thumb(whole(content, "seq", 1, 2**31), content["rating"], comment)


def rate(content: dict[str, Any]) -> Rate:
    return Rate(whole(content, "score", 1, 5), short(content, "comment", COMMENT_CHARACTERS))


def spoken(content: dict[str, Any], name: str) -> str:
    """A customer's or an agent's words: 1 to 2,000 characters after trimming."""
    text = content.get(name)
    if not isinstance(text, str):
        raise Invalid(gettext("%(name)s: a text is expected.") % {"name": name})
    text = text.strip()
    refuse_unstorable(text, name)
    if not any(unicodedata.category(character)[0] not in "CZ" for character in text):
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
    """An optional text; absent or null means blank."""
    text = content.get(name)
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > most:
        raise Invalid(
            gettext("%(name)s: a text of at most %(most)d characters.")
            % {"name": name, "most": most}
        )
    refuse_unstorable(text, name)
    return text.strip()


def client_id(content: dict[str, Any]) -> str | None:
    value = content.get("client_message_id")
    if value is None:
        return None
    if not isinstance(value, str) or not CLIENT_ID.fullmatch(value):
        raise Invalid(gettext("client_message_id: 1 to 64 of the characters A-Z a-z 0-9 _ . : -"))
    return value


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


READERS: dict[str, Callable[[dict[str, Any]], Frame]] = {
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


# --- What the client gets ----------------------------------------------------------


def iso(moment: datetime) -> str:
    return moment.isoformat()


def ack(seq: int, text: str, client_message_id: str | None, duplicate: bool) -> dict[str, Any]:
    return {
        "type": "ack",
        "client_message_id": client_message_id,
        "seq": seq,
        "text": text,
        "duplicate": duplicate,
    }


def processing(client_message_id: str | None) -> dict[str, Any]:
    return {
        "type": "processing",
        "message": gettext("Looking for an answer."),
        "client_message_id": client_message_id,
    }


def delta(reply_to: int, offset: int, text: str) -> dict[str, Any]:
    return {"type": "delta", "reply_to": reply_to, "offset": offset, "text": text}


def response(message: Message, epoch: str) -> dict[str, Any]:
    """An assistant's entry, or an agent's words for a first-system client."""
    data = message.data
    if data is None:
        data = notice(message.text, sender=message.sender)
        if message.agent_name:
            data["agent_name"] = message.agent_name
    return {
        "type": "response",
        "data": data,
        "seq": message.seq,
        "epoch": epoch,
        "reply_to": message.reply_to,
        "client_message_id": shown_id(message.reply_to_client_id),
        "created_at": iso(message.created_at),
    }


def notice(text: str, **fields: Any) -> dict[str, Any]:
    """The `data` of a response that is no answer of the assistant's, in the shape of one.

    fields: what differs from a word that a person looks after the conversation.
    """
    return {
        "ai_message": text,
        "intent": "INFO_REQ",
        "suggested_action": "CONTINUE",
        "source_documents": [],
        "triage": "HUMAN_REQUIRED",
        "category": "",
        "sender": "system",
        "ai_generated": False,
        "engine": "rules",
        "quick_replies": [],
        "handover_status": "accepted",
        "is_human_required_flow": True,
        "info_collection_complete": False,
        "is_session_end": False,
    } | fields


def notice_frame(
    data: dict[str, Any], epoch: str, reply_to: int | None, client_message_id: str | None
) -> dict[str, Any]:
    """The `response` that carries a notice: not stored, so without seq and time."""
    return {
        "type": "response",
        "data": data,
        "epoch": epoch,
        "reply_to": reply_to,
        "client_message_id": client_message_id,
    }


def entry(message: Message) -> dict[str, Any]:
    frame = {
        "type": "entry",
        "seq": message.seq,
        "sender": message.sender,
        "text": message.text,
        "created_at": iso(message.created_at),
    }
    if shown_id(message.client_message_id):
        frame["client_message_id"] = message.client_message_id
    if message.agent_name:
        frame["agent_name"] = message.agent_name
    return frame


def listed(message: Message) -> dict[str, Any]:
    """An entry as GET …/messages lists it: the assistant's too, with its data."""
    item = entry(message)
    del item["type"]
    if message.data is not None:
        item["data"] = message.data
        item["reply_to"] = message.reply_to
    return item


def standing(where: Any) -> dict[str, Any]:
    """Where somebody stands in the queue: the fields of a status and of an HTTP answer."""
    return {
        "position": where.position,
        "estimated_wait_seconds": where.estimated_wait_seconds,
        "agents_present": where.agents_present,
        "opens_at": iso(where.opens_at) if where.opens_at else None,
    }


def typing(sender: str, is_typing: bool) -> dict[str, Any]:
    return {"type": "typing", "sender": sender, "is_typing": is_typing}


def error(failure: AiccError, client_message_id: str | None = None) -> dict[str, Any]:
    frame = {
        "type": "error",
        "message": str(failure.message),
        "code": failure.code,
        "retryable": failure.retryable,
    }
    if client_message_id is not None:
        frame["client_message_id"] = client_message_id
    return frame


def pong(stamp: Any, head_seq: int) -> dict[str, Any]:
    return {"type": "pong", "timestamp": stamp, "head_seq": head_seq}


def shown_id(client_message_id: str | None) -> str | None:
    """A client's own id; None for one that we made for a client without ids (`~…`)."""
    if not client_message_id or client_message_id.startswith("~"):
        return None
    return client_message_id
