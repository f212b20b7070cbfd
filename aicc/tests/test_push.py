"""Hints: heard here at once and elsewhere soon, and said again when the layer comes back."""

import asyncio

import pytest
from channels.layers import channel_layers

from aicc import push

SECONDS = 15  # the longest a test waits for a hint


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
    rooms = [push.PostRoom(), push.PostRoom()]
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
            "CONFIG": {"hosts": [f"{private_redis.url}?socket_timeout=30"]},
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
