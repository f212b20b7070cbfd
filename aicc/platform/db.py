"""The database from asynchronous code: a few threads, each with its own lasting connection.

Socket and HTTP door share this pool, so a server never holds more than AICC_DB_THREADS
connections for its customers, and a slow query never stands in the event loop's way.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import InterfaceError, OperationalError

from aicc.platform import metrics, request_ids, tracing
from aicc.platform.connections import database_members
from aicc.platform.connections.database_failures import (
    LOST,
    STORAGE_CODES,
    is_silence,
    silence,
    trouble,
)
from aicc.platform.connections.database_limits import limit_this_thread
from aicc.platform.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

PAUSES = (0.05, 0.2, 0.8)  # seconds before each of the three repetitions
LOCK_WAIT, DEADLOCK = 1205, 1213  # of MySQL and MariaDB
MYSQL_LOST_THE_RACE = {LOCK_WAIT, DEADLOCK}
NO_QUORUM = {1047, 3100, 3101}  # of a member without the others
PASSING = {LOCK_WAIT, *NO_QUORUM, *LOST, *STORAGE_CODES}
LEAST_AT_ONCE = 16  # items in a batch, however slow the database is
TLS_ERROR = 2026  # of MySQL's and MariaDB's client libraries

log = logging.getLogger(__name__)


@cache
def pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(
        settings.AICC_DB_THREADS, thread_name_prefix="db", initializer=limit_this_thread
    )


def with_retries(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `function`, a whole transaction, again when the database lost it.

    Repeated on deadlocks, lock time-outs and lost connections; so the function must be
    harmless to repeat even when its commit arrived and only the answer was lost.
    Raises Unavailable after the third repetition; where the database keeps silent after the
    first, and while that goes on without any, or at once.
    """
    silence.refuse()
    silences = 0
    for pause in (*PAUSES, None):
        began = time.monotonic()
        database_members.follow(connection)
        try:
            result = function(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            # Inside somebody's transaction a repetition would repeat half of it.
            if connection.in_atomic_block:
                raise
            if error.args and error.args[0] in MYSQL_LOST_THE_RACE:
                metrics.DATABASE_CONFLICTS.inc()
            elif error.args:
                connection.close()
            silences += is_silence(error, time.monotonic() - began)
            keeps_silent = silences > 1 or (silences > 0 and silence.lasts)
            if keeps_silent:
                silence.begin()
            if pause is None or keeps_silent:
                trouble.note(error)
                raise Unavailable(retry_after=5) from error
            metrics.DATABASE_REPEATS.inc()
            time.sleep(pause)
        else:
            silence.end()
            return result
    raise AssertionError("unreachable")


def each_by_itself(function: Callable[..., R], items: Iterable[tuple[Any, ...]]) -> list[R]:
    """What `function` brings for each of these, one transaction and its own repetitions each.

    One that fails is left out, and said: the others keep what was done for them. Under a common
    repetition, what a function brought for the first would be lost by the last one's conflict.
    """
    found = []
    for item in items:
        try:
            found.append(with_retries(function, *item))
        except Unavailable:
            log.warning("%s failed for one of many, and is tried again later", name_of(function))
    return found


def name_of(function: Callable[..., Any]) -> str:
    """What a hop is called in the metrics: module and function."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


@cache
def hop_of(name: str) -> Any:
    """The metric of one kind of hop; looking it up costs more than counting in it."""
    return metrics.DATABASE_SECONDS.labels(name)


def timed(asked: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`function`, steadily, on a thread of the pool. asked: when, by time.perf_counter."""
    began = time.perf_counter()
    metrics.DATABASE_WAIT_SECONDS.observe(began - asked)
    try:
        return with_retries(function, *args, **kwargs)
    finally:
        hop_of(name_of(function)).observe(time.perf_counter() - began)


def in_db(function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """`function` as a coroutine that runs on the pool: one call, one hop, one transaction."""

    async def hop(*args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        call = partial(timed, time.perf_counter(), function, *args, **kwargs)
        origin = request_ids.origin_now.get()
        if origin is not request_ids.NOWHERE:  # staff's: what is recorded there says from where
            call = partial(request_ids.carried, origin, call)
        with tracing.way_to("database", function):
            return await loop.run_in_executor(pool(), call)

    return hop


class Waiting(NamedTuple):
    """An item of a batch to come."""

    future: asyncio.Future[Any]
    item: Any
    asked: float  # by time.perf_counter


class GroupCommit:
    """Many callers, one transaction: what waits while a batch is written is the next batch.

    There is no timer: a lone caller is served at once, and the busier the server, the more
    callers share one commit. Each caller is answered after the commit that holds its item.
    """

    def __init__(
        self,
        function: Callable[[list[Any]], list[Any]],
        *,
        most: int = 8,
        seconds: float | None = None,
        writers: int = 1,
    ) -> None:
        """function: writes a list of items in one transaction and returns their results in
        the same order; an AiccError among the results is raised to its own caller alone.
        most: items in a batch; more would make the first wait for the last.
        seconds: a batch that takes longer makes the next ones smaller, down to LEAST_AT_ONCE;
            None: it is always `most`.
        """
        self.function, self.most, self.writers = function, most, writers
        self.seconds, self.at_once = seconds, most
        self.waiting: deque[Waiting] = deque()
        self.writing = 0
        self.lock = threading.Lock()

    async def __call__(self, item: Any) -> Any:
        with tracing.way_to("database", self.function):
            return await self.submit(item)

    def submit(self, item: Any) -> asyncio.Future[Any]:
        """As a call, for who does not wait by themselves. On the loop."""
        future = asyncio.get_running_loop().create_future()
        with self.lock:
            self.waiting.append(Waiting(future, item, time.perf_counter()))
            start = self.writing < self.writers
            self.writing += start
        if start:
            pool().submit(self.write)
        return future

    def write(self) -> None:
        """Write batches until nobody waits. Runs on a thread of the pool."""
        while True:
            with self.lock:
                count = min(self.at_once, len(self.waiting))
                batch = [self.waiting.popleft() for _ in range(count)]
                if not batch:
                    self.writing -= 1
                    return
            began = time.perf_counter()
            results = self.results(batch)
            self.pace(len(batch), time.perf_counter() - began)
            # In one piece: each call to the loop from another thread wakes it by itself.
            loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
            for each, result in zip(batch, results, strict=True):
                loops.setdefault(each.future.get_loop(), []).append((each.future, result))
            for loop, settled in loops.items():
                if not loop.is_closed():
                    loop.call_soon_threadsafe(settle_all, settled)

    def pace(self, count: int, seconds: float) -> None:
        """Let a batch hold no more than is written in time; a slow database is no overload."""
        if self.seconds is None:
            return
        if seconds > self.seconds:
            self.at_once = max(LEAST_AT_ONCE, min(self.at_once, count) // 2)
        elif count == self.at_once:
            self.at_once = min(self.most, 2 * self.at_once)

    def results(self, batch: list["Waiting"]) -> list[Any]:
        """A database that is away is no item's fault: `timed` writes the whole batch again, and
        in the end all of it fails. A conflict that goes on is over one item's rows: then each is
        written by itself. What one item brought about fails that item alone: the batch is halved
        until it is by itself.
        """
        try:
            # The first of them has waited longest.
            return timed(batch[0].asked, self.together, [each.item for each in batch])
        except Unavailable as error:
            if len(batch) == 1 or not lost_the_race(error.__cause__):
                return [error] * len(batch)
            return [result for each in batch for result in self.results([each])]
        except Exception as error:  # noqa: BLE001  (it goes to whoever asked)
            if len(batch) == 1:
                return [error]
        half = len(batch) // 2
        return self.results(batch[:half]) + self.results(batch[half:])

    def together(self, items: list[Any]) -> list[Any]:
        try:
            return self.function(items)
        except OperationalError as error:
            if len(items) > 1 and error.args[:1] == (LOCK_WAIT,):
                raise LockTimeout from error  # its neighbours would wait again, each time as long
            raise


def lost_the_race(error: BaseException | None) -> bool:
    """Whether another transaction came first: once more, it may succeed."""
    return isinstance(error, OperationalError) and error.args[:1] == (DEADLOCK,)


def is_away(error: BaseException | None) -> bool:
    """Whether the database cannot be reached, or not be written, for a moment; or a row."""
    if not isinstance(error, OperationalError | InterfaceError) or not error.args:
        return False
    code = error.args[0]
    return code in PASSING or "database is locked" in str(code)


class LockTimeout(Exception):
    """Somebody keeps a row locked that one item of a batch needs."""


def settle_all(settled: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for future, result in settled:
        settle(future, result)


def settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():  # the caller was cancelled
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


def refuse_clear_connection(*, connection: BaseDatabaseWrapper, **details: Any) -> None:
    """Close a new connection that should be encrypted and is not.

    MariaDB's client library takes ssl_mode=REQUIRED for a preference: where the server has no TLS
    it goes on without. Raises OperationalError with TLS_ERROR.
    """
    mode = connection.settings_dict["OPTIONS"].get("ssl_mode", "DISABLED")
    if mode != "DISABLED" and not tls_cipher(connection):
        connection.close()
        raise OperationalError(TLS_ERROR, "TLS is required, and the server has none")


def tls_cipher(connection: BaseDatabaseWrapper) -> str:
    """What this connection to MySQL is encrypted with; blank: it is not."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        row = cursor.fetchone()
    return str(row[1]) if row else ""
