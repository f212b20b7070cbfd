"""Whoever watches a server learns whether it lives and what it misses."""

import shutil
from datetime import date

import httpx
import pytest

from aicc.platform.db import in_db
from aicc.testing import servers
from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge
from conftest import require

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mariadb]


async def test_a_healthy_server_answers_as_the_first_system_did(async_client):
    answer = await async_client.get("/health")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "service": "bank-aicc",
        "database": "connected",
    }
    assert answer["Cache-Control"] == "no-store"


async def test_a_server_is_ready_once_its_knowledge_is_loaded(async_client):
    await in_db(knowledge.refresh)()

    answer = await async_client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["knowledge"] == "loaded"
    assert answer.json()["draining"] is False
    assert answer.json()["embedder"] == "off"
    assert answer.json()["vectors_missing"] == 0
    assert answer.json()["search"] == "words"


async def test_a_server_is_ready_and_says_how_many_vectors_are_missing(
    async_client, ready_embedder
):
    knowledge.load([ArticleText("atm", "ko", "fees", "수수료", "800원", date(2026, 1, 1), None)])
    count = knowledge.missing()

    while_missing = (await async_client.get("/health/ready")).json()
    list(knowledge.embed_missing())
    again = (await async_client.get("/health/ready")).json()
    ready_embedder.state = "resting"
    at_rest = (await async_client.get("/health/ready")).json()

    assert count > 0
    assert (while_missing["vectors_missing"], while_missing["search"]) == (count, "words")
    assert (at_rest["vectors_missing"], at_rest["embedder"]) == (0, "resting")
    assert (again["search"], at_rest["search"]) == ("words and meaning", "words")


async def test_the_contract_lists_the_first_systems_calls(async_client):
    paths = (await async_client.get("/openapi.json")).json()["paths"]

    assert {"/api/v1/chat/message", "/api/v1/handover/analyze", "/health"} <= set(paths)


@pytest.mark.once
@pytest.mark.servers
def test_a_server_without_its_database_is_unhealthy_and_alive(aicc_server):
    require("mariadbd", "mariadb-install-db", "mariadb")
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    folder = servers.short_folder()
    database = servers.MariaDb(folder)
    database.start()
    server = aicc_server(DATABASE_URL=database.create_database("aicc"))

    database.kill()
    sick = httpx.get(f"{server.url}/health", timeout=30)
    alive = httpx.get(f"{server.url}/health/live", timeout=30)
    database.start()
    well = httpx.get(f"{server.url}/health", timeout=30)

    assert (sick.status_code, sick.json()["database"]) == (503, "disconnected")
    assert alive.status_code == 200
    assert (well.status_code, well.json()["database"]) == (200, "connected")
    server.stop()
    database.stop()
    shutil.rmtree(folder, ignore_errors=True)
