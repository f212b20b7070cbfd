"""A transaction of many rows in two round trips: what it reads first, and what it writes last.

Django's `atomic` costs a MySQL server three round trips of its own (SET autocommit=0, COMMIT,
SET autocommit=1), and each statement one more; on a busy server each of them waits for the
interpreter's lock as well. Here BEGIN travels with the questions and COMMIT with the answers.
For whatever a flow does in between, Django's savepoints and commit hooks included, it is a
transaction like `atomic`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.utils import Error

from aicc.platform import bulk_sql

Query = tuple[str, Sequence[Any]]
Rows = list[tuple[Any, ...]]


class Batch:
    """A transaction under way. On SQLite, or inside another one, each statement goes by itself."""

    found: list[Rows]  # what it began by reading

    def __init__(self, *, together: bool) -> None:
        self.together = together
        self.waiting: list[Query] = []  # to be written

    def begin(self, queries: Sequence[Query]) -> None:
        """Before anything else is asked: until BEGIN each statement would commit by itself."""
        if self.together:
            _, *self.found = self.send([("BEGIN", ()), *queries])
        else:
            self.found = self.read(*queries)

    def read(self, *queries: Query) -> list[Rows]:
        """What each of these brings, in one round trip."""
        self.flush()
        if not self.together:
            return [bulk_sql.select(*query) for query in queries]
        return self.send(queries)

    def write(self, statement: str, values: Sequence[Any]) -> None:
        """Write it before anything is read, and at the end at the latest."""
        if self.together:
            self.waiting.append((statement, values))
        else:
            bulk_sql.run_now(statement, values)

    def flush(self) -> None:
        """Write what waits now: what follows reads it by a road of its own."""
        queries, self.waiting = self.waiting, []
        if queries:
            self.send(queries)

    def commit(self) -> None:
        if connection.needs_rollback:
            raise transaction.TransactionManagementError("a statement of the batch failed")
        if self.together:
            queries, self.waiting = self.waiting, []
            self.send([*queries, ("COMMIT", ())])

    def send(self, queries: Sequence[Query]) -> list[Rows]:
        with connection.cursor() as cursor:
            cursor.execute(
                "; ".join(statement for statement, _ in queries),
                [value for _, values in queries for value in values],
            )
            found = [list(cursor.fetchall())]
            # A statement that fails ends them all, and says so here.
            while cursor.nextset():
                found.append(list(cursor.fetchall()))
        return found


@contextmanager
def batch_transaction(*queries: Query) -> Iterator[Batch]:
    """Begins with reading these, commits at its end, and rolls back when it is left by an
    exception.
    """
    if connection.vendor != "mysql" or not connection.get_autocommit():
        with transaction.atomic():
            batch = Batch(together=False)
            batch.begin(queries)
            yield batch
        return
    connection.ensure_connection()
    batch = Batch(together=True)
    enter()
    try:
        batch.begin(queries)
        yield batch
        batch.commit()
    except BaseException:
        roll_back()
        raise
    leave()
    connection.run_and_clear_commit_hooks()


def enter() -> None:
    """As Django's `atomic`, but for the server, which is told by BEGIN."""
    connection.savepoint_ids = []
    connection.needs_rollback, connection.commit_on_exit = False, True
    connection.in_atomic_block, connection.autocommit = True, False


def leave() -> None:
    connection.in_atomic_block, connection.autocommit = False, True
    connection.needs_rollback = False
    if connection.closed_in_transaction:
        connection.closed_in_transaction, connection.connection = False, None


def roll_back() -> None:
    connection.run_on_commit = []
    gone = connection.closed_in_transaction or connection.connection is None
    leave()
    if gone:
        return
    try:
        connection.rollback()
    except Error:
        connection.close()  # with it the server rolls back
