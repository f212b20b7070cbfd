"""Counting who does how much: in this process, or by all servers together through Redis.

What may be done how often is decided by whoever calls (`chat.sessions.rate_limits`,
`handover.staff_sessions.sign_in`); this
module counts, and names an address as limits know it.
"""

import asyncio
import ipaddress
import logging
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError

from aicc.platform import metrics
from aicc.platform.connections import redis_client
from aicc.platform.errors import RateLimited, Unavailable
from aicc.platform.inference.circuit_breaker import Breaker
from aicc.platform.load.fixed_windows import FixedWindows
from aicc.platform.load.shared_windows import Refused, SharedWindows, Window

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

    def refusal(self, seconds: float) -> RateLimited:
        """What whoever did too much is told. seconds: until the window ends."""
        metrics.RATE_LIMITED.labels(self.name, self.scope).inc()
        refusal = RateLimited(retry_after=max(1, math.ceil(seconds)))
        refusal.whom = self.scope
        return refusal


Asked = tuple[Limit, str]  # a limit, and whom it counts


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
        self.redis = shared_windows(settings.AICC_REDIS_URL) if settings.AICC_REDIS_URL else None
        self.breaker = Breaker()

    @classmethod
    def here(cls) -> "Counts":
        """Those of the running loop; a test's new loop gets new ones."""
        if cls.current is None or cls.current.loop is not asyncio.get_running_loop():
            cls.current = cls()
        return cls.current

    async def shared(self, asked: list[Asked], cost: int) -> tuple[bool, Refused | None]:
        """Whether Redis has counted, and by which limit it refuses.

        It has not where there is no Redis, and while it fails, where
        AICC_RATE_LIMITS_WITHOUT_REDIS does not say `closed`: then Unavailable.
        """
        if self.redis is None:
            return False, None
        if not self.breaker.is_open:
            try:
                refused = await self.redis.hit(
                    [
                        Window(shared_key(*each), each[0].most, each[0].seconds, cost)
                        for each in asked
                    ]
                )
            except REDIS_FAILURES as error:
                self.breaker.failed()
                metrics.RATE_LIMIT_FAILURES.inc()
                log.warning("limits are not shared, Redis failed: %s", type(error).__name__)
            else:
                self.breaker.worked()
                return True, refused
        if settings.AICC_RATE_LIMITS_WITHOUT_REDIS == "closed":
            raise Unavailable(retry_after=5)
        return False, None


def shared_windows(url: str) -> SharedWindows:
    line = redis_client.pool(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    return SharedWindows(line, REDIS_SECONDS)


def shared_key(limit: Limit, who: str) -> str:
    """As servers of the former release name it, with which this one may count together."""
    name = "/".join([limit.name, limit.scope, who, str(limit.most), str(limit.seconds)])
    return f"aicc-limits:aicc/{name}/second"


async def hit(limit: Limit, who: str, *, cost: int = 1) -> None:
    """Count one action of `who`, on all servers. Raises RateLimited when it is one too many,
    with the seconds to wait; Unavailable as `Counts.shared`.
    """
    await hit_all([(limit, who)], cost=cost)


async def hit_all(asked: Iterable[Asked], *, cost: int = 1) -> None:
    """As `hit`, by several limits, until one refuses: those behind it count nothing."""
    counted = [each for each in asked if each[0].most] if settings.AICC_RATE_LIMITS else []
    if not counted:
        return
    is_shared, refused = await Counts.here().shared(counted, cost)
    if refused:
        raise counted[refused.window][0].refusal(refused.seconds)
    if not is_shared:
        for limit, who in counted:
            count_here(limit, who, cost)


async def allows(limit: Limit, who: str) -> bool:
    """Whether one more would pass. Counts nothing."""
    if not limit.most or not settings.AICC_RATE_LIMITS:
        return True
    is_shared, refused = await Counts.here().shared([(limit, who)], 0)
    return refused is None if is_shared else _own.allows(key_of(limit, who), limit.most)


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
