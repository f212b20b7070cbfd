"""Whole frames, as a customer's socket gets them, and what happens elsewhere meanwhile."""

from unittest.mock import ANY

from django.db import transaction

from aicc.platform.db import in_db
from aicc.testing.cast import reply
from chat import transcript
from chat.models import Message
from handover.queue import queue

WAITS = "You are in the queue for a person. You may go on asking meanwhile."
WITH_AGENT = "An agent has your message and will answer here."
LOOKING = "Looking for an answer."


def message(text, client_message_id=None):
    frame = {"type": "message", "user_message": text}
    return frame | ({"client_message_id": client_message_id} if client_message_id else {})


def status(conversation, message, **fields):
    return {
        "type": "status",
        "message": message,
        "session_id": conversation.session_id,
        "protocol": 1,
        "owner": "assistant",
        "epoch": conversation.epoch,
        "head_seq": 0,
        "recovered": True,
    } | fields


def waits(conversation, head_seq):
    """First in the queue of an open desk where nobody sits yet."""
    return status(
        conversation,
        "waiting",
        owner="queue",
        head_seq=head_seq,
        position=1,
        estimated_wait_seconds=None,
        agents_present=False,
        opens_at=None,
    )


def ack(client_message_id, seq, text, *, duplicate=False):
    return {
        "type": "ack",
        "client_message_id": client_message_id,
        "seq": seq,
        "text": text,
        "created_at": ANY,
        "duplicate": duplicate,
    }


def processing(client_message_id):
    return {
        "type": "processing",
        "message": LOOKING,
        "client_message_id": client_message_id,
    }


def response(conversation, question, client_message_id=None, *, reply_to=1, seq=2):
    """The faked engine's answer to a question."""
    return {
        "type": "response",
        "data": reply(f"On: {question}").as_data(),
        "seq": seq,
        "epoch": conversation.epoch,
        "reply_to": reply_to,
        "client_message_id": client_message_id,
        "created_at": ANY,
    }


def notice(text, **data):
    """The data of a response that is no answer of the assistant's."""
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
    } | data


def noticed(conversation, data, *, reply_to=None, client_message_id=None):
    return {
        "type": "response",
        "data": data,
        "epoch": conversation.epoch,
        "reply_to": reply_to,
        "client_message_id": client_message_id,
    }


def entry(seq, sender, text, **fields):
    return {
        "type": "entry",
        "seq": seq,
        "sender": sender,
        "text": text,
        "created_at": ANY,
    } | fields


def error(code, message, *, retryable=False, **fields):
    return {"type": "error", "code": code, "message": message, "retryable": retryable} | fields


async def hear(socket, count):
    return [await socket.next() for _ in range(count)]


@transaction.atomic
def add(conversation_id, *texts):
    """Entries that another tab, or another server, adds."""
    conversation = transcript.lock(conversation_id)
    for text in texts:
        transcript.append(conversation, Message.Sender.CUSTOMER, text)


async def give_to(agent, conversation):
    """The customer asks for a person, and this agent takes them."""
    handover, _ = await in_db(queue.open_handover)(conversation.pk)
    await in_db(queue.claim)(handover.pk, agent)
