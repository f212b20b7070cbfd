"""One preparation and one server at a time on a SQLite database.

Two that migrate at once break each other halfway, and two servers without Redis do not hear
of each other's messages. The locks are the kernel's: they end with their process, however it
ends. MySQL has locks of its own for this, and any number of servers.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import DatabaseError, connection

if sys.platform != "win32":
    import fcntl


class AlreadyServed(Exception):
    """Another server uses this database."""


def path_of(purpose: str) -> Path | None:
    """The lock's file beside the database; None where there is nothing to lock."""
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"] or ":memory:" in str(database["NAME"]):
        return None
    return Path(f"{database['NAME']}.{purpose}")


def acquire(file: TextIO, *, shared: bool = False, wait: bool = False) -> bool:
    if sys.platform == "win32":
        return True
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(file, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_ahead() -> None:
    """From now on writers write to a log beside the database (WAL): who reads waits for nobody,
    and a commit is one flush of the disk instead of three. The file remembers it. Where the
    folder cannot bear it, such as a network's, or may not be written, it stays as it was.
    """
    if path_of("serving") is None:
        return
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    connection.close()


@contextmanager
def preparing(say: Callable[[str], object]) -> Iterator[None]:
    """Wait until nobody else prepares the database, and keep others waiting meanwhile."""
    path = path_of("preparing")
    if path is None:
        yield
        return
    with path.open("a") as file:
        if not acquire(file):
            say("Another start prepares this database: waiting for it to end ...")
            acquire(file, wait=True)
        yield


def refuse_served() -> None:
    """Raises AlreadyServed where a server uses the database that would not hear of us."""
    held = serve("")
    if held:
        held.close()


def serve(address: str) -> TextIO | None:
    """Mark the database as served from `address`, until what is returned is closed.

    Servers that have a Redis hear of each other and share it. Raises AlreadyServed.
    """
    path = path_of("serving")
    if path is None:
        return None
    file = path.open("a+")
    if not acquire(file, shared=bool(settings.AICC_REDIS_URL)):
        file.seek(0)
        other = file.read().strip()
        file.close()
        raise AlreadyServed(
            f"A server{f' at {other}' * bool(other)} already uses {path.with_suffix('')}: stop it "
            "first, or give this one a folder of its own, as in AICC_DATA_DIR=var-2 make run."
        )
    if address:
        file.truncate(0)
        file.write(address)
        file.flush()
    return file
