"""What a client calls its messages is echoed as it was given, and stands in no row if personal."""

from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from chat.models import Conversation, Message
from chat.protocol import client_ids
from chat.tests.frames import message
from chat.tests.http import Http, refused

PERSONAL = [
    "010-1234-5678",
    "01012345678",
    "900101-1234567",
    "lin_01012345678",
    "m:900101-1234567:1",
    "password:tiger77",
    "otp-482913",
    "login:CVC.493",
    "passport:M12345678",
]
ORDINARY = [
    *("m1", "1", "2026-11-29T10:30:00", "20261129-000012", "msg-1", "a" * 64),
    *("550e8400-e29b-41d4-a716-446655440000", "1764390000000", "m.1764390000000.17"),
    *("spin-1234567x", "password-help", "stop-2026", "pin-12", "passport-photo"),
    *("4111a111111111111b1", "V1StGXR8_Z5jdHi6B-myT", "01JDSV7Q9R4T2Y8N6M3K5P0W1X"),
    *(str(UUID(int=number * 0x1234567890ABCDEF1234567890ABCDEF % 2**128)) for number in range(50)),
]


@pytest.mark.parametrize("client_id", PERSONAL)
def test_a_personal_id_is_kept_encrypted_and_always_alike(client_id):
    kept = client_ids.stored(client_id)

    assert kept == client_ids.stored(client_id)
    assert len(kept) <= 64
    assert client_id not in kept
    assert client_ids.shown(kept) == client_id


@pytest.mark.parametrize("client_id", ORDINARY)
def test_any_other_id_is_kept_as_it_is(client_id):
    assert client_ids.stored(client_id) == client_id
    assert client_ids.shown(client_id) == client_id


def test_an_id_outlives_a_change_of_the_key_while_the_old_one_is_kept(settings):
    kept = client_ids.stored(PERSONAL[0])
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key of this test's alone"

    assert client_ids.shown(kept) is None

    settings.SECRET_KEY_FALLBACKS = [old]
    assert client_ids.shown(kept) == PERSONAL[0]


def rows():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from map(str, cursor.fetchall())


@pytest.mark.django_db(transaction=True)
async def test_a_personal_id_is_echoed_and_answered_once_and_stored_nowhere(lin):
    given = PERSONAL[0]
    socket = await lin.connects()

    await socket.sends(message("Fees?", given))
    heard = [(await socket.hears(kind))["client_message_id"] for kind in ("ack", "response")]
    await socket.sends(message("Fees?", given))
    again = await socket.hears("ack")
    await socket.sends(message("Something else", given))
    refused = await socket.hears("error")

    assert heard == [given, given]
    assert (again["client_message_id"], again["duplicate"]) == (given, True)
    assert (refused["client_message_id"], refused["code"]) == (given, "id_reuse")
    assert await Message.objects.filter(sender="customer").acount() == 1
    assert not [row for row in await sync_to_async(list)(rows()) if given in row]


@pytest.mark.django_db(transaction=True)
async def test_an_idempotency_key_is_one_too_and_a_list_shows_it_as_given(lin):
    http = Http()
    for _ in range(2):
        await http.asks(**{"Idempotency-Key": PERSONAL[0]})

    listed = (await http.get("sessions/lin/messages")).json()["entries"]

    assert [entry["client_message_id"] for entry in listed if entry["sender"] == "customer"] == [
        PERSONAL[0]
    ]


@pytest.mark.django_db(transaction=True)
async def test_a_long_personal_id_is_refused_in_words(lin, english):
    socket = await lin.connects()

    await socket.sends(message("Fees?", f"{'m' * 32}-010-1234-5678"))

    assert (await socket.hears("error"))["message"] == (
        "client_message_id: use a random one; this holds a personal number."
    )
    assert await lin.transcript() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["010-1234-5678", "900101-1234567", "otp_482913"])
async def test_no_open_session_begins_under_somebodys_number(lin, name):
    body = {"session_id": name, "user_message": "Fees?"}
    answer = await Http().post("message", body, Accept_Language="en")
    socket = await lin.connects(session_id=name, quiet=False)

    assert refused(answer, 400, "invalid") == (
        "session_id: use a random one; this holds a personal number."
    )
    assert (await socket.next())["code"] == 4400
    assert not await Conversation.objects.filter(session_id=name).aexists()
