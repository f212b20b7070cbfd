"""A supervisor reads why an answer did not help, as long as the customer says so."""

import pytest
from django.db import transaction
from django.urls import reverse

from chat import transcript
from chat.api import thumbs
from chat.models import Conversation, Message
from chat.tests.backoffice.test_office import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.mariadb]

REASON = "Out of date · my number is 010-1234-5678"


def test_the_reason_stands_masked_below_the_answer_until_the_thumb_is_taken_back():
    conversation = Conversation.objects.create(session_id="lin")
    with transaction.atomic():
        locked = transcript.lock(conversation.pk)
        transcript.append(locked, Message.Sender.CUSTOMER, "Fees?")
        transcript.append(locked, Message.Sender.ASSISTANT, "None.", data={})
    sam = signed_in("sam", "supervisor")
    page = reverse("admin:chat_conversation_change", args=[conversation.pk])

    thumbs.give(conversation.pk, 2, "down", REASON)
    told = sam.get(page).text
    thumbs.give(conversation.pk, 2, "none", "")
    taken_back = sam.get(page).text

    assert "The customer found this not helpful" in told
    assert "Out of date" in told
    assert "1234-5678" not in told
    assert "The customer found this" not in taken_back
    assert "Out of date" not in taken_back
