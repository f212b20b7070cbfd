"""A server whose Redis falls silent lives on, says so, and hears the others again by itself."""

import asyncio
import json
import time

import httpx
import pytest
from websockets.asyncio.client import connect

from aicc.testing import waits
from aicc.testing.silent_proxy import SilentProxy

pytestmark = [pytest.mark.servers, pytest.mark.once]

SAY = {"session_id": "lin", "user_message": "안녕하세요"}


async def layer_of(http, server):
    """What the server says of its channel layer, and after how many seconds it says so."""
    began = time.monotonic()
    ready = await http.get(f"{server.url}/health/ready")
    return ready.json()["channel_layer"], time.monotonic() - began


async def until_it_says(http, server, state):
    began = time.monotonic()
    async with asyncio.timeout(waits.SECONDS):
        while (await layer_of(http, server))[0] != state:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    return time.monotonic() - began


async def until_it_joined_anew(http, server):
    """Mended so soon that nobody who asks sees it deaf for long."""
    began = time.monotonic()
    async with asyncio.timeout(waits.SECONDS):
        while not (await rejoins(http, server)):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    return time.monotonic() - began


async def rejoins(http, server):
    counted = (await http.get(f"{server.url}/metrics")).text.splitlines()
    [line] = [each for each in counted if each.startswith("aicc_layer_rejoins_total")]
    return float(line.split()[1])


async def hears(socket, kind):
    async with asyncio.timeout(waits.SECONDS):
        while (frame := json.loads(await socket.recv()))["type"] != kind:
            pass
    return frame


@pytest.mark.parametrize("new", [True, False], ids=["the whole of it", "what was connected"])
async def test_a_server_lives_on_and_hears_again(aicc_server, private_redis, new):
    with SilentProxy(private_redis.port) as proxy:
        given = {"AICC_OPEN_SESSIONS": "on", "AICC_ENGINE": "canned"}
        given["AICC_REDIS_URL"] = f"redis://127.0.0.1:{proxy.port}/0"
        here = await asyncio.to_thread(lambda: aicc_server(**given))
        there = await asyncio.to_thread(
            lambda: aicc_server(beside=here, AICC_REDIS_URL=private_redis.url)
        )
        address = f"{here.ws_url}/api/v1/chat/ws/lin"
        async with (
            connect(address, subprotocols=["aicc.v1"]) as lin,
            httpx.AsyncClient(timeout=waits.SECONDS) as http,
        ):
            await hears(lin, "status")
            await until_it_says(http, here, "connected")
            await asyncio.to_thread(lambda: proxy.silence(new=new))

            told_after = await (
                until_it_says(http, here, "disconnected")
                if new
                else until_it_joined_anew(http, here)
            )
            lives = [(await http.get(f"{here.url}/health/live")).elapsed for _ in range(20)]
            await lin.send(json.dumps({"type": "message", "user_message": "안녕하세요"}))
            answered = await hears(lin, "response")
            if new:
                await asyncio.to_thread(proxy.speak)
            await until_it_says(http, here, "connected")
            said = await http.post(f"{there.url}/api/v1/chat/message", json=SAY)
            pushed = await hears(lin, "response")

    assert told_after < 15, "ten seconds, and what a busy machine adds"
    assert max(each.total_seconds() for each in lives) < 5
    assert (answered["seq"], said.json()["seq"], pushed["seq"]) == (2, 4, 4)
