from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models.functions import Now

from aicc.tests.cast import (  # noqa: F401  (the cast enters here)
    engine,
    fresh_limits_and_layer,
    lin,
    mei,
    raj,
    sam,
)
from chat import transcript
from chat.models import Conversation, Message
from handover import hours, presence, queue
from handover.models import AgentProfile

SEOUL = ZoneInfo("Asia/Seoul")


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


def sits_down(agent, *, capacity=3, team=None):
    """The agent is at the desk, ready for conversations."""
    presence.set_presence(agent, AgentProfile.Presence.ONLINE)
    AgentProfile.objects.filter(user=agent).update(capacity=capacity, team=team, seen_at=Now())
    for codename in ("view_handover", "change_handover", "view_article", "view_conversation"):
        agent.user_permissions.add(Permission.objects.get(codename=codename))
    return agent


def texts(conversation_id):
    return list(Message.objects.filter(conversation=conversation_id).values_list("sender", "text"))
