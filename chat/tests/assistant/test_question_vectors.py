"""A question's vector is made beside everything else, and only once."""

import asyncio
import threading

import numpy as np

from aicc.platform import metrics
from aicc.platform.inference import embeddings
from aicc.testing.ready_embedder import vectors_of
from chat.assistant.retrieval import question_vectors
from chat.assistant.retrieval.question_vectors import KeptVectors

HOURS = "영업점은 몇 시까지 하나요?"


def counted(outcome):
    return metrics.EMBEDDINGS.labels(outcome)._value.get()


def test_a_question_is_read_to_its_end_however_long_the_one_before_it_was():
    short = question_vectors.with_context("수수료는요?", "타행 이체")
    long = question_vectors.with_context("수수료는요?", "타행 이체 " * 300)
    alone = question_vectors.with_context("수수료는요?" * 100, "타행 이체")

    assert short == "타행 이체 수수료는요?"
    assert len(long) <= embeddings.QUESTION_CHARACTERS
    assert long.endswith(" 수수료는요?")
    assert alone == "수수료는요?" * 100  # what is cut of it is cut at its end


async def test_where_the_line_is_full_a_question_goes_without_and_waits_for_nobody(
    ready_embedder, monkeypatch
):
    monkeypatch.setattr(embeddings, "line", threading.BoundedSemaphore(1))
    before = counted("full")

    with embeddings.line:
        assert await question_vectors.of_question_beside("영업점은 몇 시까지 하나요?") is None
        assert question_vectors.embed_query("영업점은 몇 시까지 하나요?") is None

    assert ready_embedder.tried == []
    assert counted("full") == before + 2
    assert await question_vectors.of_question_beside("영업점은 몇 시까지 하나요?") is not None


async def test_whoever_leaves_gives_the_place_back(ready_embedder, monkeypatch):
    monkeypatch.setattr(embeddings, "line", threading.BoundedSemaphore(1))
    may_go = threading.Event()
    monkeypatch.setattr(
        ready_embedder, "questions", lambda texts: may_go.wait() and vectors_of(texts)
    )
    asking = asyncio.create_task(question_vectors.of_question_beside("영업점은 몇 시까지 하나요?"))
    await asyncio.sleep(0)

    asking.cancel()
    may_go.set()

    assert await asyncio.to_thread(embeddings.line.acquire, timeout=20)


async def test_what_is_asked_again_in_the_same_words_is_not_embedded_again(ready_embedder):
    before = counted("made"), counted("kept")

    first = await question_vectors.of_question_beside(HOURS)
    again = await question_vectors.of_question_beside(HOURS)
    elsewhere = question_vectors.embed_query(HOURS)

    assert ready_embedder.tried == [HOURS]
    assert np.array_equal(first, again)
    assert np.array_equal(first, elsewhere)
    assert (counted("made"), counted("kept")) == (before[0] + 1, before[1] + 2)


async def test_what_is_known_waits_for_no_place_in_line(ready_embedder, monkeypatch):
    monkeypatch.setattr(embeddings, "line", threading.BoundedSemaphore(1))
    await question_vectors.of_question_beside(HOURS)

    with embeddings.line:
        assert await question_vectors.of_question_beside(HOURS) is not None


async def test_a_question_whose_vector_failed_is_tried_again(ready_embedder):
    ready_embedder.refused = {"영업점": "resting"}
    assert await question_vectors.of_question_beside(HOURS) is None

    ready_embedder.refused = {}
    assert await question_vectors.of_question_beside(HOURS) is not None


async def test_another_embedder_makes_its_own(ready_embedder, monkeypatch):
    await question_vectors.of_question_beside(HOURS)
    monkeypatch.setattr(ready_embedder, "name", "another")

    await question_vectors.of_question_beside(HOURS)

    assert ready_embedder.tried == [HOURS, HOURS]


def test_those_asked_last_are_kept():
    kept = KeptVectors(most=2)
    one, two, three = vectors_of(["one", "two", "three"])
    kept.keep(b"one", one)
    kept.keep(b"two", two)
    assert kept.get(b"one") is one

    kept.keep(b"three", three)

    assert kept.get(b"two") is None
    assert kept.get(b"one") is one
    assert kept.get(b"three") is three


async def test_no_customers_words_are_kept_with_a_vector(ready_embedder):
    await question_vectors.of_question_beside(HOURS)

    (key,) = question_vectors.kept._vectors
    assert len(key) == 32  # a hash
    assert HOURS.encode() not in key
