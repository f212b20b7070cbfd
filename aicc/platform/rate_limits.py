"""Counting who does how much: in this process, or by all servers together through Redis.

What may be done how often is decided by whoever calls (`chat.sessions.rate_limits`,
`handover.staff_sessions.sign_in`); this
module counts, and names an address as limits know it.
"""

import asyncio
import ipaddress
import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from aicc.platform import metrics
from aicc.platform.connections import redis_client
from aicc.platform.errors import RateLimited, Unavailable
from aicc.platform.inference.circuit_breaker import Breaker
from aicc.platform.load.fixed_windows import FixedWindows

log = logging.getLogger(__name__)

REDIS_SECONDS = 1.0  # the longest a count may keep a request
REDIS_FAILURES = (RedisError, OSError, TimeoutError)
FIRST = 3  # actions of one network in a window, which are counted in a pot of their own
FIRST_SHARE = 5  # times the limit in total: how large that pot is
ALL = "all"  # whom a limit in total counts
IPV6_PREFIX = 64  # one customer is given a whole such network, and changes within it at will


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in a window of `seconds`; 0: as many as one likes.

    name, scope: what it counts, and by whom; a pair of metrics.REFUSALS.
    """

    name: str
    scope: str
    most: int
    seconds: int = 60

    @property
    def item(self) -> RateLimitItem:
        return RateLimitItemPerSecond(self.most, self.seconds, namespace="aicc")

    def refusal(self, seconds: float) -> RateLimited:
        """What whoever did too much is told. seconds: until the window ends."""
        metrics.RATE_LIMITED.labels(self.name, self.scope).inc()
        refusal = RateLimited(retry_after=max(1, math.ceil(seconds)))
        refusal.whom = self.scope
        return refusal


@lru_cache(10_000)
def network_of(address: str) -> str:
    """What one customer has of the internet: an IPv4 address, or an IPv6 network of /64.

    ::ffff:192.0.2.1 is 192.0.2.1. What is no address (a Unix socket, a test) stays as it is.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped or found.version == 4:
        return str(mapped or found)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


Networks = Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]


def within(address: str, networks: Networks) -> bool:
    """Whether it is in one of them. ::ffff:10.0.0.5 is 10.0.0.5; what is no address is in none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in networks)


_own = FixedWindows()  # this process's counts


def key_of(limit: Limit, who: str) -> tuple[Any, ...]:
    """As in Redis, another limit in figures counts apart."""
    return limit.name, limit.scope, who, limit.most, limit.seconds


class Counts:
    """One event loop's line to Redis, where there is one."""

    current: "Counts | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.redis = (
            FixedWindowRateLimiter(redis_storage(settings.AICC_REDIS_URL))
            if settings.AICC_REDIS_URL
            else None
        )
        self.breaker = Breaker()

    @classmethod
    def here(cls) -> "Counts":
        """Those of the running loop; a test's new loop gets new ones."""
        if cls.current is None or cls.current.loop is not asyncio.get_running_loop():
            cls.current = cls()
        return cls.current

    async def shared(self, method: str, limit: Limit, who: str, **costs: int) -> Any:
        """What Redis says; None where it is this process that counts.

        That is where there is no Redis, and while it fails, where AICC_RATE_LIMITS_WITHOUT_REDIS
        does not say `closed`: then Unavailable.
        """
        if self.redis is None:
            return None
        if not self.breaker.is_open:
            try:
                async with asyncio.timeout(REDIS_SECONDS):
                    ask = getattr(self.redis, method)
                    found = await ask(limit.item, limit.name, limit.scope, who, **costs)
            except REDIS_FAILURES as error:
                self.breaker.failed()
                metrics.RATE_LIMIT_FAILURES.inc()
                log.warning("limits are not shared, Redis failed: %s", type(error).__name__)
            else:
                self.breaker.worked()
                return found
        if settings.AICC_RATE_LIMITS_WITHOUT_REDIS == "closed":
            raise Unavailable(retry_after=5)
        return None


def redis_storage(url: str) -> RedisStorage:
    """By redis-py, which the channel layer brings along, and by a pool of ours."""
    line: Any = redis_client.pool(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    return RedisStorage(
        "async+redis://", implementation="redispy", key_prefix="aicc-limits", connection_pool=line
    )


async def hit(limit: Limit, who: str, *, cost: int = 1) -> None:
    """Count one action of `who`, on all servers. Raises RateLimited when it is one too many,
    with the seconds to wait; Unavailable as `Counts.shared`.
    """
    if not limit.most or not settings.AICC_RATE_LIMITS:
        return
    counts = Counts.here()
    passes = await counts.shared("hit", limit, who, cost=cost)
    if passes is None:
        count_here(limit, who, cost)
    elif not passes:
        window = await counts.shared("get_window_stats", limit, who)
        raise limit.refusal(window.reset_time - time.time() if window else 0)


async def allows(limit: Limit, who: str) -> bool:
    """Whether one more would pass. Counts nothing."""
    if not limit.most or not settings.AICC_RATE_LIMITS:
        return True
    passes = await Counts.here().shared("test", limit, who, cost=1)
    return _own.allows(key_of(limit, who), limit.most) if passes is None else bool(passes)


def hit_here(limit: Limit, who: str) -> None:
    """As `hit`, counted by this server alone and at once: what protects this server's own
    processor, and is asked so often that a question to Redis would cost more than it saves.
    """
    if limit.most and settings.AICC_RATE_LIMITS:
        count_here(limit, who)


def count_here(limit: Limit, who: str, cost: int = 1) -> None:
    key = key_of(limit, who)
    if not _own.hit(key, limit.most, limit.seconds, cost):
        raise limit.refusal(_own.seconds_left(key))


def in_total(name: str, most: int, who: str, seconds: int = 60) -> tuple[Limit, str]:
    """The limit of all together that counts this action of `who`, and whom it counts.

    A flood from a few addresses takes up what all may do together; whoever comes for the first
    time is to find room all the same. Each server decides alone who that is: it costs a turn no
    question to Redis.
    """
    first = Limit(name, "first", FIRST, seconds)
    if most and _own.hit(key_of(first, who), FIRST, seconds):
        return Limit(name, "newcomers", FIRST_SHARE * most, seconds), ALL
    return Limit(name, "total", most, seconds), ALL


def forget_everything() -> None:
    """Start counting anew, as a test does. What Redis holds stays."""
    Counts.current = None
    _own.clear()
