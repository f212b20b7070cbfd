"""Everything that has a number reaches each socket once and in order, whatever got lost."""

import asyncio

import pytest
from django.test import AsyncClient

from aicc.platform import events
from aicc.platform.db import in_db
from aicc.testing.cast import until
from chat.models import Conversation, Message
from chat.tests.frames import (
    ack,
    add,
    entry,
    error,
    hear,
    message,
    processing,
    response,
    status,
    waits,
)
from handover.models import Handover

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]

FEES = "Fees abroad?"


async def lose_hints_of(conversation, *texts):
    """Entries of another server whose hints got lost: in the database, and nowhere else."""
    head = (await Conversation.objects.aget(pk=conversation.pk)).head_seq
    for seq, text in enumerate(texts, head + 1):
        await Message.objects.acreate(
            conversation=conversation, seq=seq, sender="customer", text=text
        )
    await Conversation.objects.filter(pk=conversation.pk).aupdate(head_seq=head + len(texts))


def said(first, *texts):
    return [entry(seq, "customer", text) for seq, text in enumerate(texts, first)]


# --- Coming back -------------------------------------------------------------------


async def test_what_was_missed_follows_the_first_frame(lin, english):
    await in_db(add)(english.pk, "one", "two", "three")

    back = await lin.connects(query=f"last_seq=1&epoch={english.epoch}", quiet=False)

    assert await hear(back, 3) == [
        status(english, "connected", head_seq=3, recovered=True),
        *said(2, "two", "three"),
    ]


@pytest.mark.parametrize("current", [True, False])
async def test_what_is_said_with_the_last_breath_is_stored_and_answered(lin, english, current):
    socket = await lin.connects(current=current)
    await socket.sends(message(FEES))
    await socket.closes()

    other = await lin.connects(query="last_seq=0")
    assert (await other.hears("response"))["reply_to"] == 1


async def test_without_a_number_nothing_is_replayed(lin, english):
    await in_db(add)(english.pk, "one", "two")

    back = await lin.connects(query="last_seq=&epoch=", quiet=False)

    assert await back.next() == status(english, "connected", head_seq=2, recovered=False)
    assert await back.hears_nothing()


@pytest.mark.parametrize("query", ["last_seq=1&epoch=0123456789abcdef", "last_seq=3"])
async def test_who_holds_another_numbering_starts_over(lin, english, query):
    await in_db(add)(english.pk, "one", "two")

    back = await lin.connects(query=query, quiet=False)

    assert await back.next() == status(english, "connected", head_seq=2, recovered=False)
    assert await back.hears_nothing()


async def test_two_hundred_missed_entries_are_sent_and_more_are_not(lin, english):
    texts = [f"entry {number}" for number in range(201)]
    await in_db(add)(english.pk, *texts)

    near = await lin.connects(query=f"last_seq=1&epoch={english.epoch}")
    far = await lin.connects(query=f"last_seq=0&epoch={english.epoch}")

    assert near.status["recovered"]
    assert await hear(near, 200) == said(2, *texts[1:])
    assert far.status == status(english, "connected", head_seq=201, recovered=False)
    assert await far.hears_nothing()


async def test_a_client_that_finds_a_gap_gets_what_follows_it(lin, english):
    await in_db(add)(english.pk, "one", "two", "three")
    socket = await lin.connects()

    await socket.sends({"type": "resume", "last_seq": 1, "epoch": english.epoch})

    assert await hear(socket, 2) == said(2, "two", "three")


async def test_a_gap_in_another_numbering_is_told_to_start_over(lin, english):
    await in_db(add)(english.pk, "one", "two", "three")
    socket = await lin.connects()

    await socket.sends({"type": "resume", "last_seq": 1, "epoch": "0123456789abcdef"})

    assert await socket.next() == status(english, "connected", head_seq=3, recovered=False)
    assert await socket.hears_nothing()


async def test_a_first_system_client_that_comes_back_is_shown_the_answers(lin, english):
    first = await lin.connects()
    await first.says(FEES, "m1")

    back = await lin.connects(current=False, query="last_seq=0")

    assert await hear(back, 1) == [response(english, FEES, "m1")]


async def test_what_comes_while_a_socket_joins_follows_its_first_frame(lin, english):
    post = events.EventRelay.here()
    post.joining = asyncio.create_task(asyncio.Event().wait())  # a layer that takes its time
    socket = await lin.connects(quiet=False)
    await until(lambda: english.pk in post.watchers)

    await in_db(add)(english.pk, "while you were joining")
    await until(lambda: not post.pending and not post.in_window)
    post.tried.set()

    assert await hear(socket, 2) == [
        status(english, "connected", head_seq=1, recovered=False),
        *said(1, "while you were joining"),
    ]
    post.joining.cancel()


# --- Hints that got lost -----------------------------------------------------------


async def test_a_ping_brings_what_a_lost_hint_did_not(lin, english):
    socket = await lin.connects()
    await lose_hints_of(english, "one", "two")
    assert await socket.hears_nothing()

    await socket.sends({"type": "ping", "timestamp": 7})

    pong = {"type": "pong", "timestamp": 7, "head_seq": 2}
    assert await hear(socket, 3) == [*said(1, "one", "two"), pong]


async def test_the_next_hint_brings_what_a_lost_one_did_not(lin, english):
    socket = await lin.connects()
    await lose_hints_of(english, "one", "two")

    await in_db(add)(english.pk, "three")

    assert await hear(socket, 3) == said(1, "one", "two", "three")


