"""What a customer keeps of a conversation."""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from chat import transcript
from chat.backoffice import exports
from chat.models import Conversation, Message
from chat.tests.http import Http

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "sessions/lin/transcript"


@pytest.fixture
def http():
    return Http()


@sync_to_async
def hash_of(conversation):
    return exports.digest(exports.entries_of([conversation.pk])[conversation.pk])


@sync_to_async
@transaction.atomic
def are_said(conversation, *entries):
    conversation = transcript.lock(conversation.pk)
    for sender, text, name in entries:
        transcript.append(conversation, sender, text, agent_name=name)


async def test_the_copy_holds_all_that_was_said_masked_and_the_banks_own_hash(lin, english, http):
    await http.asks("My card is 4111-1111-1111-1111.")

    copy = (await http.get(ADDRESS)).json()

    assert (copy["sha256"], copy["head_seq"]) == (await hash_of(english), 2)
    assert copy["sha256"] in copy["text"]
    async for message in Message.objects.all():
        assert message.text in copy["text"]
    assert "4111-1111-1111-1111" not in copy["text"]


@pytest.mark.parametrize(
    ("language", "title", "names"),
    [
        ("en", "Gaon Bank chat transcript", ["Customer", "Agent Mei", "Notice"]),
        ("ko", "가온은행 상담 내역", ["고객", "상담원 Mei", "안내"]),
    ],
)
async def test_the_copy_says_who_said_what_in_the_conversations_language(
    lin, english, http, language, title, names
):
    await Conversation.objects.aupdate(language=language)
    said = [("customer", "Hello", ""), ("agent", "Good day", "Mei"), ("system", "Ended", "")]
    await are_said(english, *said)

    lines = (await http.get(ADDRESS)).json()["text"].split("\n")

    assert lines[0] == title
    assert [it.partition("] ")[2] for it in lines if it.startswith("[")] == names


async def test_nobody_elses_transcript_is_to_be_had(lin, english, http):
    await Conversation.objects.aupdate(sealed=True)

    assert (await http.get(ADDRESS)).status_code == 401
    assert (await http.get("sessions/nobody/transcript")).status_code == 401
