"""Hints: heard here at once and elsewhere soon, and said again when the layer comes back."""

import asyncio
import json

import httpx
import pytest
from channels.layers import channel_layers
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from websockets.asyncio.client import connect

from aicc.platform import events
from aicc.testing import waits

SECONDS = waits.SECONDS  # the longest a test waits for a hint


class Ear:
    """A watcher that remembers; `next` waits for the next hint."""

    def __init__(self):
        self.heard = asyncio.Queue()

    def __call__(self, hint):
        self.heard.put_nowait(hint)

    async def next(self):
        return await asyncio.wait_for(self.heard.get(), SECONDS)


def moved(room, head_seq):
    return {"room": room, "kind": "moved", "head_seq": head_seq}


@pytest.fixture
async def two_servers():
    """Two post rooms on one layer, as two servers have them."""
    rooms = [events.EventRelay(), events.EventRelay()]
    yield rooms
    for room in rooms:
        for task in list(room.tasks):
            task.cancel()
        await asyncio.gather(*room.tasks, return_exceptions=True)


@pytest.fixture
def layer_on_redis(settings, private_redis):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                "hosts": [
                    {
                        "address": f"{private_redis.url}?socket_timeout=30",
                        "retry": Retry(NoBackoff(), 0),
                    }
                ]
            },
        }
    }
    channel_layers.backends = {}
    yield private_redis
    channel_layers.backends = {}


@pytest.fixture(autouse=True)
def fresh_layer():
    channel_layers.backends = {}


async def test_a_hint_is_heard_on_its_own_server_once_and_on_the_others(two_servers):
    here, there = two_servers
    near, far, stranger = Ear(), Ear(), Ear()
    await here.watch(1, near)
    await there.watch(1, far)
    await there.watch(2, stranger)

    here.send_soon(moved(1, 5))
    assert (await near.next(), await far.next()) == (moved(1, 5), moved(1, 5))
    here.send_soon(moved(1, 6))

    assert (await near.next(), await far.next()) == (moved(1, 6), moved(1, 6))
    assert near.heard.empty()
    assert stranger.heard.empty()


async def test_hints_of_one_moment_are_one_message_and_the_highest_head_wins(two_servers):
    here, there = two_servers
    far = Ear()
    await there.watch(1, far)

    for head_seq in (4, 6, 5):  # two writers' threads may bring them in any order
        here.send_soon(moved(1, head_seq))

    assert await far.next() == moved(1, 6)
    here.send_soon(moved(1, 7))
    assert await far.next() == moved(1, 7)


async def test_nobody_who_left_is_called(two_servers):
    here, _ = two_servers
    left, stays = Ear(), Ear()
    await here.watch(1, left)
    await here.watch(1, stays)

    here.leave(1, left)
    here.send_soon(moved(1, 5))

    await stays.next()
    assert left.heard.empty()
    here.leave(1, stays)
    assert here.watchers == {}


@pytest.mark.servers
async def test_what_redis_did_not_take_is_said_when_it_is_back(two_servers, layer_on_redis):
    here, there = two_servers
    near, far = Ear(), Ear()
    await here.watch(1, near)
    await there.watch(1, far)
    layer_on_redis.stop()

    here.send_soon(moved(1, 5))
    assert await near.next() == moved(1, 5)  # Redis has no part in this
    await asyncio.to_thread(layer_on_redis.start)

    assert await far.next() == moved(1, 5)


@pytest.mark.servers
async def test_a_server_that_started_without_redis_joins_when_it_comes(
    two_servers, layer_on_redis
):
    layer_on_redis.stop()
    here, there = two_servers
    near, far = Ear(), Ear()
    await here.watch(1, near)  # does not fail
    await there.watch(1, far)

    here.send_soon(moved(1, 5))
    await near.next()
    await asyncio.to_thread(layer_on_redis.start)

    assert await far.next() == moved(1, 5)


def socket_to(server, query=""):
    return connect(f"{server.ws_url}/api/v1/chat/ws/lin{query}", subprotocols=["aicc.v1"])


async def hears(socket, kind):
    async with asyncio.timeout(SECONDS):
        while (frame := json.loads(await socket.recv()))["type"] != kind:
            pass
    return frame


@pytest.mark.servers
async def test_without_redis_everything_goes_on_and_a_ping_brings_what_another_server_said(
    aicc_server, private_redis
):
    given = {"AICC_OPEN_SESSIONS": "on", "AICC_ENGINE": "canned"}
    given["AICC_REDIS_URL"] = private_redis.url
    first = await asyncio.to_thread(lambda: aicc_server(**given))
    second = await asyncio.to_thread(lambda: aicc_server(beside=first))
    say = {"session_id": "lin", "user_message": "안녕하세요"}
    async with socket_to(first) as lin, httpx.AsyncClient(timeout=30) as http:
        epoch = (await hears(lin, "status"))["epoch"]
        await asyncio.to_thread(private_redis.kill)

        # On the socket a turn is taken; on the other server, by HTTP, another.
        await lin.send(json.dumps({"type": "message", "user_message": "안녕하세요"}))
        assert (await hears(lin, "response"))["seq"] == 2
        answer = await http.post(f"{second.url}/api/v1/chat/message", json=say)
        assert (answer.status_code, answer.json()["seq"]) == (200, 4)
        # A new socket there resumes; the old one here learns it by a ping.
        async with socket_to(second, f"?last_seq=2&epoch={epoch}") as back:
            assert (await hears(back, "entry"))["seq"] == 3
            assert (await hears(back, "response"))["seq"] == 4
        await lin.send(json.dumps({"type": "ping"}))
        assert (await hears(lin, "response"))["seq"] == 4
        assert (await hears(lin, "pong"))["head_seq"] == 4

        # When Redis is back, so are the pushes, without a ping.
        await asyncio.to_thread(private_redis.start)
        answer = await http.post(f"{second.url}/api/v1/chat/message", json=say)
        assert (await hears(lin, "response"))["seq"] == 6


async def test_a_storm_of_moves_is_told_of_at_its_begin_and_once_after_it(two_servers):
    ear = Ear()
    await two_servers[0].watch(events.QUEUE, ear)
    for _ in range(30):
        two_servers[0].hand_out([{"room": events.QUEUE, "kind": "queue"}])

    assert ear.heard.qsize() == 1
    await ear.next()
    await ear.next()
    assert ear.heard.empty()
    assert not two_servers[0].queue_moved.moved_again


async def test_that_a_login_ended_waits_for_no_queue(two_servers):
    ear = Ear()
    await two_servers[0].watch(events.QUEUE, ear)
    over = {"room": events.QUEUE, "kind": "signed_out", "login": "x"}

    two_servers[0].hand_out([{"room": events.QUEUE, "kind": "queue"}] * 3 + [over])

    assert [(await ear.next())["kind"] for _ in range(2)] == ["queue", "signed_out"]
