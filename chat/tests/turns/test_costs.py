"""What a turn costs, counted and not timed: statements, round trips, tasks and frames."""

import asyncio
from collections import Counter

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext

from aicc.platform import db
from aicc.testing.cast import reply, until
from chat import turns
from chat.models import Conversation, Message, Turn
from chat.sessions import entering
from chat.tests.frames import hear, message
from chat.tests.http import Http
from chat.turns import closing, leases, opening, registry, runner
from chat.turns.batch_transaction import batch_transaction

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]

PEOPLE = 13


async def people(count=PEOPLE):
    return [await Conversation.objects.acreate(session_id=f"c{n}") for n in range(count)]


def asks_of(conversations, client_id, head=0):
    return [leases.TurnRequest(each.pk, "How?", client_id, head=head) for each in conversations]


def counted(work, *given):
    with CaptureQueriesContext(connection) as captured:
        result = work(*given)
    return result, len(captured)


def trips(statements):
    """To the database: on MariaDB BEGIN and COMMIT travel with what is read and written."""
    return 2 if connection.vendor == "mysql" else statements


async def open_all(conversations, client_id, head=0):
    asks = asks_of(conversations, client_id, head)
    return await sync_to_async(counted)(opening.open_turns, asks)


async def close_all(asked):
    closings = [leases.Closing(each.mine, reply("On it.")) for each in asked]
    return await sync_to_async(counted)(closing.close_turns, closings)


async def test_opening_a_batch_takes_two_round_trips_however_many_ask():
    conversations = await people()

    for of, client_id in ((conversations[:1], "m1"), (conversations[1:], "m2")):
        asked, asking = await open_all(of, client_id)

        assert all(each.mine for each in asked)
        # Conversations, what was said; messages, turns, conversations; BEGIN and COMMIT.
        assert asking == trips(7)


async def test_of_a_turn_the_driver_escapes_what_is_its_own_and_nothing_else(monkeypatch):
    conversations = await people()
    asks = asks_of(conversations, "m1", 0)
    given = []
    execute = CursorWrapper.execute

    def counted(cursor, statement, values=None):
        given.extend(values or ())
        return execute(cursor, statement, values)

    monkeypatch.setattr(CursorWrapper, "execute", counted)
    asked = await sync_to_async(opening.open_turns)(asks)
    opened = len(given)
    closings = [leases.Closing(each.mine, reply("On it.")) for each in asked]
    await sync_to_async(closing.close_turns)(closings)

    assert opened == 3 * PEOPLE  # its id, by which it is looked for, its text and its lease
    assert len(given) - opened == PEOPLE + 2  # the answer's data; which states are open


async def test_closing_a_batch_takes_two_round_trips_however_many_are_answered():
    conversations = await people()

    for of, client_id in ((conversations[:1], "m1"), (conversations[1:], "m2")):
        asked, _ = await open_all(of, client_id)
        closed, closing_them = await close_all(asked)

        assert [each.answer.seq for each in closed] == [2] * len(of)
        # Conversations, their turns; messages, turns, conversations; BEGIN and COMMIT.
        assert closing_them == trips(7)


@pytest.mark.parametrize("head", [None, 0])
async def test_who_knows_too_little_of_the_head_is_read_for_once_more(head):
    conversations = await people(2)
    for conversation in conversations:
        rows = [
            Message(conversation=conversation, seq=seq, sender="customer", text=f"{seq}")
            for seq in range(1, 61)
        ]
        await Message.objects.abulk_create(rows)
    await Conversation.objects.aupdate(head_seq=60)

    asked, asking = await open_all(conversations, "m1", head)

    history = [line.text for line in asked[0].mine.question.history]
    assert history == ["55", "56", "57", "58", "59", "60"]
    assert asking == trips(7) + 1


async def test_a_head_that_lies_ahead_after_a_restore_hides_nothing_that_was_said():
    [conversation] = await people(1)
    await Message.objects.acreate(conversation=conversation, seq=1, sender="customer", text="one")
    await Conversation.objects.aupdate(head_seq=1)

    [asked], _ = await open_all([conversation], "m1", head=90)

    assert [line.text for line in asked.mine.question.history] == ["one"]


async def test_a_batch_that_fails_leaves_nothing_behind_and_the_next_one_works():
    [conversation] = await people(1)

    def fail():
        with batch_transaction(leases.lock_query([conversation.pk])) as here:
            here.write("UPDATE chat_conversation SET owner = %s", ["agent"])
            here.write("UPDATE no_such_table SET owner = %s", ["agent"])

    with pytest.raises(Exception, match="no_such_table"):
        await sync_to_async(fail)()

    await conversation.arefresh_from_db()
    assert conversation.owner == "assistant"
    asked, _ = await open_all([conversation], "m1")
    assert asked[0].seq == 1


