"""One customer message is stored once and answered once, whatever happens on the way."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from aicc.db import in_db
from aicc.errors import Busy, IdReuse, Unavailable
from aicc.tests.cast import reply
from chat import turns
from chat.assistant.words import Action, Intent, Triage
from chat.models import Conversation, Message, Turn
from chat.turns import abandoned, closing, opening, records, thinking
from handover import queue
from handover.models import Handover

pytestmark = pytest.mark.django_db(transaction=True)


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


async def test_an_engine_that_never_answers_ends_in_an_apology(lin, engine, settings):
    settings.AICC_TURN_SECONDS = 0.05
    conversation = await start()
    engine.gate.clear()

    _, answer = await turns.take_turn(conversation.pk, "hello")

    assert answer.data["handover_status"] == "offered"


async def leave_unanswered(conversation, text="Is anybody there?", client_id="m1"):
    """A question whose server died between its commit and its answer."""
    asked = (await in_db(opening.open_turns)([records.Ask(conversation.pk, text, client_id)]))[0]
    await expire_leases()
    return asked


async def test_a_turn_whose_server_died_is_answered_by_the_next_one(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)

    finished = await abandoned.finish_now()

    assert finished == 1
    assert [sender for _, sender, _ in await lin.transcript()] == ["customer", "assistant"]
    assert [turn.attempts for turn in await lin.turns()] == [2]


async def test_a_resend_takes_over_a_turn_whose_lease_ran_out(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)

    asked, answer = await turns.take_turn(
        conversation.pk, "Is anybody there?", client_message_id="m1"
    )

    assert asked.duplicate
    assert answer.reply_to == 1
    assert len(engine.asked) == 1


async def test_a_turn_that_is_still_leased_is_nobody_elses(lin, engine):
    conversation = await start()
    await in_db(opening.open_turns)([records.Ask(conversation.pk, "hello", "m1")])

    assert await abandoned.finish_now() == 0
    assert engine.asked == []


async def test_questions_behind_a_dead_servers_turn_are_answered_after_it(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)
    await in_db(opening.open_turns)([records.Ask(conversation.pk, "And me?", "m2")])

    await abandoned.finish_now()

    assert [question.text for question in engine.asked] == ["Is anybody there?", "And me?"]


async def test_a_question_that_waits_behind_nothing_is_found(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)
    await Turn.objects.aupdate(state="waiting", lease="", lease_until=None)

    assert await abandoned.finish_now() == 1


async def test_a_message_that_crashes_servers_stops_after_three(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)
    await Turn.objects.aupdate(attempts=3)

    await abandoned.finish_now()

    assert engine.asked == []
    assert [turn.state for turn in await lin.turns()] == [Turn.State.FAILED]
    assert (await Message.objects.aget(seq=2)).data["handover_status"] == "offered"


async def test_a_server_that_lost_its_lease_stores_nothing(lin, engine):
    conversation = await start()
    asked = await leave_unanswered(conversation)
    await abandoned.finish_now()

    late = records.Closing(asked.mine, reply("Too late"))
    closed = (await in_db(closing.close_turns)([late]))[0]

    assert closed.answer.text == "On: Is anybody there?"
    assert await Message.objects.acount() == 2


async def test_a_drained_server_waits_for_its_turns_and_takes_no_more(lin, engine):
    conversation = await start()
    engine.gate.clear()
    asked = await turns.ask(conversation.pk, "hello")
    draining = asyncio.create_task(turns.drain(5))
    await asyncio.sleep(0)

    engine.gate.set()
    await draining

    assert (await turns.answer_to(asked)) is not None or await Message.objects.acount() == 2
    with pytest.raises(Exception, match="unavailable"):
        await turns.ask(conversation.pk, "more")


async def test_a_drained_server_gives_back_what_it_could_not_finish(lin, engine):
    conversation = await start()
    engine.gate.clear()
    await turns.ask(conversation.pk, "hello")

    await turns.drain(0.01)

    taken = await in_db(abandoned.take_abandoned)()
    assert [mine.seq for mine in taken] == [1]


async def test_the_answer_is_heard_while_it_is_thought_and_by_who_comes_late(lin, engine):
    conversation = await start()
    heard = []
    turns.listen(conversation.pk, lambda *piece: heard.append(piece))

    await turns.take_turn(conversation.pk, "hello")

    assert heard == [(1, 0, "On: hello")]
    thinking.here.streams[conversation.pk] = thinking.Stream(3, "so far")
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
    few = await sync_to_async(queries_of)([records.Ask(conversation.pk, "a", "first")])
    await expire_leases()
    await abandoned.finish_now()
    for n in range(20):
        await turns.take_turn(conversation.pk, f"question {n}")

    many = await sync_to_async(queries_of)([records.Ask(conversation.pk, "b", "last")])

    assert many == few


async def test_a_full_batch_costs_little_more_than_one_question(lin):
    people = [await Conversation.objects.acreate(session_id=f"c{n}") for n in range(8)]

    one = await sync_to_async(queries_of)([records.Ask(people[0].pk, "a", "m1")])
    eight = await sync_to_async(queries_of)([records.Ask(p.pk, "b", "m2") for p in people])

    assert eight <= one + len(people)  # one UPDATE each, everything else shared


async def test_who_leaves_while_the_question_is_stored_has_it_answered_all_the_same(lin):
    conversation = await start()
    asking = asyncio.create_task(turns.ask(conversation.pk, "hello"))
    await asyncio.sleep(0)  # it hands the question over to be stored

    asking.cancel()
    await asyncio.wait({asking})
    while thinking.here.tasks:
        await asyncio.wait(set(thinking.here.tasks))

    assert await lin.transcript() == [(1, "customer", "hello"), (2, "assistant", "On: hello")]


async def test_a_question_whose_commit_arrived_though_its_answer_got_lost_is_still_ours(lin):
    conversation = await start()
    ask = records.Ask(conversation.pk, "hello", "m1")
    (first,) = await in_db(opening.open_turns)([ask])

    (again,) = await in_db(opening.open_turns)([ask])  # as aicc.db.steady repeats it

    assert (again.mine.lease, again.mine.attempt) == (first.mine.lease, 1)
    assert not again.duplicate
    assert await Message.objects.acount() == 1


async def test_an_answer_whose_commit_was_repeated_still_hands_the_next_question_on(lin):
    conversation = await start()
    asks = [records.Ask(conversation.pk, f"question {n}", f"m{n}") for n in (1, 2)]
    first, _ = await in_db(opening.open_turns)(asks)
    answer = records.Closing(first.mine, reply("Here"))
    (closed,) = await in_db(closing.close_turns)([answer])

    (again,) = await in_db(closing.close_turns)([answer])

    assert (again.answer.seq, again.following) == (closed.answer.seq, closed.following)
    assert again.following.question.text == "question 2"
    assert await Message.objects.acount() == 3


async def test_who_waits_for_an_answer_that_cannot_be_had_is_told_so(lin, engine, settings):
    conversation = await start()
    asked = await leave_unanswered(conversation)
    settings.AICC_TURN_SECONDS = -records.LEASE_SPARE_SECONDS  # no time at all

    with pytest.raises(Unavailable):
        await turns.answer_to(asked)


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
