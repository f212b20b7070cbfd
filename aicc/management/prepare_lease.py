"""Who prepares a MySQL or MariaDB database now: a row with a lease, renewed while they do.

A named lock would do on one server. In a cluster each member has its own, and two machines would
be given the same one at once. The row is everybody's: who writes it first has it, by the clock
of the database. Its table is older than any migration, which it guards.
"""

import _thread
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection

from aicc.platform.db import with_retries

LEASE_SECONDS = 60
RENEW_SECONDS = 10.0
# A change of a table holds up every writer of a cluster, the renewal of its lease too. What ran
# out must therefore stay as it is for so long before it is another's.
STILL_SECONDS = 2 * RENEW_SECONDS
POLL_SECONDS = 1.0

TABLE = (
    "CREATE TABLE IF NOT EXISTS aicc_prepare_lease ("
    "id INT PRIMARY KEY, holder VARCHAR(32) NOT NULL, until DATETIME(6) NOT NULL)"
)
ROW = "INSERT IGNORE INTO aicc_prepare_lease VALUES (1, '', UTC_TIMESTAMP(6))"
READ = "SELECT holder, until, until < UTC_TIMESTAMP(6) FROM aicc_prepare_lease WHERE id = 1"
UNTIL = f"UTC_TIMESTAMP(6) + INTERVAL {LEASE_SECONDS} SECOND"
TAKE = (
    f"UPDATE aicc_prepare_lease SET holder = %s, until = {UNTIL} "  # noqa: S608  (a number of ours)
    "WHERE id = 1 AND holder = %s AND (%s IS NULL OR until = %s)"
)
RENEW = (
    f"UPDATE aicc_prepare_lease SET until = {UNTIL} "  # noqa: S608  (a number of ours)
    "WHERE id = 1 AND holder = %s"
)
RELEASE = "UPDATE aicc_prepare_lease SET holder = '' WHERE id = 1 AND holder = %s"


class Taken(Exception):
    """Another one prepares this database."""


def run(statement: str, *values: Any) -> int:
    """How many rows it changed or found."""

    def once() -> int:
        with connection.cursor() as cursor:
            return int(cursor.execute(statement, values))

    return with_retries(once)


def look() -> tuple[str, Any, bool]:
    """Who holds it, until when, and whether that is over."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        holder, until, is_over = cursor.fetchone()
    return holder, until, bool(is_over)


@contextmanager
def held(say: Callable[[str], object], wait_seconds: float) -> Iterator[None]:
    """Nobody else prepares this database meanwhile. Raises Taken after so many seconds."""
    run(TABLE)
    run(ROW)
    mine = secrets.token_hex(16)
    take(mine, say, wait_seconds)
    over = threading.Event()
    renewing = threading.Thread(target=renew_until, args=(over, mine), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()
        run(RELEASE, mine)


def take(mine: str, say: Callable[[str], object], wait_seconds: float) -> None:
    """Wait until it is free, or until whoever holds it has been gone for long."""
    end = time.monotonic() + wait_seconds
    seen: tuple[str, Any] | None = None
    seen_at, said = 0.0, False
    while not run(TAKE, mine, "", None, None):
        holder, until, is_over = look()
        now = time.monotonic()
        if holder == mine:  # taken, and the answer was lost
            return
        if not is_over or (holder, until) != seen:
            seen, seen_at = (holder, until) if is_over else None, now
        elif now - seen_at > STILL_SECONDS and run(TAKE, mine, holder, until, until):
            return
        if not said:
            say("Another one prepares this database: waiting for it to end ...")
            said = True
        if now > end:
            raise Taken
        time.sleep(POLL_SECONDS)


def renew_until(over: threading.Event, mine: str) -> None:
    """On a thread and a connection of its own: a migration may take hours."""
    try:
        while not over.wait(RENEW_SECONDS):
            if not run(RENEW, mine) and look()[0] != mine:
                _thread.interrupt_main()  # another one has begun: we must not go on beside it
                return
    except DatabaseError:
        pass  # the connection that migrates will say so
    finally:
        connection.close()
