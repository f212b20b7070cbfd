"""A first-system client's frames, whole: each of its messages gets one `response`."""

import pytest
from django.utils import timezone

from aicc.platform.db import in_db
from aicc.platform.errors import Unavailable
from aicc.testing.cast import reply
from chat import turns
from chat.assistant.types import Action, Intent, Triage
from chat.tests.frames import (
    WAITS,
    WITH_AGENT,
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
from handover.models import BusinessHours, Handover, IntakeQuestion
from handover.queue import hours, queue

pytestmark = pytest.mark.django_db(transaction=True)

WISH = {"intent": "HUMAN_REQ", "suggested_action": "HANDOVER"}
CONNECTING = "You are being connected."
OPENING = (
    "While you wait, a few questions for the agent. Say “I don't know” where you don't, "
    "and ask whatever you like meanwhile.\n\nSince when?"
)


@pytest.fixture(autouse=True)
def hours_known_anew():
    hours.forget()
    yield
    hours.forget()


@pytest.fixture
async def question():
    return await IntakeQuestion.objects.acreate(
        text_ko="언제부터요?", text_en="Since when?", order=1
    )


@pytest.fixture
def calls_a_person(engine):
    engine.replies["A person!"] = reply(
        CONNECTING,
        intent=Intent.HUMAN,
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        handover_status="pending",
    )


async def everything(socket):
    """All frames until the answer to a ping."""
    await socket.sends({"type": "ping"})
    heard = []
    while (frame := await socket.next())["type"] != "pong":
        heard.append(frame)
    return heard


def words(heard):
    return [frame["data"]["ai_message"] for frame in heard if frame["type"] == "response"]


async def test_a_wish_in_words_gets_one_response_with_the_first_question_in_it(
    lin, english, question, calls_a_person
):
    old = await lin.connects(current=False)

    await old.sends(message("A person!", "m1"))
    heard = [*await hear(old, 2), *await everything(old)]

    assert [frame["type"] for frame in heard] == ["processing", "response", "status"]
    assert heard[1]["client_message_id"] == "m1"
    assert words(heard) == [f"{CONNECTING}\n\n{OPENING}"]
    assert heard[1]["data"]["quick_replies"] == ["I don't know"]
    assert heard[2] == waits(english, 4)


async def test_a_wish_by_frame_gets_one_response_with_the_first_question_after_it(
    lin, english, question
):
    old = await lin.connects(current=False)

    await old.sends({"type": "request_handover"})
    heard = [*await hear(old, 2), *await everything(old)]

    assert [frame["type"] for frame in heard] == ["status", "response"]
    assert words(heard) == [f"{WAITS}\n\n{OPENING}"]
    assert heard[1]["data"]["handover_status"] == "pending"


async def test_each_answer_to_a_question_brings_the_next_one_once(lin, english, question):
    await IntakeQuestion.objects.acreate(text_ko="무슨 카드요?", text_en="Which card?", order=2)
    old = await lin.connects(current=False)
    await old.sends({"type": "request_handover"})
    await old.hears("response")

    said = [await old.says("About 3 days ago", "m1"), await old.says("I don't know", "m2")]

    assert [frame["client_message_id"] for frame in said] == ["m1", "m2"]
    assert [frame["data"]["ai_message"] for frame in said] == [
        "Thank you.\n\nWhich card?",
        "Thank you. The agent will see your answers.",
    ]
    assert words(await everything(old)) == []


async def test_an_agents_words_come_with_the_next_messages_response(lin, english, mei):
    await give_to(mei, english)
    old = await lin.connects(current=False)
    assert (await old.next())["message"] == "agent_joined"

    await in_db(actions.say)(english.pk, mei, "Hello, this is Mei.", "a1")
    await in_db(actions.say)(english.pk, mei, "How can I help?", "a2")
    assert await everything(old) == []
    await old.sends(message("My card is gone", "m1"))
    first = [await old.next(), *await everything(old)]
    await in_db(actions.say)(english.pk, mei, "I have blocked it.", "a3")
    await old.sends(message("Thanks", "m2"))
    second = [await old.next(), *await everything(old)]

    mei_said = "Mei: Hello, this is Mei.\n\nMei: How can I help?"
    assert first == [
        noticed(
            english,
            notice(f"{mei_said}\n\n{WITH_AGENT}"),
            reply_to=5,
            client_message_id="m1",
        )
    ]
    assert words(second) == [f"Mei: I have blocked it.\n\n{WITH_AGENT}"]
    assert second[0]["client_message_id"] == "m2"


async def test_an_agents_warning_comes_with_the_next_messages_response(lin, english, mei):
    await give_to(mei, english)
    old = await lin.connects(current=False)
    await old.next()

    await in_db(actions.warn)(english.pk, mei)
    assert await everything(old) == []
    await old.sends(message("What?", "m1"))

    told = [await old.next(), *await everything(old)]
    warned = "Please keep your words respectful, or we have to end this conversation."
    assert words(told) == [f"Mei: {warned}\n\n{WITH_AGENT}"]


async def test_after_the_agents_close_the_next_message_gets_their_last_words_and_an_answer(
    lin, english, mei
):
    await give_to(mei, english)
    old = await lin.connects(current=False)
    await old.next()
    await in_db(actions.say)(english.pk, mei, "Goodbye.", "a1")
    await in_db(actions.close)(english.pk, mei)
    closed = await old.hears("status")

    await old.sends(message("Fees abroad?", "m1"))
    heard = [*await hear(old, 3), *await everything(old)]

    assert closed["message"] == "closed"
    assert [frame["type"] for frame in heard] == ["status", "processing", "response"]
    assert words(heard) == ["Mei: Goodbye.\n\nOn: Fees abroad?"]
    assert heard[2]["data"]["ai_generated"]


async def test_leaving_the_queue_costs_a_status_and_the_next_message_its_one_response(
    lin, english
):
    old = await lin.connects(current=False)
    await old.sends({"type": "request_handover"})
    await old.hears("response")

    await old.sends({"type": "cancel_handover"})
    left = [await old.next()]
    await old.sends(message("Fees abroad?", "m1"))
    heard = [*await hear(old, 2), *await everything(old)]

    assert left == [status(english, "assistant_back", head_seq=2)]
    assert heard == [
        processing("m1"),
        response(english, "Fees abroad?", "m1", reply_to=3, seq=4),
    ]


async def test_out_of_hours_the_one_response_says_when_somebody_is_back(lin, english, question):
    tomorrow = (timezone.localtime().weekday() + 1) % 7
    await BusinessHours.objects.acreate(weekday=tomorrow, opens="09:00", closes="10:00")
    old = await lin.connects(current=False)

    await old.sends({"type": "request_handover"})
    heard = [*await hear(old, 2), *await everything(old)]

    assert [frame["type"] for frame in heard] == ["status", "response"]
    assert heard[0]["message"] == "offline_hours"
    [said] = words(heard)
    assert said.startswith("Nobody is at the desk right now; we are back")
    assert said.endswith(OPENING)


async def test_several_messages_at_once_get_one_response_each_in_their_order(
    lin, english, question, calls_a_person, engine
):
    old = await lin.connects(current=False)
    engine.gate.clear()
    texts = ["Fees abroad?", "A person!", "Limits?", "Hours?"]
    for number, text in enumerate(texts):
        await old.sends(message(text, f"m{number}"))
        await old.hears("processing")
    engine.gate.set()

    said = [await old.hears("response") for _ in texts]

    assert [frame["client_message_id"] for frame in said] == ["m0", "m1", "m2", "m3"]
    assert "Since when?" in said[1]["data"]["ai_message"] + said[2]["data"]["ai_message"]
    assert words(await everything(old)) == []


async def test_what_another_tab_says_and_hears_waits_for_the_next_message(lin, english):
    old, tab = await lin.connects(current=False), await lin.connects()
    await tab.says("Fees abroad?", "t1")

    assert await everything(old) == []
    answer = await old.says("Limits?", "m1")

    assert answer["client_message_id"] == "m1"
    assert answer["data"]["ai_message"] == "On: Fees abroad?\n\nOn: Limits?"


async def test_a_message_sent_again_gets_the_same_answer_once(lin, english):
    old = await lin.connects(current=False)
    first = await old.says("Fees abroad?", "m1")

    again = await old.says("Fees abroad?", "m1")

    assert again == first
    assert words(await everything(old)) == []


async def test_who_was_told_of_an_error_gets_the_late_answer_with_the_next_one(
    lin, english, engine, monkeypatch
):
    async def too_late(asked):
        raise Unavailable(retry_after=5)

    old = await lin.connects(current=False)
    engine.gate.clear()
    with monkeypatch.context() as slow:
        slow.setattr(turns, "answer_to", too_late)
        await old.sends(message("Fees abroad?", "m1"))
        failed = await old.hears("error")
    engine.gate.set()
    answer = await old.says("Limits?", "m2")

    assert failed == error(
        "unavailable", failed["message"], retryable=True, client_message_id="m1"
    )
    assert answer["data"]["ai_message"] == "On: Fees abroad?\n\nOn: Limits?"
    assert words(await everything(old)) == []


async def test_a_long_talk_unheard_is_cut_from_its_beginning(lin, english, mei):
    await give_to(mei, english)
    old = await lin.connects(current=False)
    await old.next()
    for number in range(30):
        await in_db(actions.say)(english.pk, mei, f"{number} " + "word " * 300, f"a{number}")

    answer = await old.says("Are you there?", "m1")

    text = answer["data"]["ai_message"]
    assert len(text) < 7_000
    assert "29 word" in text
    assert "0 word word" not in text.split("\n\n")[0][:8]


async def test_a_claim_under_way_answers_a_wish_and_a_question_once_each(lin, english, mei):
    old = await lin.connects(current=False)
    await old.sends({"type": "request_handover"})
    wished = await old.hears("response")
    await in_db(queue.claim)((await Handover.objects.aget()).pk, mei)
    await in_db(actions.say)(english.pk, mei, "Hello.", "a1")

    await old.sends({"type": "request_handover"})
    again = await old.hears("response")

    assert wished["data"] == notice(WAITS, handover_status="pending", **WISH)
    assert again["data"] == notice(f"Mei: Hello.\n\n{WITH_AGENT}", **WISH)
    assert words(await everything(old)) == []
