"""Connections to Redis that end: nobody waits for ever for one that has fallen silent.

redis-py takes every TimeoutError for "no message yet", the kernel's too, by which a connection
without an answer ends. Its reader then comes back at once, and again, without letting anything
else run: a server that listens to a lost Redis would hang for good.
"""

import asyncio
from typing import Any
from weakref import WeakSet

from redis.asyncio import Connection, ConnectionPool, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import (
    Sentinel,
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as LostConnection

from aicc.platform.connections import sentinels, tcp

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0  # for a command, and for what is sent to be taken; a listener waits longer

_listening: "WeakSet[EndingConnection]" = WeakSet()


class EndingConnection:
    """What stands in front of each of redis-py's kinds of connection."""

    _reader: asyncio.StreamReader | None
    _writer: asyncio.StreamWriter | None
    loop: asyncio.AbstractEventLoop

    def register_connect_callback(self, callback: Any) -> None:
        """By which a listener subscribes again after a reconnect: only listeners ask for it."""
        super().register_connect_callback(callback)  # type: ignore[misc]
        _listening.add(self)

    async def _connect(self) -> None:
        self.loop = asyncio.get_running_loop()
        await super()._connect()  # type: ignore[misc]

    async def read_response(self, *args: Any, **options: Any) -> Any:
        response = await super().read_response(*args, **options)  # type: ignore[misc]
        # None is also "no message yet"; of a stream that has failed nothing is to come.
        if response is None and self._reader is not None and (error := self._reader.exception()):
            await self.disconnect(nowait=True)
            raise LostConnection(f"the connection is lost: {error}") from error
        return response

    async def disconnect(self, nowait: bool = False, **details: Any) -> None:
        """At once: an end that waits for its last bytes to be taken waits for a silent peer."""
        self.abort()
        await super().disconnect(nowait=True, **details)  # type: ignore[misc]

    def abort(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()


class TcpConnection(EndingConnection, Connection):  # type: ignore[misc]
    """redis://"""


class TlsConnection(EndingConnection, SSLConnection):  # type: ignore[misc]
    """rediss://"""


class UnixConnection(EndingConnection, UnixDomainSocketConnection):  # type: ignore[misc]
    """unix://"""


class ManagedTcpConnection(EndingConnection, SentinelManagedConnection):  # type: ignore[misc]
    """redis+sentinel://"""


class ManagedTlsConnection(EndingConnection, SentinelManagedSSLConnection):  # type: ignore[misc]
    """rediss+sentinel://"""


MANAGED = {Connection: ManagedTcpConnection, SSLConnection: ManagedTlsConnection}
KINDS = {
    Connection: TcpConnection,
    SSLConnection: TlsConnection,
    UnixDomainSocketConnection: UnixConnection,
}


def pool_options(url: str, **options: Any) -> dict[str, Any]:
    """What a pool of connections to this address is made of, as channels_redis takes it. What the
    address says wins. Raises ValueError where Sentinels' address is none.

    Without redis-py's own repetitions, with pauses of up to ten seconds: they would keep us deaf
    long after Redis is back, and hide from whoever repeats that it was gone.
    """
    watched = sentinels.read(url) if sentinels.are_named(url) else None
    given: dict[str, Any] = dict(parse_url(watched.redis_url if watched else url))
    kinds: dict[Any, Any] = MANAGED if watched else KINDS
    kind = kinds[given.pop("connection_class", Connection)]
    limits: dict[str, Any] = {
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    if kind is not UnixConnection:
        limits |= {"socket_keepalive": True, "socket_keepalive_options": tcp.OPTIONS}
    found = limits | options | given | {"connection_class": kind}
    if watched:
        del found["host"]
        found |= {
            "master_name": watched.name,
            "sentinels": list(watched.places),
            "sentinel_kwargs": watched.options,
        }
    return found


def pool(url: str, **options: Any) -> ConnectionPool:
    """Of connections to the master, where Sentinels say which one that is."""
    made = pool_options(url, **options)
    if not (places := made.pop("sentinels", None)):
        return ConnectionPool(**made)
    name, how = made.pop("master_name"), made.pop("sentinel_kwargs")
    return SentinelConnectionPool(name, Sentinel(places, sentinel_kwargs=how), **made)


def drop_listening() -> None:
    """End this loop's listening connections; who listens connects and subscribes anew."""
    here = asyncio.get_running_loop()
    for connection in list(_listening):
        if getattr(connection, "loop", None) is here:
            connection.abort()
