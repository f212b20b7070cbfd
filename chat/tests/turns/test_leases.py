"""A turn outlives the server that thought about it, and is answered once all the same."""

import asyncio
import gc
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.db.utils import OperationalError

from aicc.platform import db, metrics
from aicc.platform.db import DEADLOCK, in_db
from aicc.platform.errors import Unavailable
from aicc.testing.cast import reply, until
from chat import turns
from chat.models import Conversation, Message, Turn
from chat.turns import abandoned, closing, leases, opening, runner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


async def start():
    return await Conversation.objects.acreate(session_id="lin", language="en")


async def expire_leases():
    await Turn.objects.filter(state="thinking").aupdate(lease_until=Now() - timedelta(seconds=1))


async def leave_unanswered(conversation, text="Is anybody there?", client_id="m1"):
    """A question whose server died between its commit and its answer."""
    asked = (
        await in_db(opening.open_turns)([leases.TurnRequest(conversation.pk, text, client_id)])
    )[0]
    await expire_leases()
    return asked


async def test_a_turn_whose_server_died_is_answered_by_the_next_one(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)

    finished = await abandoned.finish_now()

    assert finished == 1
    assert [sender for _, sender, _ in await lin.transcript()] == ["customer", "assistant"]
    assert [turn.attempts for turn in await lin.turns()] == [2]


async def test_a_lease_of_before_the_clock_was_set_back_is_taken_over(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)
    await Turn.objects.aupdate(lease_until=Now() + timedelta(days=1))

    assert await abandoned.finish_now() == 1
    assert [sender for _, sender, _ in await lin.transcript()] == ["customer", "assistant"]


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
    await in_db(opening.open_turns)([leases.TurnRequest(conversation.pk, "hello", "m1")])

    assert await abandoned.finish_now() == 0
    assert engine.asked == []


async def being_thought(conversation, engine):
    """A question that this server thinks about, and whoever waits for its answer."""
    engine.gate.clear()
    waits = asyncio.create_task(turns.take_turn(conversation.pk, "Is anybody there?"))
    await until(lambda: engine.asked, "the thinking")
    return waits


async def test_who_waits_for_a_turn_that_its_own_server_took_up_again_gets_the_answer(lin, engine):
    conversation = await start()
    waits = await being_thought(conversation, engine)
    heard = []
    turns.listen(conversation.pk, lambda *piece: heard.append(piece))
    await expire_leases()
    for mine in await in_db(abandoned.take_abandoned)():
        runner.start(mine)
    await until(lambda: len(engine.asked) == 2, "the second thinking")

    engine.gate.set()
    async with asyncio.timeout(30):
        _, answer = await waits
    await until(lambda: not runner.registry.tasks, "the end of both")

    assert answer.text == "On: Is anybody there?"
    assert [sender for _, sender, _ in await lin.transcript()] == ["customer", "assistant"]
    assert heard == [(1, 0, "On: Is anybody there?")]
    assert not any((runner.registry.answers, runner.registry.leases, runner.registry.streams))


async def test_who_waits_for_a_turn_that_another_server_took_over_gets_its_answer(
    lin, engine, caplog
):
    conversation = await start()
    waits = await being_thought(conversation, engine)
    await expire_leases()
    (mine,) = await in_db(abandoned.take_abandoned)()  # as another server does
    left = metrics.TURNS.labels("left", "offline")._value.get()
    engine.gate.set()
    await until(lambda: not runner.registry.leases, "the first server's answer, too late")

    await in_db(closing.close_turns)([leases.Closing(mine, reply("Here I am."))])
    async with asyncio.timeout(30):
        _, answer = await waits

    assert answer.text == "Here I am."
    assert [sender for _, sender, _ in await lin.transcript()] == ["customer", "assistant"]
    assert metrics.TURNS.labels("left", "offline")._value.get() == left
    gc.collect()  # a task that failed says so when it goes
    assert "never retrieved" not in caplog.text


async def test_questions_behind_a_dead_servers_turn_are_answered_after_it(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)
    await in_db(opening.open_turns)([leases.TurnRequest(conversation.pk, "And me?", "m2")])

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

    late = leases.Closing(asked.mine, reply("Too late"))
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


async def test_who_leaves_while_the_question_is_stored_has_it_answered_all_the_same(lin):
    conversation = await start()
    asking = asyncio.create_task(turns.ask(conversation.pk, "hello"))
    await asyncio.sleep(0)  # it hands the question over to be stored

    asking.cancel()
    await until(asking.done, "the end of who asked")
    await until(lambda: not runner.registry.tasks, "the end of the turn")

    assert await lin.transcript() == [(1, "customer", "hello"), (2, "assistant", "On: hello")]


async def test_a_question_whose_commit_arrived_though_its_answer_got_lost_is_still_ours(lin):
    conversation = await start()
    ask = leases.TurnRequest(conversation.pk, "hello", "m1")
    (first,) = await in_db(opening.open_turns)([ask])

    (again,) = await in_db(opening.open_turns)([ask])  # as aicc.platform.db.steady repeats it

    assert (again.mine.lease, again.mine.attempt) == (first.mine.lease, 1)
    assert not again.duplicate
    assert await Message.objects.acount() == 1


