"""The frames of the wire contract that a client gets, built from records. Pure."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from aicc.platform.errors import AiccError, TooLargeToSend
from chat.models import Message
from chat.protocol import client_ids
from chat.protocol.article_links import addressed
from chat.protocol.frame_size import LONG_TEXT_CHARACTERS, fit_data, shortened


def iso(moment: datetime) -> str:
    return moment.isoformat()


def ack(
    seq: int, text: str, created_at: datetime, client_message_id: str | None, duplicate: bool
) -> dict[str, Any]:
    return {
        "type": "ack",
        "client_message_id": client_message_id,
        "seq": seq,
        "text": text,
        "created_at": iso(created_at),
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
        "data": fit_data(addressed(data)),
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
    frame = whole_entry(message)
    if len(message.text) > LONG_TEXT_CHARACTERS:
        frame |= {"text": shortened(message.text, LONG_TEXT_CHARACTERS), "is_cut": True}
    return frame


def whole_entry(message: Message) -> dict[str, Any]:
    frame = {
        "type": "entry",
        "seq": message.seq,
        "sender": message.sender,
        "text": message.text,
        "created_at": iso(message.created_at),
    }
    if client_id := shown_id(message.client_message_id):
        frame["client_message_id"] = client_id
    if message.agent_name:
        frame["agent_name"] = message.agent_name
    return frame


def listed(message: Message, thumb: str | None = None) -> dict[str, Any]:
    """An entry as GET …/messages lists it: the assistant's too, with its data and the customer's
    thumb on it.
    """
    item = whole_entry(message)
    del item["type"]
    if message.data is not None:
        item["data"] = addressed(message.data)
        item["reply_to"] = message.reply_to
    if thumb:
        item["feedback"] = thumb
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
        frame["client_message_id"] = shown_id(client_message_id)
    return frame


def too_large(frame: dict[str, Any]) -> dict[str, Any]:
    """What is sent in the place of a frame that is too large: its kind, and what it is about."""
    about = {key: frame[key] for key in ("handover", "call_back", "seq") if key in frame}
    return error(TooLargeToSend()) | {"frame": str(frame.get("type"))[:40]} | about


def pong(stamp: Any, head_seq: int) -> dict[str, Any]:
    return {"type": "pong", "timestamp": stamp, "head_seq": head_seq}


def shown_id(client_message_id: str | None) -> str | None:
    """A client's own id, as it gave it; None for one that we made for a client without (`~…`)."""
    if not client_message_id or client_message_id.startswith("~"):
        return None
    return client_ids.shown(client_message_id)
