"""What a customer wants beside an answer: a person, a thumb, a score, an end."""

import pytest

from aicc.platform import events
from aicc.platform.db import in_db
from aicc.testing.cast import reply
from chat.assistant.types import Action, Intent, Triage
from chat.models import Feedback
from chat.tests.frames import (
    WAITS,
    WITH_AGENT,
    ack,
    entry,
    error,
    give_to,
    hear,
    message,
    notice,
    noticed,
    processing,
    response,
    status,
    waits,
)
from handover.desk import actions
from handover.models import Handover

pytestmark = pytest.mark.django_db(transaction=True)

FEES = "Fees abroad?"
LEFT_QUEUE = "You have left the queue. The assistant goes on answering."
ENDED = "The conversation was ended by the customer. Write again at any time."


async def done(socket):
    """All deeds that were sent: one more, which is answered, comes after them."""
    await socket.sends({"type": "feedback", "seq": 999, "rating": "up"})
    await socket.hears("error")


# --- A person ----------------------------------------------------------------------


async def test_a_wish_for_a_person_is_answered_with_a_place_in_the_queue(lin, english):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover", "reason": "My number is 010-1234-5678"})
    assert await hear(socket, 2) == [entry(1, "system", WAITS), waits(english, 1)]
    await socket.sends({"type": "request_handover"})
    assert await hear(socket, 1) == [waits(english, 1)]

    handover = await Handover.objects.aget()
    assert "1234-5678" not in handover.reason


async def test_a_first_system_client_gets_a_response_to_its_wish_for_a_person(lin, english):
    socket = await lin.connects(current=False)

    await socket.sends({"type": "request_handover"})

    wish = {"intent": "HUMAN_REQ", "suggested_action": "HANDOVER", "handover_status": "pending"}
    assert await hear(socket, 2) == [
        waits(english, 1),
        noticed(english, notice(WAITS, **wish)),
    ]


async def test_who_waits_is_still_answered_by_the_assistant(lin, english):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")

    answer = await socket.says(FEES)

    assert answer["data"]["ai_message"] == "On: Fees abroad?"


async def test_who_leaves_the_queue_goes_on_with_the_assistant(lin, english):
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")

    await socket.sends({"type": "cancel_handover"})

    assert await hear(socket, 2) == [
        entry(2, "system", LEFT_QUEUE),
        status(english, "assistant_back", head_seq=2),
    ]


async def test_who_says_so_leaves_the_queue_too(lin, english, engine):
    engine.replies["Never mind"] = reply("I will go on.", handover_status="declined")
    socket = await lin.connects()
    await socket.sends({"type": "request_handover"})
    await socket.hears("status")

    await socket.sends(message("Never mind", "m1"))

    left = [frame for frame in await hear(socket, 5) if frame["type"] == "entry"]
    handover = await Handover.objects.aget()
    assert left == [entry(4, "system", LEFT_QUEUE)]
    assert handover.status == Handover.Status.CANCELLED


async def test_an_answer_that_calls_a_person_is_followed_by_the_place_in_the_queue(
    lin, english, engine
):
    engine.replies["A person!"] = reply(
        "You are being connected.",
        intent=Intent.HUMAN,
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        handover_status="pending",
    )
    socket = await lin.connects()

    await socket.sends(message("A person!", "m1"))

    heard = await hear(socket, 5)
    kinds = [frame["type"] for frame in heard]
    assert kinds == ["ack", "processing", "response", "entry", "status"]
    assert heard[4] == waits(english, 3)


async def test_an_agents_arrival_and_words_are_shown_under_their_name(lin, english, mei):
    socket, old = await lin.connects(), await lin.connects(current=False)
    await socket.sends({"type": "request_handover"})
    for waiting in (socket, old):
        assert (await waiting.hears("status"))["message"] == "waiting"

    await give_to(mei, english)
    assert await hear(socket, 2) == [
        entry(2, "system", "Mei has joined the conversation.", agent_name="Mei"),
        status(english, "agent_joined", owner="agent", head_seq=2, agent_name="Mei"),
    ]
    await in_db(actions.say)(english.pk, mei, "Hello, this is Mei.", "a1")

    assert await hear(socket, 1) == [
        entry(3, "agent", "Hello, this is Mei.", agent_name="Mei", client_message_id="a1")
    ]
    assert (await old.hears("status"))["message"] == "agent_joined"
    assert await old.hears_nothing()  # it asked nothing: they come with its next response


async def test_a_message_that_only_an_agent_will_answer(lin, english, mei):
    await give_to(mei, english)
    socket, old = await lin.connects(), await lin.connects(current=False)
    assert (await socket.next())["message"] == (await old.next())["message"] == "agent_joined"

    await socket.sends(message("Are you there?", "m1"))
    assert await hear(socket, 1) == [ack("m1", 3, "Are you there?")]
    assert await socket.hears_nothing()
    await old.sends(message("And me?", "m2"))

    assert await hear(old, 1) == [
        noticed(english, notice(WITH_AGENT), reply_to=4, client_message_id="m2")
    ]
    assert await old.hears_nothing()


