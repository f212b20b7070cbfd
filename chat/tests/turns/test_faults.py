"""Servers that die at the worst moment, and a database that does not answer: nothing is lost."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from aicc.testing import migrated, servers, waits
from chat.tests.openai_server import OpenAiServer

pytestmark = [pytest.mark.servers, pytest.mark.once]

CARD = "신용카드 발급 절차를 알려주세요"
# Time enough on a busy machine: on SQLite a server that starts takes a dead one's turn at once.
OPEN = {"AICC_OPEN_SESSIONS": "on", "AICC_TURN_SECONDS": "120"}
STORED = """
import json
from chat.models import Message, Turn
print(json.dumps({
    "entries": list(Message.objects.order_by("seq").values_list("sender", "text")),
    "turns": list(Turn.objects.values_list("state", "attempts")),
}))
"""


class Model(OpenAiServer):
    """A model that is asked while the test decides what becomes of the server."""

    def __init__(self):
        super().__init__()
        self.when_asked = lambda: None

    async def answer(self, model, writer):
        self.when_asked()
        await super().answer(model, writer)


def on_model(model):
    return OPEN | {
        "AICC_ENGINE": "model",
        "AICC_MODEL": "held",
        "AICC_MODEL_SECONDS": "100",
        "AICC_MODEL_FIRST_TOKEN_SECONDS": "100",
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": "none",
    }


@asynccontextmanager
async def socket_to(server, query=""):
    address = f"{server.ws_url}/api/v1/chat/ws/lin{query}"
    async with connect(address, subprotocols=["aicc.v1"]) as socket:
        await hears(socket, "status")
        yield socket


async def says(socket, text=CARD):
    frame = {"type": "message", "user_message": text, "client_message_id": "m1"}
    await socket.send(json.dumps(frame))


async def hears(socket, kind):
    async with asyncio.timeout(waits.SECONDS):
        while (frame := json.loads(await socket.recv()))["type"] != kind:
            pass
    return frame


async def stored(server):
    said = await asyncio.to_thread(server.manage, "shell", "-c", STORED)
    return json.loads(said.strip().splitlines()[-1])


async def restart(server):
    await asyncio.to_thread(server.process.wait, 2 * waits.SECONDS)
    await asyncio.to_thread(server.start)


async def test_a_server_killed_between_ack_and_response_answers_after_its_restart(aicc_server):
    async with Model() as model:
        server = await asyncio.to_thread(lambda: aicc_server(articles=True, **on_model(model)))
        model.when_asked = lambda: os.kill(server.process.pid, signal.SIGKILL)
        with suppress(ConnectionClosed):
            async with socket_to(server) as lin:
                await says(lin)
                acked = await hears(lin, "ack")
                await hears(lin, "response")
        assert (await stored(server))["turns"] == [["thinking", 1]]
        model.when_asked = model.may_fail.set

        await restart(server)
        async with socket_to(server) as back:
            await says(back)
            again, answer = await hears(back, "ack"), await hears(back, "response")

    now = await stored(server)
    assert (acked["duplicate"], again["duplicate"]) == (False, True)
    assert [sender for sender, _ in now["entries"]] == ["customer", "assistant"]
    assert now["entries"][1][1] == answer["data"]["ai_message"]
    assert now["turns"] == [["answered", 2]]


async def test_a_message_that_kills_a_server_is_answered_without_the_model_by_the_next(
    aicc_server,
):
    async with Model() as model:
        server = await asyncio.to_thread(lambda: aicc_server(articles=True, **on_model(model)))
        model.when_asked = lambda: os.kill(server.process.pid, signal.SIGKILL)
        with suppress(ConnectionClosed):
            async with socket_to(server) as lin:
                await says(lin)
                await hears(lin, "response")
        await restart(server)

        async with socket_to(server, "?last_seq=0") as lin:
            answer = await hears(lin, "response")

    assert len(model.asked) == 1  # whatever it was, the model is not asked about it again
    assert answer["data"]["engine"] == "offline"
    assert (await stored(server))["turns"] == [["answered", 2]]


class Tap:
    """A wire to MariaDB that, once armed, swallows the answer to the commit of a message."""

    def __init__(self, port):
        self.port, self.armed = port, False
        self.swallowed = asyncio.Event()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.through, "127.0.0.1", 0)
        self.own_port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error):
        self.server.close()

    async def through(self, reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        deaf = asyncio.Event()

        async def ask():
            stores = False
            while data := await reader.read(65_536):
                stores = stores or b"INSERT INTO chat_message" in data.replace(b"`", b"")
                if self.armed and stores and b"COMMIT" in data:
                    self.armed = False
                    deaf.set()
                    self.swallowed.set()
                far_writer.write(data)
            far_writer.close()

        async def answer():
            while data := await far_reader.read(65_536):
                if not deaf.is_set():
                    writer.write(data)
            writer.close()

        with suppress(ConnectionError):
            await asyncio.gather(ask(), answer())


def count_messages(database, name):
    command = [servers.program("mariadb"), "--no-defaults", "--user=root", "--host=127.0.0.1"]
    query = f"SELECT COUNT(*) FROM {name}.chat_message"
    command += [f"--port={database.port}", "-N", f"--execute={query}"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


async def test_a_server_killed_between_commit_and_ack_stored_the_message_once(
    aicc_server, private_mariadb
):
    name = "aicc_between"
    url = await asyncio.to_thread(migrated.database_in, private_mariadb, name)
    async with Tap(private_mariadb.port) as tap:
        settings = OPEN | {"AICC_ENGINE": "canned", "AICC_TURN_SECONDS": "2"}
        settings["DATABASE_URL"] = url.replace(str(private_mariadb.port), str(tap.own_port))
        server = await asyncio.to_thread(lambda: aicc_server(**settings))
        async with socket_to(server) as lin:
            tap.armed = True
            await says(lin)
            async with asyncio.timeout(waits.SECONDS):
                await tap.swallowed.wait()
            await asyncio.to_thread(
                waits.wait_until, "the message", lambda: count_messages(private_mariadb, name)
            )
            await asyncio.to_thread(server.kill)
            heard = []
            with suppress(ConnectionClosed):
                while True:
                    heard.append(json.loads(await lin.recv())["type"])

        await asyncio.to_thread(server.start)
        async with socket_to(server) as back:
            await says(back)
            again, _ = await hears(back, "ack"), await hears(back, "response")

        now = await stored(server)
    assert heard == []
    assert again["duplicate"]
    assert [sender for sender, _ in now["entries"]] == ["customer", "assistant"]
    assert now["turns"] == [["answered", 2]]


async def test_a_locked_database_costs_time_and_no_message(aicc_server):
    server = await asyncio.to_thread(lambda: aicc_server(AICC_ENGINE="canned", **OPEN))
    path = f"{server.settings['AICC_DATA_DIR']}/aicc.sqlite3"
    async with socket_to(server) as lin:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await says(lin)
        await lin.send(json.dumps({"type": "ping", "timestamp": 1}))
        first = json.loads(await lin.recv())
        there = other.execute("SELECT COUNT(*) FROM chat_message").fetchone()

        other.execute("ROLLBACK")
        acked, _ = await hears(lin, "ack"), await hears(lin, "response")
    other.close()

    assert (first["type"], first["timestamp"]) == ("pong", 1)  # reading goes on meanwhile
    assert there == (0,)
    assert not acked["duplicate"]
    assert len((await stored(server))["entries"]) == 2


async def test_a_database_that_comes_back_finds_the_same_sockets(aicc_server, tmp_path):
    database = await asyncio.to_thread(lambda: servers.MariaDb(servers.short_folder()).start())
    try:
        url = await asyncio.to_thread(migrated.database_in, database, "aicc_gone")
        settings = OPEN | {"AICC_ENGINE": "canned", "DATABASE_URL": url}
        server = await asyncio.to_thread(lambda: aicc_server(**settings))
        async with socket_to(server) as lin:
            await asyncio.to_thread(database.stop)
            await says(lin)
            refused = await hears(lin, "error")
            await asyncio.to_thread(database.start)
            await says(lin)
            await hears(lin, "response")

        assert (refused["code"], refused["retryable"]) == ("unavailable", True)
        assert refused["client_message_id"] == "m1"
        assert len((await stored(server))["entries"]) == 2
    finally:
        await asyncio.to_thread(database.kill)