async def test_an_ack_and_an_answer_wait_for_what_comes_before_them(lin, english, engine):
    socket = await lin.connects()
    await lose_hints_of(english, "one", "two")
    engine.gate.clear()

    await socket.sends(message(FEES, "m1"))
    assert await hear(socket, 4) == [
        *said(1, "one", "two"),
        ack("m1", 3, FEES),
        processing("m1"),
    ]
    await lose_hints_of(english, "four")
    engine.gate.set()

    assert await hear(socket, 2) == [
        *said(4, "four"),
        response(english, FEES, "m1", reply_to=3, seq=5),
    ]


async def test_an_ack_waits_even_for_more_than_one_page(lin, english):
    socket = await lin.connects()
    texts = [f"entry {number}" for number in range(230)]
    await lose_hints_of(english, *texts)

    await socket.sends(message(FEES, "m1"))

    assert await hear(socket, 231) == [*said(1, *texts), ack("m1", 231, FEES)]


async def test_a_change_of_owner_is_told_though_its_hint_got_lost(lin, english):
    socket = await lin.connects()
    await lose_hints_of(english, "one")
    await Handover.objects.acreate(conversation=english, trigger="asked")
    await Conversation.objects.filter(pk=english.pk).aupdate(owner="queue")

    await socket.sends(message(FEES, "m1"))

    assert await hear(socket, 3) == [
        *said(1, "one"),
        waits(english, 1),
        ack("m1", 2, FEES),
    ]


# --- Sent twice --------------------------------------------------------------------


async def test_a_repeated_message_gets_the_same_answer(lin, english, engine):
    socket = await lin.connects()
    first = await socket.says(FEES, "m1")

    await socket.sends(message(FEES, "m1"))

    assert await hear(socket, 2) == [ack("m1", 1, FEES, duplicate=True), first]
    assert len(engine.asked) == 1
    assert await Message.objects.acount() == 2


async def test_a_repetition_is_compared_as_it_is_stored(lin, english, engine):
    socket = await lin.connects()
    text = "I am 900101-1234567"
    first = await socket.says(text, "m1")

    await socket.sends(message(text, "m1"))

    assert (await socket.hears("ack"))["duplicate"]
    assert await socket.next() == first


async def test_the_same_id_with_another_text_is_refused_by_name(lin, english):
    socket = await lin.connects()
    await socket.says(FEES, "m1")

    await socket.sends(message("Something else", "m1"))

    text = "This message id was used for another text. Send it with a new id."
    assert await socket.next() == error("id_reuse", text, client_message_id="m1")
    assert await Message.objects.acount() == 2


async def test_the_same_id_at_the_same_moment_on_two_sockets_is_one_message(lin, english, engine):
    sockets = [await lin.connects(), await lin.connects()]

    await asyncio.gather(*(socket.sends(message(FEES, "m1")) for socket in sockets))

    acks = [await socket.hears("ack") for socket in sockets]
    answers = [await socket.hears("response") for socket in sockets]
    assert sorted(frame["duplicate"] for frame in acks) == [False, True]
    assert answers == [response(english, FEES, "m1")] * 2
    assert [await socket.hears_nothing() for socket in sockets] == [True, True]
    assert len(engine.asked) == 1
    assert await Message.objects.acount() == 2


async def test_once_by_socket_and_once_by_http_is_one_message(lin, english, engine):
    socket = await lin.connects()
    body = {"session_id": "lin", "user_message": FEES, "client_message_id": "m1"}

    posted, _ = await asyncio.gather(
        AsyncClient().post("/api/v1/chat/message", body, content_type="application/json"),
        socket.sends(message(FEES, "m1")),
    )

    assert await socket.hears("response") == response(english, FEES, "m1")
    assert (posted.status_code, posted.json()["seq"]) == (200, 2)
    assert len(engine.asked) == 1
    assert await Message.objects.acount() == 2


async def test_the_ninth_that_waits_is_told_to_come_back_and_may(lin, english, engine):
    socket = await lin.connects()
    engine.gate.clear()
    for number in range(10):
        await socket.sends(message(f"question {number}", f"m{number}"))

    text = "Several questions are still being answered. Please wait a moment."
    refused = error("busy", text, retryable=True, client_message_id="m9")
    assert await socket.hears("error") == refused
    engine.gate.set()
    answered = [(await socket.hears("response"))["client_message_id"] for _ in range(9)]
    again = await socket.says("question 9", "m9")

    assert answered == [f"m{number}" for number in range(9)]
    assert again["data"]["ai_message"] == "On: question 9"


async def test_two_tabs_that_talk_at_once_see_one_order(lin, english, settings):
    settings.AICC_RATE_LIMITS = False  # what is busy is sent again, often
    first, second = await lin.connects(), await lin.connects()

    for number in range(8):
        await first.sends(message(f"first {number}", f"f{number}"))
        await second.sends(message(f"second {number}", f"s{number}"))

    heard = await asyncio.gather(*(numbers_heard(socket, 32) for socket in (first, second)))
    assert heard == [list(range(1, 33))] * 2
    assert [seq for seq, _, _ in await lin.transcript()] == list(range(1, 33))


async def numbers_heard(socket, last):
    """The numbers in the order they came; a message refused for the moment is sent again."""
    numbers = [0]
    while numbers[-1] < last:
        frame = await socket.next()
        if frame["type"] == "error":
            assert frame["code"] == "busy"
            number = frame["client_message_id"]
            name = {"f": "first", "s": "second"}[number[0]]
            await socket.sends(message(f"{name} {number[1:]}", number))
        elif "seq" in frame:
            numbers.append(frame["seq"])
    return numbers[1:]
