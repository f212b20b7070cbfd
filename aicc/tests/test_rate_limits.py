"""Servers count together through Redis, each for itself without it, or not at all as is set."""

import asyncio

import pytest
from redis import Redis as RedisClient

from aicc.platform import rate_limits
from aicc.platform.errors import RateLimited, Unavailable
from aicc.platform.rate_limits import Limit, network_of
from aicc.testing import servers

THREE = Limit("message", "session", 3)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("a Unix socket", "a Unix socket"),
        ("", ""),
    ],
)
def test_an_address_is_counted_as_the_network_of_one_customer(address, network):
    assert network_of(address) == network


async def count(times, limit=THREE, who="lin"):
    """How many passed."""
    refusals = []
    for _ in range(times):
        try:
            await rate_limits.hit(limit, who)
        except RateLimited as refusal:
            refusals.append(refusal.retry_after)
    assert all(1 <= seconds <= limit.seconds for seconds in refusals)
    return times - len(refusals)


async def test_without_redis_a_server_counts_for_itself():
    assert await count(5) == 3
    assert await count(5, who="mei") == 3
    assert await count(5, Limit("message", "session", 0)) == 5  # no limit


async def test_servers_count_together_through_redis(private_redis, settings):
    settings.AICC_REDIS_URL = private_redis.url
    assert await count(2) == 2
    rate_limits.forget_everything()  # as another server begins

    assert await count(5) == 1
    kept = RedisClient(port=private_redis.port).keys("*")
    assert kept
    assert all(key.startswith(b"aicc-limits") for key in kept)


def calls_of(client):
    """How often scripts were called."""
    stats = client.info("commandstats")
    return sum(stats.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in ("evalsha", "eval"))


async def test_what_a_session_is_refused_costs_its_address_nothing(private_redis, settings):
    settings.AICC_REDIS_URL = private_redis.url
    office = Limit("message", "address", 9)

    for _ in range(3):
        await rate_limits.hit_all([(THREE, "lin"), (office, "192.0.2.1")])
    for _ in range(5):
        with pytest.raises(RateLimited) as refused:
            await rate_limits.hit_all([(THREE, "lin"), (office, "192.0.2.1")])
        assert refused.value.whom == "session"

    assert await count(9, office, "192.0.2.1") == 6


async def test_all_limits_of_all_that_happens_at_one_moment_are_one_call(private_redis, settings):
    settings.AICC_REDIS_URL = private_redis.url
    client = RedisClient(port=private_redis.port)
    await rate_limits.hit(THREE, "who loads the script")
    before = calls_of(client)
    office = Limit("message", "address", 30)

    told = await asyncio.gather(
        *(
            rate_limits.hit_all([(THREE, f"lin-{number % 10}"), (office, "192.0.2.1")])
            for number in range(40)
        ),
        return_exceptions=True,
    )

    assert [type(each) for each in told].count(RateLimited) == 10
    assert {each.whom for each in told if each} == {"session"}
    assert calls_of(client) == before + 1


async def test_an_action_whose_asker_has_gone_is_counted_and_nobody_else_is_kept(
    private_redis, settings
):
    settings.AICC_REDIS_URL = private_redis.url
    gone = asyncio.create_task(rate_limits.hit(THREE, "lin"))
    stays = asyncio.create_task(rate_limits.hit(THREE, "mei"))
    await asyncio.sleep(0)
    gone.cancel()

    async with asyncio.timeout(30):
        assert await stays is None
        assert await count(5) == 2


async def test_a_redis_that_has_forgotten_the_script_is_given_it_again(private_redis, settings):
    settings.AICC_REDIS_URL = private_redis.url
    await count(1)
    RedisClient(port=private_redis.port).script_flush()

    assert await count(5) == 2


async def test_servers_of_the_former_release_count_in_the_same_windows(private_redis, settings):
    settings.AICC_REDIS_URL = private_redis.url
    client = RedisClient(port=private_redis.port)
    client.set("aicc-limits:aicc/message/session/lin/3/60/second", 2, ex=60)

    assert await count(5) == 1


async def test_a_count_in_redis_ends_with_its_window(private_redis, settings):
    settings.AICC_REDIS_URL = private_redis.url
    await count(1)

    client = RedisClient(port=private_redis.port)
    assert all(0 < client.ttl(key) <= 60 for key in client.keys("*"))


async def test_without_its_redis_a_server_counts_for_itself_and_comes_back(
    private_redis, settings
):
    settings.AICC_REDIS_URL = private_redis.url
    await count(1)
    private_redis.stop()

    assert await count(5) == 3

    private_redis.start()
    rate_limits.Counts.here().breaker.rests_until = 0
    assert await count(5) == 3
    assert RedisClient(port=private_redis.port).keys("*")


async def test_limits_that_are_closed_refuse_while_nobody_counts(settings):
    settings.AICC_REDIS_URL = f"redis://127.0.0.1:{servers.free_port()}/0"
    settings.AICC_RATE_LIMITS_WITHOUT_REDIS = "closed"

    for _ in range(5):
        with pytest.raises(Unavailable) as refused:
            await count(1)
        assert refused.value.retry_after


async def test_a_redis_that_does_not_answer_costs_a_second_and_then_nothing(settings):
    async def silent(reader, writer):
        await reader.read()

    silence = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = silence.sockets[0].getsockname()[1]
    settings.AICC_REDIS_URL = f"redis://127.0.0.1:{port}/0"

    async with asyncio.timeout(30):
        assert await count(5) == 3
    assert rate_limits.Counts.here().breaker.is_open
    silence.close()


async def test_limits_that_are_off_count_nothing(settings):
    settings.AICC_RATE_LIMITS = False

    assert await count(50) == 50
    assert await rate_limits.allows(THREE, "lin")


async def test_asking_redis_whether_one_may_counts_nothing(private_redis, settings):
    settings.AICC_REDIS_URL = private_redis.url
    assert [await rate_limits.allows(THREE, "lin") for _ in range(5)] == [True] * 5
    assert not RedisClient(port=private_redis.port).keys("*")
    await count(3)

    assert not await rate_limits.allows(THREE, "lin")


async def test_asking_whether_one_may_counts_nothing():
    assert [await rate_limits.allows(THREE, "lin") for _ in range(5)] == [True] * 5
    await count(3)

    assert not await rate_limits.allows(THREE, "lin")
