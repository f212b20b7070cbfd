"""The database from asynchronous code: a few threads, each with its own lasting connection.

Socket and HTTP door share this pool, so a server never holds more than AICC_DB_THREADS
connections for its customers, and a slow query never stands in the event loop's way.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import InterfaceError, OperationalError

from aicc.platform import metrics, request_ids
from aicc.platform.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

PAUSES = (0.05, 0.2, 0.8)  # seconds before each of the three repetitions
LOCK_WAIT, DEADLOCK = 1205, 1213  # of MySQL and MariaDB
MYSQL_LOST_THE_RACE = {LOCK_WAIT, DEADLOCK}
FULL = {1021, 1114}  # of MySQL and MariaDB: the disk, or a table's file
FULL_WORDS = ("disk is full", "No space left", "error 28")  # of theirs and of SQLite's
FULL_SECONDS = 30.0  # so long after a failure we hold the disk for full
SAID_SECONDS = 10.0  # between two lines that say the same
TLS_ERROR = 2026  # of MySQL's and MariaDB's client libraries


log = logging.getLogger(__name__)


class Trouble:
    """Why the database failed us lately, for the log and for whoever asks after our health."""

    def __init__(self) -> None:
        self.full_at = float("-inf")  # by time.monotonic
        self.said: dict[str, float] = {}

    def note(self, error: Exception) -> None:
        """Of the error only the database's own words, which hold no row's."""
        now, words = time.monotonic(), " ".join(str(each) for each in error.args)
        if (error.args[:1] and error.args[0] in FULL) or any(each in words for each in FULL_WORDS):
            self.full_at = now
        if now - self.said.get(words, float("-inf")) > SAID_SECONDS:
            self.said = {words: now}
            log.error("the database failed: %s", words)

    def is_full(self) -> bool:
        return time.monotonic() - self.full_at < FULL_SECONDS


trouble = Trouble()


@cache
def pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.AICC_DB_THREADS, thread_name_prefix="db")


def with_retries(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `function`, a whole transaction, again when the database lost it.

    Repeated on deadlocks, lock time-outs and lost connections; so the function must be
    harmless to repeat even when its commit arrived and only the answer was lost.
    Raises Unavailable after the third repetition.
    """
    for pause in (*PAUSES, None):
        try:
            return function(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            # Inside somebody's transaction a repetition would repeat half of it.
            if connection.in_atomic_block:
                raise
            if error.args and error.args[0] not in MYSQL_LOST_THE_RACE:
                connection.close()
            if pause is None:
                trouble.note(error)
                raise Unavailable(retry_after=5) from error
            metrics.DATABASE_REPEATS.inc()
            time.sleep(pause)
    raise AssertionError("unreachable")


def name_of(function: Callable[..., Any]) -> str:
    """What a hop is called in the metrics: module and function."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


def timed(asked: float, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`function`, steadily, on a thread of the pool. asked: when, by time.perf_counter."""
    began = time.perf_counter()
    metrics.DATABASE_WAIT_SECONDS.observe(began - asked)
    try:
        return with_retries(function, *args, **kwargs)
    finally:
        hop = metrics.DATABASE_SECONDS.labels(name_of(function))
        hop.observe(time.perf_counter() - began)


def in_db(function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """`function` as a coroutine that runs on the pool: one call, one hop, one transaction."""

    async def hop(*args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        call = partial(timed, time.perf_counter(), function, *args, **kwargs)
        origin = request_ids.origin_now.get()
        if origin is not request_ids.NOWHERE:  # staff's: what is recorded there says from where
            call = partial(request_ids.carried, origin, call)
        return await loop.run_in_executor(pool(), call)

    return hop


@dataclass(frozen=True, slots=True)
class Waiting:
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
        self, function: Callable[[list[Any]], list[Any]], *, most: int = 8, writers: int = 1
    ) -> None:
        """function: writes a list of items in one transaction and returns their results in
        the same order; an AiccError among the results is raised to its own caller alone.
        most: items in a batch; more would make the first wait for the last.
        """
        self.function, self.most, self.writers = function, most, writers
        self.waiting: deque[Waiting] = deque()
        self.writing = 0
        self.lock = threading.Lock()

    async def __call__(self, item: Any) -> Any:
        future = asyncio.get_running_loop().create_future()
        with self.lock:
            self.waiting.append(Waiting(future, item, time.perf_counter()))
            start = self.writing < self.writers
            self.writing += start
        if start:
            pool().submit(self.write)
        return await future

    def write(self) -> None:
        """Write batches until nobody waits. Runs on a thread of the pool."""
        while True:
            with self.lock:
                batch = [self.waiting.popleft() for _ in range(min(self.most, len(self.waiting)))]
                if not batch:
                    self.writing -= 1
                    return
            for each, result in zip(batch, self.results(batch), strict=True):
                loop = each.future.get_loop()
                if not loop.is_closed():
                    loop.call_soon_threadsafe(settle, each.future, result)

    def results(self, batch: list["Waiting"]) -> list[Any]:
        """A deadlock is no item's fault, and neither is a database that is away: `timed` writes
        the whole batch again, and in the end all of it fails. What one item brought about
        fails that item alone: the batch is halved until it is by itself.
        """
        try:
            # The first of them has waited longest.
            return timed(batch[0].asked, self.together, [each.item for each in batch])
        except Unavailable as error:
            return [error] * len(batch)
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


class LockTimeout(Exception):
    """Somebody keeps a row locked that one item of a batch needs."""


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
