from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from aicc.testing.cast import (  # noqa: F401  (the cast enters here)
    engine,
    fresh_limits_and_layer,
    lin,
    mei,
    raj,
    sam,
)
from chat import transcript
from chat.models import Conversation, Message
from handover.queue import hours, queue
from handover.tests.administrators import ana, ben  # noqa: F401
from handover.tests.desks import at_work, desks, sits_down  # noqa: F401

SEOUL = ZoneInfo("Asia/Seoul")
in_thread = sync_to_async


@pytest.fixture(autouse=True)
def hours_known_anew():
    hours.forget()
    yield
    hours.forget()


def seoul(text):
    """The moment of "2026-11-25 09:00" in Seoul."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def asks_for_a_person(session_id="lin", text="대출 상담 부탁드려요", **fields):
    """A customer who said something and wants a person: their handover."""
    conversation = Conversation.objects.create(session_id=session_id, **fields)
    customer_says(conversation, text)
    return queue.open_handover(conversation.pk)[0]


def customer_says(conversation, text):
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        transcript.append(locked, Message.Sender.CUSTOMER, text)


def texts(conversation_id):
    return list(Message.objects.filter(conversation=conversation_id).values_list("sender", "text"))


async def asks(session_id="lin"):
    return await in_thread(asks_for_a_person)(session_id)
