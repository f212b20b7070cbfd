"""A database that neither answers nor refuses: nobody waits for long, and nothing is lost."""

import asyncio
import json
import time
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import connect

from aicc.testing import migrated, waits
from aicc.testing.silent_proxy import SilentProxy

pytestmark = [pytest.mark.servers, pytest.mark.once]

CUSTOMERS = 12  # three times as many as there are threads
# The least that may be set, so that the test need not wait longer.
SHORT = {"AICC_DB_CONNECT_SECONDS": "1", "AICC_DB_SECONDS": "11", "AICC_TURN_SECONDS": "2"}


@pytest.fixture
def database(private_mariadb):
    with SilentProxy(private_mariadb.port) as proxy:
        url = migrated.database_in(private_mariadb, f"silent_{proxy.port}")
        yield proxy, url.replace(f":{private_mariadb.port}/", f":{proxy.port}/")


@asynccontextmanager
async def socket_to(server, name):
    address = f"{server.ws_url}/api/v1/chat/ws/{name}"
    async with connect(address, subprotocols=["aicc.v1"]) as socket:
        await hears(socket, "status")
        yield socket


async def hears(socket, *kinds):
    async with asyncio.timeout(waits.SECONDS):
        while (frame := json.loads(await socket.recv()))["type"] not in kinds:
            pass
    return frame


async def asks_until_answered(socket, heard):
    """As every client of ours: what is refused for a while is sent again under its id."""
    frame = {"type": "message", "user_message": "카드를 신청할래요", "client_message_id": "m1"}
    while True:
        await socket.send(json.dumps(frame))
        began = time.monotonic()
        told = await hears(socket, "response", "error")
        heard.append((told["type"], told.get("code"), time.monotonic() - began))
        if told["type"] == "response":
            return
        await asyncio.sleep(0.5)


async def state_of(server, part):
    began = time.monotonic()
    async with httpx.AsyncClient(timeout=30) as http:
        answer = await http.get(f"{server.url}/health{part}")
    return answer.status_code, answer.json().get("database"), time.monotonic() - began


async def test_a_database_that_falls_silent_costs_an_error_and_no_message(aicc_server, database):
    proxy, url = database
    settings = SHORT | {"AICC_OPEN_SESSIONS": "on", "AICC_ENGINE": "canned", "DATABASE_URL": url}
    server = await asyncio.to_thread(lambda: aicc_server(**settings))
    heard = []
    async with AsyncExitStack() as there, asyncio.TaskGroup() as customers:
        names = [f"lin{number}" for number in range(CUSTOMERS)]
        sockets = [await there.enter_async_context(socket_to(server, name)) for name in names]
        await asyncio.to_thread(proxy.silence)
        for socket in sockets:
            customers.create_task(asks_until_answered(socket, heard))
        told = await asyncio.gather(state_of(server, ""), state_of(server, "/live"))
        await waits.until("an error for everybody", lambda: len(heard) >= CUSTOMERS)
        again = await state_of(server, "/live")
        await asyncio.to_thread(proxy.speak)

    entries = "SELECT CONCAT(conversation_id, sender, COUNT(*)) FROM chat_message "
    counts = await asyncio.to_thread(server.ask, entries + "GROUP BY conversation_id, sender")
    errors = [each for each in heard if each[0] == "error"]
    assert (told[0][:2], told[1][0], again[0]) == ((503, "disconnected"), 200, 200)
    assert max(seconds for *_, seconds in (*told, again)) < 10
    assert {code for _, code, _ in errors} == {"unavailable"}
    assert max(seconds for *_, seconds in errors) < 11 + 2 * 1 + 10, "a thread waited too long"
    assert len(counts) == 2 * CUSTOMERS
    assert all(count.endswith(("customer1", "assistant1")) for count in counts)
