"""A Redis that falls silent, without a word that it is gone, hangs nobody who listens to it."""

import asyncio
import errno
import logging
import socket

import pytest
from channels.layers import channel_layers
from channels_redis.serializers import registry
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as LostConnection

from aicc.platform import events, metrics
from aicc.platform.connections import redis_client, tcp
from aicc.platform.hints import numbers
from aicc.testing import waits
from aicc.testing.silent_proxy import SilentProxy

pytestmark = pytest.mark.servers


@pytest.fixture
def proxy(private_redis):
    with SilentProxy(private_redis.port) as proxy:
        yield proxy


@pytest.fixture
def layer(settings, proxy):
    """The layer as aicc.settings makes it, by way of the proxy."""
    hosts = [redis_client.pool_options(f"redis://127.0.0.1:{proxy.port}/0")]
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": hosts},
        }
    }
    channel_layers.backends = {}
    yield
    channel_layers.backends = {}


@pytest.fixture
async def relay():
    relay = events.EventRelay.here()
    yield relay
    for task in list(relay.tasks):
        task.cancel()
    await asyncio.gather(*relay.tasks, return_exceptions=True)


def moved(head_seq):
    return {"room": 1, "kind": "moved", "head_seq": head_seq}


async def elsewhere(private_redis, head_seq):
    """Another server's hint, straight to Redis."""
    pool = redis_client.pool(private_redis.url)
    message = {"type": "hints", "from": "other", "number": head_seq, "hints": [moved(head_seq)]}
    packed = registry.get_serializer("msgpack").serialize(message)
    async with Redis(connection_pool=pool) as redis:
        await redis.publish("asgi__group__hints", packed)
    await pool.aclose()


async def read_until_something_comes(connection, tries):
    """As the layer's reader does."""
    while await connection.read_response(timeout=0.1) is None:
        tries.append(1)


async def test_what_the_kernel_gave_up_is_a_lost_connection_and_no_missing_message(
    proxy, monkeypatch
):
    """The kernel's own time-out: words that a silent peer does not take."""
    monkeypatch.setitem(tcp.OPTIONS, socket.TCP_USER_TIMEOUT, 300)
    pool = redis_client.pool(f"redis://127.0.0.1:{proxy.port}/0")
    connection = await pool.get_connection()
    proxy.silence()

    await connection.send_command("SUBSCRIBE", "x" * 500_000)
    tries = []
    async with asyncio.timeout(waits.SECONDS):
        with pytest.raises(LostConnection) as lost:
            await read_until_something_comes(connection, tries)

    assert lost.value.__cause__.errno == errno.ETIMEDOUT
    assert len(tries) < 1000, "it came back at once, again and again"
    assert not connection.is_connected
    await pool.aclose()


async def test_a_listener_that_hears_nothing_more_joins_anew(
    layer, relay, proxy, private_redis, caplog
):
    heard = asyncio.Queue()
    await relay.watch(1, heard.put_nowait)
    await waits.until("its own beat", relay.numbers.hears_itself)
    before = metrics.LAYER_REJOINS._value.get()
    began = relay.loop.time()

    with caplog.at_level(logging.WARNING):
        proxy.silence(new=False)
        await waits.until("the rejoin", lambda: metrics.LAYER_REJOINS._value.get() > before)
        took = relay.loop.time() - began
        deaf = await events.layer_state()
        await waits.until("its own voice", lambda: not relay.heartbeat.is_deaf())
        await elsewhere(private_redis, 5)

    assert await asyncio.wait_for(heard.get(), waits.SECONDS) == moved(5)
    assert (deaf, await events.layer_state()) == ("deaf", "connected")
    assert took < numbers.BEAT_SECONDS + numbers.DEAF_SECONDS + 5
    assert "the channel layer brings nothing back" in caplog.text


async def test_a_silent_redis_is_told_by_our_health_until_it_speaks(
    layer, relay, proxy, private_redis
):
    heard = asyncio.Queue()
    await relay.watch(1, heard.put_nowait)
    await waits.until("its own beat", relay.numbers.hears_itself)

    proxy.silence()
    state = await asyncio.wait_for(events.layer_state(), 10)
    proxy.speak()
    await waits.until("the layer", relay.numbers.hears_itself)
    relay.numbers.heard.pop(relay.name)
    await waits.until("a new beat", relay.numbers.hears_itself)
    await elsewhere(private_redis, 7)

    assert state == "disconnected"
    assert await asyncio.wait_for(heard.get(), waits.SECONDS) == moved(7)
    assert await events.layer_state() == "connected"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://h/0", redis_client.TcpConnection),
        ("rediss://h/0", redis_client.TlsConnection),
        ("unix:///run/redis.sock", redis_client.UnixConnection),
    ],
)
def test_each_kind_of_address_has_limits_and_what_it_says_itself_wins(url, kind):
    given = redis_client.pool(url)
    own = redis_client.pool(f"{url}?socket_timeout=9")

    limits = given.connection_kwargs
    assert given.connection_class is own.connection_class is kind
    assert limits["socket_connect_timeout"] == redis_client.CONNECT_SECONDS
    assert limits["socket_timeout"] == redis_client.ANSWER_SECONDS
    assert own.connection_kwargs["socket_timeout"] == 9
    given.make_connection()
