"""Whoever watches a server learns whether it lives and what it misses."""

import shutil
from datetime import date
from pathlib import Path

import httpx
import pytest
from django.db import OperationalError, connection

from aicc.platform import db
from aicc.platform.connections.database_failures import Trouble
from aicc.platform.db import in_db
from aicc.platform.errors import Unavailable
from aicc.server import health
from aicc.testing import migrated, servers
from chat.articles.article_files import ArticleText
from chat.assistant.retrieval import knowledge
from conftest import require

TROUBLE = Trouble.__module__
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


@pytest.fixture
def fresh_trouble(monkeypatch):
    """As on a server that has met none yet."""
    found = Trouble()
    for module in (db, health):
        monkeypatch.setattr(module, "trouble", found)


def fill_disk():
    """Let the database grow no further, and write to it: what a full disk does to SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count")
        [[most]] = cursor.fetchall()
        cursor.execute("PRAGMA max_page_count = 1")  # of what it has already
        cursor.execute("SELECT * FROM pragma_freelist_count(), pragma_page_size()")
        [[free, size]] = cursor.fetchall()  # pages that other tests emptied are filled first
        try:
            cursor.execute(f"CREATE TABLE filling AS SELECT zeroblob({(free + 100) * size}) AS it")
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")


@pytest.mark.once
async def test_a_server_whose_disk_is_full_is_not_ready_and_says_why(
    async_client, fresh_trouble, caplog
):
    await in_db(knowledge.refresh)()
    before = await async_client.get("/health/ready")

    for _ in range(2):
        with pytest.raises(Unavailable):
            await in_db(fill_disk)()

    after = await async_client.get("/health/ready")
    alive = await async_client.get("/health/live")
    assert (before.status_code, before.json()["storage"]) == (200, "writable")
    assert (after.status_code, after.json()["storage"]) == (503, "full")
    assert alive.status_code == 200
    said = [record.getMessage() for record in caplog.records if record.name == TROUBLE]
    assert said == ["the database failed: database or disk is full"], "once, however often"


@pytest.mark.parametrize(
    ("words", "storage"),
    [
        ((1021, "Disk full (/var/lib/mysql); waiting for someone to free some space..."), "full"),
        ((1114, "The table 'chat_message' is full"), "full"),
        ((1030, 'Got error 28 "No space left on device" from storage engine InnoDB'), "full"),
        ((3, 'Error writing file (Errcode: 28 "No space left on device")'), "full"),
        (("database or disk is full",), "full"),
        (("attempt to write a readonly database",), "read_only"),
        ((1290, "The server is running with the --read-only option"), "read_only"),
        ((1836, "Running in read-only mode"), "read_only"),
        ((1036, "Table 'chat_message' is read only"), "read_only"),
        ((3, 'Error writing file (Errcode: 30 "Read-only file system")'), "read_only"),
        (("disk I/O error",), "failing"),
        ((3, 'Error writing file (Errcode: 122 "Disk quota exceeded")'), "failing"),
        ((2006, "Server has gone away"), "writable"),
        (("database is locked",), "writable"),
        ((), "writable"),
    ],
)
def test_why_nothing_can_be_stored_is_told_from_other_trouble(words, storage):
    trouble = Trouble()

    trouble.note(OperationalError(*words))

    assert trouble.storage_lately() == storage


def refuse_writing():
    """Write on a connection that may not: what a read-only file does to SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            cursor.execute("CREATE TABLE refused (of_what int)")
        finally:
            cursor.execute("PRAGMA query_only = OFF")


@pytest.mark.once
async def test_a_database_that_takes_no_writes_is_told_and_logged(
    async_client, fresh_trouble, caplog
):
    await in_db(knowledge.refresh)()

    with pytest.raises(Unavailable):
        await in_db(refuse_writing)()

    answer = await async_client.get("/health/ready")
    assert (answer.status_code, answer.json()["storage"]) == (503, "read_only")
    assert "attempt to write a readonly database" in caplog.text


@pytest.mark.once
@pytest.mark.parametrize("which", ["the file", "its folder"])
async def test_a_file_that_may_not_be_written_is_told_before_anybody_writes(
    async_client, fresh_trouble, monkeypatch, caplog, which
):
    place = Path(str(connection.settings_dict["NAME"]))
    refused = place if which == "the file" else place.parent
    monkeypatch.setattr(health.os, "access", lambda path, mode: path != refused)

    answer = await async_client.get("/health/ready")

    assert answer.json()["storage"] == "read_only"
    assert f"this user may not write to {place}" in caplog.text


@pytest.mark.once
async def test_a_server_is_not_ready_while_its_own_disk_is_nearly_full(
    async_client, fresh_trouble, monkeypatch, caplog
):
    await in_db(knowledge.refresh)()
    monkeypatch.setattr(health, "FREE_BYTES", 2**62)

    answer = await async_client.get("/health/ready")

    assert (answer.status_code, answer.json()["storage"]) == (503, "full")
    assert "MiB left" in caplog.text


@pytest.mark.once
@pytest.mark.servers
def test_a_server_without_its_database_is_unhealthy_and_alive(aicc_server):
    require("mariadbd", "mariadb-install-db", "mariadb")
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    folder = servers.short_folder()
    database = servers.MariaDb(folder)
    database.start()
    server = aicc_server(DATABASE_URL=migrated.database_in(database, "aicc"))

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
