"""What a customer's socket is told, frame by frame: what is asked, answered and handed over."""

import pytest

from aicc.platform import metrics
from aicc.testing.cast import until
from chat.models import Message, Turn
from chat.sessions import rate_limits
from chat.tests.frames import (
    ack,
    entry,
    give_to,
    hear,
    message,
    processing,
    response,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]

FEES = "Fees abroad?"
LEFT_QUEUE = "You have left the queue. The assistant goes on answering."
ENDED = "The conversation was ended by the customer. Write again at any time."


async def test_a_current_client_is_told_every_step(lin, english):
    socket = await lin.connects(query="stream=1")

    await socket.sends(message(FEES, "m1"))

    assert await hear(socket, 4) == [
        ack("m1", 1, FEES),
        processing("m1"),
        {"type": "delta", "reply_to": 1, "offset": 0, "text": "On: Fees abroad?"},
        response(english, FEES, "m1"),
    ]


async def test_a_first_system_client_is_told_what_it_knows(lin, english):
    socket = await lin.connects(current=False, query="stream=1")

    await socket.sends(message(FEES))

    assert await hear(socket, 2) == [processing(None), response(english, FEES)]
    assert await socket.hears_nothing()


async def test_an_id_is_no_ones_duty(lin, english):
    socket = await lin.connects()

    await socket.sends(message(FEES))

    assert await hear(socket, 3) == [
        ack(None, 1, FEES),
        processing(None),
        response(english, FEES),
    ]


async def test_a_second_tab_sees_what_the_first_one_says(lin, english):
    first, second = await lin.connects(), await lin.connects()
    old = await lin.connects(current=False)

    await first.sends(message(FEES, "m1"))

    said = entry(1, "customer", FEES, client_message_id="m1")
    assert await hear(second, 2) == [said, response(english, FEES, "m1")]
    assert await old.hears_nothing()  # it asked nothing


async def test_masked_text_comes_back_with_the_ack(lin, english):
    socket = await lin.connects()

    await socket.sends(message("I am 900101-1234567", "m1"))

    acknowledged = await socket.next()
    [(_, _, stored), *_] = await lin.transcript()
    assert acknowledged == ack("m1", 1, stored)
    assert "1234567" not in stored


async def test_a_message_is_acknowledged_only_when_it_is_stored(lin, english, engine):
    socket = await lin.connects()
    engine.gate.clear()

    await socket.sends(message(FEES, "m1"))
    await socket.hears("ack")

    assert await lin.transcript() == [(1, "customer", FEES)]


@pytest.mark.parametrize("current", [True, False])
@pytest.mark.parametrize("sent", [{}, {"timestamp": 1732.5}, {"timestamp": "2026-11-25"}])
async def test_a_ping_is_answered_with_its_own_timestamp(lin, english, current, sent):
    socket = await lin.connects(current=current)

    await socket.sends({"type": "ping"} | sent)

    pong = {"type": "pong", "timestamp": sent.get("timestamp"), "head_seq": 0}
    assert await socket.next() == pong


# --- Answers under way -------------------------------------------------------------


async def test_no_piece_of_an_answer_is_shown_once_an_agent_is_there(lin, english, engine, mei):
    socket = await lin.connects(query="stream=1")
    engine.gate.clear()
    await socket.sends(message(FEES, "m1"))
    await socket.hears("processing")
    await give_to(mei, english)
    joined = await socket.hears("status")
    while joined["message"] != "agent_joined":
        joined = await socket.hears("status")

    engine.gate.set()

    assert await socket.hears_nothing()
    assert [sender for _, sender, _ in await lin.transcript()] == ["customer", "system", "system"]


async def test_a_second_tab_gets_the_pieces_after_the_question(lin, english, engine):
    first, second = await lin.connects(), await lin.connects(query="stream=1")
    engine.end.clear()

    await first.sends(message(FEES, "m1"))
    heard = await hear(second, 2)
    engine.end.set()

    assert heard == [
        entry(1, "customer", FEES, client_message_id="m1"),
        {"type": "delta", "reply_to": 1, "offset": 0, "text": "On: Fees abroad?"},
    ]
    assert await second.next() == response(english, FEES, "m1")


async def test_who_comes_while_an_answer_is_said_hears_it_from_its_beginning(lin, english, engine):
    first = await lin.connects()
    engine.end.clear()
    await first.sends(message(FEES, "m1"))
    await first.hears("processing")

    late = await lin.connects(query="last_seq=0&stream=1")

    assert await hear(late, 2) == [
        entry(1, "customer", FEES, client_message_id="m1"),
        {"type": "delta", "reply_to": 1, "offset": 0, "text": "On: Fees abroad?"},
    ]


async def test_the_answer_survives_the_socket_that_asked(lin, english, engine):
    socket = await lin.connects()
    engine.gate.clear()
    await socket.sends(message(FEES, "m1"))
    await socket.hears("processing")

    await socket.closes()
    engine.gate.set()
    back = await lin.connects(query="last_seq=0")

    shown = await back.hears("entry")
    assert shown == entry(1, "customer", FEES, client_message_id="m1")
    assert await back.hears("response") == response(english, FEES, "m1")


# --- What a socket holds -----------------------------------------------------------


async def test_a_socket_gives_back_all_it_held_however_it_ends(lin, english, engine):
    before = metrics.SOCKETS._value.get()
    asked, cut = await lin.connects(query="stream=1"), await lin.connects()
    engine.gate.clear()
    await asked.sends(message(FEES, "m1"))
    await asked.hears("processing")

    await asked.closes()
    cut.line.future.cancel()
    await until(cut.line.future.done, "the end of the cut socket")
    lin.sockets.clear()

    assert metrics.SOCKETS._value.get() == before
    assert not rate_limits._sockets
    assert await Turn.objects.filter(state="thinking").acount() == 1
    assert await Message.objects.acount() == 1