async def test_a_first_system_client_hears_of_each_message_that_an_agent_took_over(
    lin, english, engine, mei
):
    old = await lin.connects(current=False)
    engine.gate.clear()
    for number in (1, 2):
        await old.sends(message(f"question {number}", f"m{number}"))
        assert await old.next() == processing(f"m{number}")

    await give_to(mei, english)
    engine.gate.set()

    heard = [await old.hears("response") for _ in range(2)]
    assert {frame["client_message_id"] for frame in heard} == {"m1", "m2"}
    assert all(frame["data"] == notice(WITH_AGENT) for frame in heard)


async def test_a_wish_for_a_person_while_one_is_there_is_told_so(lin, english, mei):
    await give_to(mei, english)
    old = await lin.connects(current=False)
    assert (await old.next())["message"] == "agent_joined"

    await old.sends({"type": "request_handover"})

    wish = {"intent": "HUMAN_REQ", "suggested_action": "HANDOVER"}
    assert await hear(old, 2) == [
        status(english, "agent_joined", owner="agent", head_seq=2, agent_name="Mei"),
        noticed(english, notice(WITH_AGENT, **wish)),
    ]


async def test_a_conversation_handed_back_is_the_assistants_again(lin, english, mei):
    await give_to(mei, english)
    socket = await lin.connects()
    await socket.next()

    await in_db(actions.hand_back)(english.pk, mei)

    assert await hear(socket, 2) == [
        entry(3, "system", "The assistant goes on with the conversation."),
        status(english, "assistant_back", head_seq=3),
    ]


async def test_a_closed_conversation_says_so_and_goes_on_with_the_next_message(lin, english, mei):
    await give_to(mei, english)
    socket = await lin.connects()
    await socket.next()

    await in_db(actions.close)(english.pk, mei)
    assert await hear(socket, 2) == [
        entry(3, "system", "The conversation is closed. Write again at any time."),
        status(english, "closed", owner="closed", head_seq=3, rated=False),
    ]
    await socket.sends(message(FEES, "m1"))

    assert await hear(socket, 5) == [
        entry(4, "system", "The conversation goes on."),
        status(english, "assistant_back", head_seq=4),
        ack("m1", 5, FEES),
        processing("m1"),
        response(english, FEES, "m1", reply_to=5, seq=6),
    ]


async def test_the_customer_ends_the_conversation_and_rates_it_afterwards(lin, english):
    socket = await lin.connects()

    await socket.sends({"type": "end"})
    assert await hear(socket, 2) == [
        entry(1, "system", ENDED),
        status(english, "closed", owner="closed", head_seq=1, rated=False),
    ]
    await socket.sends({"type": "end"})  # again is harmless
    await socket.sends({"type": "rate", "score": 4, "comment": "Call me at 010-1234-5678"})
    await done(socket)

    await english.arefresh_from_db()
    assert (english.score, english.owner, english.head_seq) == (4, "closed", 1)
    assert "1234-5678" not in english.score_comment


async def test_who_ended_the_conversation_is_not_put_in_the_queue_by_a_late_answer(
    lin, english, engine
):
    engine.replies["A person!"] = reply(
        "You are being connected.", action=Action.HANDOVER, handover_status="pending"
    )
    engine.gate.clear()
    socket = await lin.connects()
    await socket.sends(message("A person!"))
    await socket.hears("processing")
    await socket.sends({"type": "end"})
    await socket.hears("status")

    engine.gate.set()
    await socket.hears("response")

    await english.arefresh_from_db()
    assert english.owner == "closed"
    assert not await Handover.objects.aexists()


# --- What is not an entry ----------------------------------------------------------


async def test_an_agents_typing_is_shown_to_current_clients_and_stored_nowhere(lin, english, mei):
    await give_to(mei, english)
    socket, old = await lin.connects(), await lin.connects(current=False)
    await socket.next(), await old.next()

    events.typing(english.pk, "agent", True)

    assert await socket.next() == {"type": "typing", "sender": "agent", "is_typing": True}
    assert await old.hears_nothing()
    assert (await lin.conversation()).head_seq == 2


async def test_the_customers_typing_costs_nobody_a_frame(lin, english):
    socket, other = await lin.connects(), await lin.connects()

    await socket.sends({"type": "typing", "is_typing": True})

    assert await other.hears_nothing()
    assert await lin.transcript() == []


async def test_the_last_thumb_on_an_answer_counts(lin, english):
    socket = await lin.connects()
    await socket.says(FEES)

    await socket.sends({"type": "feedback", "seq": 2, "rating": "up"})
    await socket.sends({"type": "feedback", "seq": 2, "rating": "down", "comment": "too long"})
    await done(socket)

    thumbs = [thumb async for thumb in Feedback.objects.values("rating", "comment")]
    assert thumbs == [{"rating": "down", "comment": "too long"}]


@pytest.mark.parametrize("seq", [1, 3])
async def test_a_thumb_on_what_is_no_answer_is_refused_in_the_customers_language(
    lin, english, seq
):
    socket = await lin.connects()
    await socket.says(FEES)

    await socket.sends({"type": "feedback", "seq": seq, "rating": "up"})

    assert await socket.next() == error("not_found", "seq: there is no answer with this number.")
