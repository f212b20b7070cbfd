"""A Redis whose master changes: hints come late at worst, and none is lost without a doubt."""

import asyncio
import shutil
import signal

import pytest
from channels.layers import channel_layers
from django.utils.translation import override
from redis.asyncio import SentinelConnectionPool, SSLConnection

from aicc.doctor import channel_layer
from aicc.platform import events, rate_limits
from aicc.platform.connections import redis_client, sentinels
from aicc.platform.rate_limits import Limit
from aicc.testing import servers, waits
from conftest import require

LIMIT = Limit("messages", "session", 3)


def test_an_address_names_the_sentinels_the_master_and_what_redis_is_told():
    url = "redis+sentinel://me:p%40w@one:26380,two,[::1]/bank/3?sentinel_password=x&db=3"

    found = redis_client.pool_options(url)

    assert found["sentinels"] == [("one", 26380), ("two", 26379), ("::1", 26379)]
    assert (found["master_name"], found["db"]) == ("bank", 3)
    assert (found["username"], found["password"]) == ("me", "p@w")
    assert found["sentinel_kwargs"]["password"] == "x"
    assert found["sentinel_kwargs"]["socket_connect_timeout"] == sentinels.SENTINEL_SECONDS
    assert "host" not in found


def test_both_ways_are_encrypted_with_the_same_authority():
    url = "rediss+sentinel://one,two/bank/0?ssl_ca_certs=/etc/aicc/redis-ca.pem"

    pool = redis_client.pool(url)
    [sentinel, _] = pool.sentinel_manager.sentinels

    assert isinstance(pool, SentinelConnectionPool)
    assert issubclass(pool.connection_class, SSLConnection)
    assert pool.connection_kwargs["ssl_ca_certs"] == "/etc/aicc/redis-ca.pem"
    assert issubclass(sentinel.connection_pool.connection_class, SSLConnection)
    assert sentinel.connection_pool.connection_kwargs["ssl_ca_certs"] == "/etc/aicc/redis-ca.pem"
    pool.make_connection()


# --- On real servers ---------------------------------------------------------------


@pytest.fixture(scope="module")
def watched():
    require("redis-server")
    folder = servers.short_folder()
    watched = servers.WatchedRedis(folder).start()
    waits.wait_until("a master, two replicas, three Sentinels", watched.is_whole)
    yield watched
    watched.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def layer(settings, watched):
    settings.AICC_REDIS_URL = watched.url
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_client.pool_options(watched.url)]},
        }
    }
    channel_layers.backends = {}
    rate_limits.forget_everything()
    yield
    rate_limits.forget_everything()
    channel_layers.backends = {}


@pytest.fixture
async def relays(layer):
    """Two servers' on one loop, each with what it hears of conversation 1."""
    pair = []
    for _ in range(2):
        relay, heard = events.EventRelay(), asyncio.Queue()
        await relay.watch(1, heard.put_nowait)
        pair.append((relay, heard))
    for relay, _ in pair:
        await waits.until("its own beat", relay.numbers.hears_itself)
    yield pair
    for relay, _ in pair:
        for task in list(relay.tasks):
            task.cancel()
        await asyncio.gather(*relay.tasks, return_exceptions=True)


async def say_until_it_is_heard(speaker, listener):
    """Hints of one server until the other hears the newest: how many it missed."""
    (relay, _), (_, heard) = speaker, listener
    while not heard.empty():
        heard.get_nowait()
    told = set()
    async with asyncio.timeout(waits.SECONDS):
        for head_seq in range(1, 10_000):
            relay.send_soon({"room": 1, "kind": "moved", "head_seq": head_seq})
            await asyncio.sleep(0.2)
            while not heard.empty():
                told.add(heard.get_nowait()["head_seq"])
            if head_seq in told:
                return head_seq - len(told)
    raise AssertionError("unreachable")


def fails_over(watched, former):
    """Whether another one is the master by now, and can be lost as well."""
    return watched.master() is not former


@pytest.mark.servers
@pytest.mark.once
async def test_a_planned_failover_closes_nobodys_ears(watched, relays):
    speaker, listener = relays
    await say_until_it_is_heard(speaker, listener)
    former = watched.master()
    doubts = listener[0].numbers.doubts

    watched.ask("FAILOVER", "mymaster")
    await waits.until("another master", lambda: fails_over(watched, former))
    missed = await say_until_it_is_heard(speaker, listener)

    assert not missed or listener[0].numbers.doubts > doubts, "what was missed is looked for"
    await waits.until("both connected", lambda: not listener[0].heartbeat.is_deaf())
    assert await events.layer_state() == "connected"


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize("way", ["killed", "silent"])
async def test_the_hints_of_a_master_that_is_gone_come_by_the_next(watched, relays, way):
    speaker, listener = relays
    await waits.until("a replica to take over", watched.is_whole)
    await say_until_it_is_heard(speaker, listener)
    former, doubts = watched.master(), listener[0].numbers.doubts

    if way == "killed":
        former.kill()
    else:
        former.process.send_signal(signal.SIGSTOP)
    try:
        await waits.until("another master", lambda: fails_over(watched, former))
        missed = await say_until_it_is_heard(speaker, listener)
        assert not missed or listener[0].numbers.doubts > doubts, "what was missed is looked for"
        await rate_limits.hit(LIMIT, f"lin, {way}")
        assert rate_limits.Counts.here().breaker.is_open is False
    finally:
        if way == "killed":
            former.start()
        else:
            former.process.send_signal(signal.SIGCONT)


@pytest.mark.servers
@pytest.mark.once
def test_the_doctor_tells_what_each_sentinel_says(watched):
    waits.wait_until("a replica to take over", watched.is_whole)
    gone = servers.free_port()
    url = watched.url.replace("/mymaster", f",127.0.0.1:{gone}/mymaster")

    with override("en"):
        well = [str(each.text) for each in channel_layer.watched(sentinels.read(url))]
        other = channel_layer.watched(sentinels.read(watched.url.replace("mymaster", "bank")))
        unknown = {each.text.partition(" knows ")[2] for each in other}

    master = f"127.0.0.1:{watched.master().port}"
    assert sum(f"names the master {master}, with 2 replicas" in text for text in well) == 3
    assert well[3] == f"The Sentinel at 127.0.0.1:{gone} does not answer."
    assert unknown == {"no master bank."}
