"""A few questions are thought at once; the short ones and those of few words' askers first."""

import asyncio

import pytest

from aicc.platform.errors import Busy
from chat import assistant, turns
from chat.assistant import nodes, thinking_line
from chat.assistant.language.short_words import understood
from chat.assistant.types import Question
from chat.tests.sample_articles import put_on_shelves

LONG = "카드 연회비와 해외 이용 수수료가 궁금합니다. " * 70


@pytest.fixture(autouse=True)
def corpora():
    put_on_shelves()


@pytest.fixture
def thought(monkeypatch):
    """What is thought, in its order; each stays in thought until it is told to end."""
    seen, ends = [], {}

    async def emergency(state):
        text = state["question"].text
        seen.append(text)
        await ends.setdefault(text, asyncio.Event()).wait()
        return await was(state)

    was = nodes.emergency
    monkeypatch.setattr(nodes, "emergency", emergency)
    assistant.workflow_module().workflow.cache_clear()
    yield seen, ends
    assistant.workflow_module().workflow.cache_clear()


def asks(text, who):
    return asyncio.create_task(assistant.reply_to(Question(text, asker=who)))


async def settles():
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_short_question_is_thought_beside_many_long_ones(thought):
    seen, ends = thought
    long = [asks(f"{number} {LONG}", f"flood {number}") for number in range(10)]
    await settles()
    assert len(seen) == thinking_line.LONG_PLACES

    short = asks("연회비가 얼마인가요?", "neighbour")
    await settles()
    assert seen[-1] == "연회비가 얼마인가요?"

    ends["연회비가 얼마인가요?"].set()
    await short
    for task in long:
        task.cancel()
    await asyncio.gather(*long, return_exceptions=True)


async def test_a_long_message_takes_no_further_step_while_a_short_one_is_thought(
    thought, monkeypatch
):
    seen, ends = thought
    monkeypatch.setattr(thinking_line, "GIVE_WAY_SECONDS", 3600.0)
    long = asks(LONG, "flood")
    await settles()
    short = asks("연회비가 얼마인가요?", "neighbour")
    await settles()
    assert seen == [understood(LONG), "연회비가 얼마인가요?"]

    ends[seen[0]].set()  # its first step is over
    await settles()
    assert not long.done()
    ends["연회비가 얼마인가요?"].set()
    await short

    assert (await long).text


async def test_who_asks_much_is_thought_for_after_a_neighbours_first_question(thought):
    seen, ends = thought
    texts = [f"한도가 얼마인가요 {number}?" for number in range(12)]
    flood = [asks(text, "flood") for text in texts]
    await settles()
    neighbour = asks("금리가 얼마인가요?", "neighbour")
    await settles()

    ends[texts[0]].set()
    await flood[0]
    await settles()

    assert seen[thinking_line.PLACES] == "금리가 얼마인가요?"
    for task in (*flood, neighbour):
        task.cancel()
    await asyncio.gather(*flood, neighbour, return_exceptions=True)


async def test_while_many_long_ones_wait_each_asker_has_one_of_them_taken_up(thought):
    most = thinking_line.MOST_LONG
    waiting = [asks(f"{number} {LONG}", f"flood {number}") for number in range(most)]
    await settles()
    assert not thinking_line.is_full_for("flood 5", len(LONG))  # one of them is thought

    waiting.append(asks(f"another {LONG}", "flood 5"))
    await settles()

    assert thinking_line.is_full_for("flood 5", len(LONG))
    assert not thinking_line.is_full_for("flood 5", len("연회비가 얼마인가요?"))
    assert not thinking_line.is_full_for("neighbour", len(LONG))
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.django_db(transaction=True)
async def test_a_further_long_one_is_told_to_come_again(thought, monkeypatch):
    monkeypatch.setattr(thinking_line, "MOST_LONG", 0)
    waiting = [asks(f"{number} {LONG}", "flood") for number in range(thinking_line.PLACES)]
    await settles()

    with pytest.raises(Busy) as refused:
        await turns.ask(1, LONG[:2000], asker="flood")

    assert refused.value.retry_after
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.django_db(transaction=True)
async def test_while_the_line_is_long_no_further_question_is_taken_up(monkeypatch):
    monkeypatch.setattr(thinking_line, "MOST_WAITING", 0)

    with pytest.raises(Busy) as refused:
        await turns.ask(1, "연회비가 얼마인가요?")

    assert refused.value.retry_after
