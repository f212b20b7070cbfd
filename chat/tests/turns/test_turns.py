"""One customer message is stored once and answered once, whatever happens on the way."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from aicc.platform.db import in_db
from aicc.platform.errors import Busy, IdReuse
from aicc.testing.cast import reply
from chat import turns
from chat.assistant.types import Action, Intent, Triage
from chat.models import Conversation, Message, Turn
from chat.turns import abandoned, leases, opening, runner
from handover.models import Handover
from handover.queue import queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


async def start():
    return await Conversation.objects.acreate(session_id="lin", language="en")


async def expire_leases():
    await Turn.objects.filter(state="thinking").aupdate(lease_until=Now() - timedelta(seconds=1))


async def test_a_question_and_its_answer_are_numbered_without_gaps(lin):
    conversation = await start()

    asked, answer = await turns.take_turn(conversation.pk, "How do I order a card?")

    assert (asked.seq, answer.seq, answer.reply_to) == (1, 2, 1)
    assert await lin.transcript() == [
        (1, "customer", "How do I order a card?"),
        (2, "assistant", "On: How do I order a card?"),
    ]


async def test_a_resent_message_is_answered_once(lin, engine):
    conversation = await start()
    _, first = await turns.take_turn(conversation.pk, "hello", client_message_id="m1")

    asked, again = await turns.take_turn(conversation.pk, "hello", client_message_id="m1")

    assert asked.duplicate
    assert (again.seq, again.text) == (first.seq, first.text)
    assert len(engine.asked) == 1
    assert await Message.objects.acount() == 2


async def test_the_same_id_at_the_same_moment_is_stored_once(lin, engine):
    conversation = await start()

    results = await asyncio.gather(
        *(turns.take_turn(conversation.pk, "hello", client_message_id="m1") for _ in range(8))
    )

    assert {answer.seq for _, answer in results} == {2}
    assert len(engine.asked) == 1
    assert await Message.objects.acount() == 2


async def test_the_same_id_with_another_text_is_refused(lin):
    conversation = await start()
    await turns.take_turn(conversation.pk, "hello", client_message_id="m1")

    with pytest.raises(IdReuse):
        await turns.take_turn(conversation.pk, "goodbye", client_message_id="m1")

    assert await Message.objects.acount() == 2


async def test_ids_are_compared_to_the_letter(lin):
    conversation = await start()

    for client_id in ("m1", "M1"):
        await turns.take_turn(conversation.pk, "hello", client_message_id=client_id)

    assert await Message.objects.acount() == 4


async def test_questions_of_one_conversation_are_answered_one_at_a_time_in_order(lin, engine):
    conversation = await start()
    engine.gate.clear()
    asked = [await turns.ask(conversation.pk, f"question {n}") for n in range(3)]
    assert [bool(each.mine) for each in asked] == [True, False, False]

    engine.gate.set()
    answers = await asyncio.gather(*(turns.answer_to(each) for each in asked))

    assert [answer.reply_to for answer in answers] == [1, 2, 3]
    assert [question.text for question in engine.asked] == [
        "question 0",
        "question 1",
        "question 2",
    ]
    assert (await lin.conversation()).open_turns == 0


async def test_a_ninth_waiting_question_is_told_to_come_back(lin, engine):
    conversation = await start()
    engine.gate.clear()
    for n in range(9):
        await turns.ask(conversation.pk, f"question {n}")

    with pytest.raises(Busy):
        await turns.ask(conversation.pk, "one too many")

    assert (await lin.conversation()).head_seq == 9


async def test_what_was_said_before_reaches_the_assistant(lin, engine):
    conversation = await start()
    await turns.take_turn(conversation.pk, "What does a card cost?")

    await turns.take_turn(conversation.pk, "And abroad?")

    assert [line.text for line in engine.asked[1].history] == [
        "What does a card cost?",
        "On: What does a card cost?",
    ]


async def test_personal_data_is_masked_before_it_is_stored_or_thought_about(lin, engine):
    conversation = await start()

    asked, _ = await turns.take_turn(conversation.pk, "My number is 900101-1234567")

    assert "1234567" not in asked.text
    assert "1234567" not in engine.asked[0].text
    assert "1234567" not in str(await lin.transcript())


async def test_a_closed_conversation_is_opened_again_by_the_next_message(lin):
    conversation = await start()
    await Conversation.objects.aupdate(owner="closed")

    asked, answer = await turns.take_turn(conversation.pk, "One more thing")

    assert (asked.owner, asked.seq, answer.seq) == ("assistant", 2, 3)
    assert [entry[1] for entry in await lin.transcript()] == ["system", "customer", "assistant"]


async def test_an_agents_conversation_gets_no_answer_from_the_assistant(lin, engine, mei):
    conversation = await start()
    handover, _ = await in_db(queue.open_handover)(conversation.pk)
    await in_db(queue.claim)(handover.pk, mei)

    asked, answer = await turns.take_turn(conversation.pk, "Are you there?")

    assert (asked.state, answer) == (Turn.State.LEFT, None)
    assert engine.asked == []


async def test_no_answer_enters_after_an_agent_took_over(lin, engine, mei):
    conversation = await start()
    engine.gate.clear()
    asked = await turns.ask(conversation.pk, "Anyone?")
    waiting = await turns.ask(conversation.pk, "Hello?")
    handover, _ = await in_db(queue.open_handover)(conversation.pk)
    await in_db(queue.claim)(handover.pk, mei)

    engine.gate.set()

    assert await turns.answer_to(asked) is None
    assert await turns.answer_to(waiting) is None
    assert "assistant" not in [sender for _, sender, _ in await lin.transcript()]
    assert {turn.state for turn in await lin.turns()} == {Turn.State.LEFT}


async def test_an_answer_that_calls_a_human_puts_the_customer_in_the_queue(lin, engine):
    conversation = await start()
    engine.replies["A person, please"] = reply(
        "You are being connected.",
        intent=Intent.HUMAN,
        triage=Triage.HUMAN_REQUIRED,
        action=Action.HANDOVER,
        handover_status="pending",
    )

    _, answer = await turns.take_turn(conversation.pk, "A person, please")

    assert answer.data["suggested_action"] == "HANDOVER"
    stored = await lin.conversation()
    assert (stored.owner, stored.intent, stored.head_seq) == ("queue", "HUMAN_REQ", 3)
    assert await Handover.objects.filter(status="waiting").acount() == 1


async def test_thinking_that_fails_three_times_ends_in_an_apology_and_an_offer(lin, engine):
    conversation = await start()
    engine.failures = [RuntimeError("a bug")] * 3

    _, answer = await turns.take_turn(conversation.pk, "hello")

    assert answer.data["handover_status"] == "offered"
    assert [turn.state for turn in await lin.turns()] == [Turn.State.FAILED]
    assert len(engine.asked) == 3


async def test_thinking_that_fails_once_is_tried_again(lin, engine):
    conversation = await start()
    engine.failures = [RuntimeError("a bug")]

    _, answer = await turns.take_turn(conversation.pk, "hello")

    assert answer.text == "On: hello"
    # By other means: what failed once in the same way would fail again.
    assert [question.is_retaken for question in engine.asked] == [False, True]


async def test_an_engine_that_never_answers_ends_in_an_apology(lin, engine, settings):
    settings.AICC_TURN_SECONDS = 0.05
    conversation = await start()
    engine.gate.clear()

    _, answer = await turns.take_turn(conversation.pk, "hello")

    assert answer.data["handover_status"] == "offered"


async def test_the_answer_is_heard_while_it_is_thought_and_by_who_comes_late(lin, engine):
    conversation = await start()
    heard = []
    turns.listen(conversation.pk, lambda *piece: heard.append(piece))

    await turns.take_turn(conversation.pk, "hello")

    assert heard == [(1, 0, "On: hello")]
    runner.registry.streams[conversation.pk] = runner.Stream(3, "so far")
    turns.listen(conversation.pk, lambda *piece: heard.append(piece))
    assert heard[-1] == (3, 0, "so far")


def queries_of(asks):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        opening.open_turns(asks)
    return len(captured)


async def test_the_number_of_queries_does_not_grow_with_the_conversation(lin):
    conversation = await start()
    await turns.take_turn(conversation.pk, "question")
    few = await sync_to_async(queries_of)([leases.TurnRequest(conversation.pk, "a", "first")])
    await expire_leases()
    await abandoned.finish_now()
    for n in range(20):
        await turns.take_turn(conversation.pk, f"question {n}")

    many = await sync_to_async(queries_of)([leases.TurnRequest(conversation.pk, "b", "last")])

    assert many == few


async def test_a_full_batch_costs_little_more_than_one_question(lin):
    people = [await Conversation.objects.acreate(session_id=f"c{n}") for n in range(8)]

    one = await sync_to_async(queries_of)([leases.TurnRequest(people[0].pk, "a", "m1")])
    eight = await sync_to_async(queries_of)([leases.TurnRequest(p.pk, "b", "m2") for p in people])

    assert eight <= one + len(people)  # one UPDATE each, everything else shared


async def test_a_turn_keeps_what_the_model_consumed_in_all_of_its_attempts(
    lin, monkeypatch, settings
):
    settings.AICC_MODEL_COST_INPUT_WON_PER_MILLION = 210
    settings.AICC_MODEL_COST_OUTPUT_WON_PER_MILLION = 840
    conversation = await start()
    attempts = iter([RuntimeError(), None])

    async def consumes(question, tell, usage):
        usage.add(1_000, 100)
        if error := next(attempts):
            raise error
        usage.estimate("abc", "")
        return reply("On it.")

    monkeypatch.setattr("chat.assistant.reply_to", consumes)

    await turns.take_turn(conversation.pk, "How do I order a card?")

    [turn] = await lin.turns()
    assert (turn.tokens_in, turn.tokens_out) == (2_001, 200)
    assert turn.cost_micro_won == 2_001 * 210 + 200 * 840
    assert turn.trace["tokens"] == "estimated"
