"""A replica for the office's long reads, used while it is known to have what was written lately.

How far it is behind is measured by positions: what the primary had written a moment ago is there,
or not yet. That holds whatever the replica believes of its own connection, needs no right and no
table, and is known to the second.
"""

import logging
import math
import threading
import time
from collections import deque
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from aicc.platform import metrics
from aicc.platform.connections import database_members
from aicc.platform.connections.database_failures import SAID_SECONDS

log = logging.getLogger(__name__)

MAIN, ALIAS = "default", "replica"
LOOK_SECONDS = 1.0  # between two positions
IDLE_SECONDS = 120.0  # after the last page that wanted it the looks end
ANSWER_SECONDS = 5
APART_SECONDS = 3.0  # two servers' clocks, at most; doctor complains of less
KEPT_SECONDS = 600.0  # positions older than that are forgotten
STORING_SECONDS = 10  # from a frame to its row

# MariaDB: where its own log is, and whether the replica has come so far, without waiting.
MARIADB = ("SELECT @@global.gtid_binlog_pos", "SELECT MASTER_GTID_WAIT(%s, 0) = 0")
MYSQL = ("SELECT @@global.gtid_executed", "SELECT GTID_SUBSET(%s, @@global.gtid_executed)")

# Whether what this request reads may come from the replica; set by aicc.backoffice.replica_reads.
reading: ContextVar[bool] = ContextVar("reads_from_the_replica", default=False)


def is_given() -> bool:
    return ALIAS in settings.DATABASES


def seconds_until_shown() -> int:
    """After a frame was sent that changes something: by then a replica that is read has it. 0:
    there is none.
    """
    return settings.AICC_DATABASE_REPLICA_SECONDS + STORING_SECONDS if is_given() else 0


class NoPositions(Exception):
    """The primary writes no positions: it has no binary log, or no GTIDs."""


class Replica:
    """What this process knows of it. From any thread; the looks have one of their own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.looking: threading.Thread | None = None
        self.positions: deque[tuple[float, str]] = deque()  # when read, by time.monotonic
        # All that was written before then is there.
        self.reached_at = self.wanted_at = self.said_at = -math.inf

    def lag(self) -> float:
        """Seconds that it is behind, at most; infinite where nothing is known."""
        return time.monotonic() - self.reached_at

    def shown_lag(self) -> float:
        """The same; not a number where nobody has looked lately."""
        looks = self.looking is not None and self.looking.is_alive()
        return self.lag() if looks else math.nan

    def has(self, written_at: float) -> bool:
        """Whether it has what was written then, by the clock of whichever server (time.time)."""
        return time.time() - self.lag() > written_at + APART_SECONDS

    def may_be_read(self, written_at: float | None) -> bool:
        """By somebody who last wrote then; None: not lately. Asking begins the looks."""
        self.wanted_at = time.monotonic()
        self.look_on()
        if self.lag() > settings.AICC_DATABASE_REPLICA_SECONDS:
            return False
        return written_at is None or self.has(written_at)

    def failed(self) -> None:
        """It broke off: not before a look has found it again."""
        self.reached_at = -math.inf
        self.positions = deque()  # a look under way goes on with the former ones, for nothing

    def look_on(self) -> None:
        with self.lock:
            if self.looking is None or not self.looking.is_alive():
                self.looking = threading.Thread(target=self.look, name="db-replica", daemon=True)
                self.looking.start()

    def look(self) -> None:
        primary, replica = copy_of(MAIN), copy_of(ALIAS)
        try:
            while time.monotonic() - self.wanted_at < IDLE_SECONDS:
                self.look_once(primary, replica)
                time.sleep(LOOK_SECONDS)
        finally:
            primary.close()
            replica.close()

    def look_once(self, primary: BaseDatabaseWrapper, replica: BaseDatabaseWrapper) -> None:
        try:
            database_members.follow(primary)
            self.compare(primary, replica)
        except (DatabaseError, NoPositions) as error:
            primary.close()
            replica.close()
            if time.monotonic() - self.said_at > SAID_SECONDS:
                self.said_at = time.monotonic()
                log.warning("the replica is not read: %s", error or type(error).__name__)

    def compare(self, primary: BaseDatabaseWrapper, replica: BaseDatabaseWrapper) -> None:
        """One position more, and the newest of all that the replica has come to."""
        where, whether = MARIADB if getattr(primary, "mysql_is_mariadb", False) else MYSQL
        now = time.monotonic()
        if not (position := str(ask(primary, where) or "")):
            raise NoPositions("the primary has no binary log with GTIDs")
        positions = self.positions
        positions.append((now, position))
        while positions and now - positions[0][0] > KEPT_SECONDS:
            positions.popleft()
        for at, each in reversed(list(positions)):
            if ask(replica, whether, each):
                if positions is self.positions:
                    self.reached_at = max(self.reached_at, at)
                while positions and positions[0][0] <= at:
                    positions.popleft()
                return


def ask(connection: BaseDatabaseWrapper, statement: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()[0]


def copy_of(alias: str) -> BaseDatabaseWrapper:
    """A connection of this thread's own, that ends a wait soon."""
    copy = connections[alias].copy()
    limits = {"read_timeout": ANSWER_SECONDS, "write_timeout": ANSWER_SECONDS}
    copy.settings_dict["OPTIONS"] = copy.settings_dict["OPTIONS"] | limits
    return copy


current = Replica()
metrics.REPLICA_LAG_SECONDS.set_function(lambda: current.shown_lag())


class Router:
    """Django's database router: writes, and whatever belongs to one, go to the primary."""

    # Logins and rights are asked of the primary: what was taken away is gone at once.
    APPS = frozenset({"chat", "handover", "audit"})

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Of what hangs on a row as well, wherever that one came from."""
        wanted = reading.get() and model._meta.app_label in self.APPS
        is_there = current.reached_at > -math.inf
        return ALIAS if wanted and is_there and not connections[MAIN].in_atomic_block else MAIN

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return MAIN

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != ALIAS