async def test_an_answer_whose_commit_was_repeated_still_hands_the_next_question_on(lin):
    conversation = await start()
    asks = [leases.TurnRequest(conversation.pk, f"question {n}", f"m{n}") for n in (1, 2)]
    first, _ = await in_db(opening.open_turns)(asks)
    answer = leases.Closing(first.mine, reply("Here"))
    (closed,) = await in_db(closing.close_turns)([answer])

    (again,) = await in_db(closing.close_turns)([answer])

    assert (again.answer.seq, again.following) == (closed.answer.seq, closed.following)
    assert again.following.question.text == "question 2"
    assert await Message.objects.acount() == 3


async def test_who_waits_for_an_answer_that_cannot_be_had_is_told_so(lin, engine, settings):
    conversation = await start()
    asked = await leave_unanswered(conversation)
    settings.AICC_TURN_SECONDS = -leases.LEASE_SPARE_SECONDS  # no time at all

    with pytest.raises(Unavailable):
        await turns.answer_to(asked)


async def test_a_turn_that_a_server_died_over_is_thought_without_vectors_and_model(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)
    before = metrics.TURNS_RETAKEN._value.get()

    await abandoned.finish_now()

    assert [question.is_retaken for question in engine.asked] == [True]
    assert metrics.TURNS_RETAKEN._value.get() == before + 1


async def test_a_first_attempt_has_all_there_is(lin, engine):
    await turns.take_turn((await start()).pk, "hello")

    assert [question.is_retaken for question in engine.asked] == [False]


async def test_what_a_server_gave_back_in_order_was_no_attempt(lin, engine):
    conversation = await start()
    asked = (
        await in_db(opening.open_turns)([leases.TurnRequest(conversation.pk, "hello", "m1")])
    )[0]

    await in_db(leases.give_back)([asked.mine.lease])
    await abandoned.finish_now()

    assert [turn.attempts for turn in await lin.turns()] == [1]
    assert [question.is_retaken for question in engine.asked] == [False]


async def test_what_was_never_begun_can_be_given_back(lin, engine):
    conversation = await start()
    asked = (
        await in_db(opening.open_turns)([leases.TurnRequest(conversation.pk, "hello", "m1")])
    )[0]
    await Turn.objects.aupdate(attempts=0)

    await in_db(leases.give_back)([asked.mine.lease])

    assert [turn.attempts for turn in await lin.turns()] == [0]


DEADLOCKED = OperationalError(DEADLOCK, "Deadlock found when trying to get lock")
LOST = OperationalError(2013, "Lost connection to server during query")


async def leave_many(count):
    """So many questions whose server died, in so many conversations."""
    asks = []
    for number in range(count):
        conversation = await Conversation.objects.acreate(session_id=f"lin{number}", language="en")
        asks.append(leases.TurnRequest(conversation.pk, "Is anybody there?", f"m{number}"))
    await in_db(opening.open_turns)(asks)
    await expire_leases()


def failing(take, monkeypatch, *, at, times, error, after=False):
    """Let the database fail the lease of the question at this place, so many times.

    after: its commit arrived, and only its answer was lost.
    """
    tried = {}

    def fails(turn_id, conversation_id, lease):
        tried.setdefault(turn_id, 0)
        is_it = list(tried).index(turn_id) == at and tried[turn_id] < times
        tried[turn_id] += 1
        if is_it and not after:
            raise error
        found = take(turn_id, conversation_id, lease)
        if is_it:
            raise error
        return found

    monkeypatch.setattr(db, "PAUSES", (0, 0, 0))
    monkeypatch.setattr(abandoned, "take", fails)


@pytest.mark.parametrize(
    ("times", "error", "after", "left"),
    [(1, DEADLOCKED, False, 0), (9, DEADLOCKED, False, 1), (1, LOST, True, 0)],
)
async def test_a_conflict_over_one_abandoned_turn_forgets_none_of_the_others(
    lin, engine, monkeypatch, times, error, after, left
):
    await leave_many(20)
    failing(abandoned.take, monkeypatch, at=4, times=times, error=error, after=after)

    taken = await in_db(abandoned.take_abandoned)()

    assert len(taken) == 20 - left
    assert await Turn.objects.filter(lease__in=[mine.lease for mine in taken]).acount() == len(
        taken
    )
    held = Turn.objects.filter(state="thinking", lease_until__gt=Now())
    assert await held.acount() == len(taken), "leased, and nobody's"


async def test_a_taken_over_turn_whose_commits_answer_was_lost_is_still_ours(lin, engine):
    conversation = await start()
    await leave_unanswered(conversation)
    again = leases.TurnRequest(conversation.pk, "Is anybody there?", "m1")
    (first,) = await in_db(opening.open_turns)([again])

    (repeated,) = await in_db(opening.open_turns)([again])

    assert first.mine.lease == repeated.mine.lease == again.lease
    assert (first.mine.attempt, repeated.mine.attempt) == (2, 2)
    assert first.duplicate
    assert repeated.duplicate