async def test_what_is_left_by_an_error_of_ours_is_rolled_back_and_told_to_nobody():
    [conversation] = await people(1)
    asks = asks_of([conversation], "m1")

    def fail():
        with batch_transaction(leases.lock_query([conversation.pk])):
            opening.open_turns(asks)  # a transaction within it, as a flow's may be
            raise OperationalError

    with pytest.raises(OperationalError):
        await sync_to_async(fail)()

    assert not await Message.objects.aexists()
    assert not await Turn.objects.aexists()


async def test_those_who_come_at_one_moment_are_let_in_by_one_question():
    conversations = await people()
    visitors = [entering.Visitor(c.session_id, None, "", may_begin=True) for c in conversations]

    known, asking = await sync_to_async(counted)(entering.enter_all, visitors)

    assert [session.conversation_id for session in known] == [c.pk for c in conversations]
    assert asking == 1


async def test_open_sessions_that_begin_at_one_moment_take_three():
    visitors = [entering.Visitor(f"new-{n % 5}", None, "", may_begin=True) for n in range(9)]

    begun, asking = await sync_to_async(counted)(entering.enter_all, visitors)

    assert len({session.conversation_id for session in begun}) == 5
    assert asking == 3


@pytest.fixture
async def tasks():
    """The tasks that are made from now on, by what they run."""
    made = Counter()

    def count(loop, work, **given):
        made[work.__qualname__] += 1
        return asyncio.Task(work, loop=loop, **given)

    asyncio.get_running_loop().set_task_factory(count)
    yield made
    asyncio.get_running_loop().set_task_factory(None)


def ours(tasks):
    """Without the test's own, those by which Redis' client waits for its words to leave, and the
    one that carries all counts of a moment to Redis.
    """
    others = ("test_", "AbstractConnection.", "SharedWindows.send_all")
    return {name: count for name, count in tasks.items() if not name.startswith(others)}


async def test_a_turn_is_one_task(lin, tasks):
    [conversation] = await people(1)

    await turns.take_turn(conversation.pk, "How do I order a card?")

    assert ours(tasks) == {"run_turn": 1}


@pytest.fixture
def hops(monkeypatch):
    """The hops to the database from now on, by what they are for; a batch is one."""
    made = Counter()
    timed = db.timed

    def counted(asked, function, *args, **kwargs):
        group = getattr(function, "__self__", None)
        made[db.name_of(group.function if isinstance(group, db.GroupCommit) else function)] += 1
        return timed(asked, function, *args, **kwargs)

    monkeypatch.setattr(db, "timed", counted)
    return made


async def test_whoever_looks_for_an_answer_that_is_there_asks_the_database_nothing(lin, hops):
    [conversation] = await people(1)
    asked = await turns.ask(conversation.pk, "How do I order a card?")
    await until(lambda: not runner.registry.tasks, "the end of the turn")
    hops.clear()

    answer = await turns.answer_to(asked)

    assert (answer.seq, answer.reply_to) == (2, asked.seq)
    assert not hops


async def test_so_many_closed_turns_are_remembered_and_no_more(lin, monkeypatch):
    monkeypatch.setattr(registry, "CLOSED", 2)
    [conversation] = await people(1)

    receipts = [(await turns.take_turn(conversation.pk, f"{n}?"))[0] for n in range(3)]

    known = [turns.closed_here(asked) is not None for asked in receipts]
    assert known == [False, True, True]
    answers = [await turns.answer_to(asked) for asked in receipts]  # the first by the database
    assert [answer.reply_to for answer in answers] == [1, 3, 5]


async def test_a_call_over_http_asks_for_its_session_and_stores_its_turn_and_no_more(lin, hops):
    await Http().asks()
    hops.clear()

    answer = await Http().asks()

    assert answer.json()["owner"] == "assistant"
    assert hops == {"entering.enter_all": 1, "opening.open_turns": 1, "closing.close_turns": 1}


async def test_a_call_over_http_is_no_task_beside_its_turn(lin, tasks):
    answer = await Http().asks()

    assert answer.status_code == 200
    assert ours(tasks) == {"run_turn": 1}


async def test_a_frame_is_the_task_that_answers_it_and_no_other(lin, english, tasks):
    socket = await lin.connects()
    tasks.clear()

    await socket.sends({"type": "ping"})
    await socket.hears("pong")

    assert ours(tasks) == {"FrameSocket.run_guarded": 1}


async def test_a_turn_on_a_socket_is_three_frames(lin, english, engine):
    socket = await lin.connects()

    await socket.sends(message("Fees abroad?", "m1"))

    frames = await hear(socket, 3)
    assert [frame["type"] for frame in frames] == ["ack", "processing", "response"]
    assert await socket.hears_nothing()
