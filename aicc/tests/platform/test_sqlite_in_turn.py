"""The threads of a server write to SQLite in the order in which they came."""

import sqlite3
import threading
from contextlib import closing, contextmanager
from functools import partial

import pytest
from django.db.utils import ConnectionHandler, OperationalError

from aicc.platform.connections.sqlite_in_turn import base
from aicc.platform.connections.sqlite_in_turn.base import FairLock
from aicc.testing.waits import join, run_threads, wait_until

LONG = 60.0  # no test waits so long


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "aicc.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE messages (number INTEGER)")
    return path


@pytest.fixture
def connect(path, django_db_blocker):
    """Each call a connection as each thread of a server has one."""
    opened = []

    def connect(**options):
        engine = {"ENGINE": "aicc.platform.connections.sqlite_in_turn", "NAME": str(path)}
        options = {"transaction_mode": "IMMEDIATE", "timeout": 0, **options}
        connection = ConnectionHandler({"default": engine | {"OPTIONS": options}})["default"]
        connection.inc_thread_sharing()
        connection.ensure_connection()  # which reads the file
        opened.append(connection)
        return connection

    with django_db_blocker.unblock():
        yield connect
        for connection in opened:
            connection.close()


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@contextmanager
def writing(connection):
    begin(connection)
    with connection.cursor() as cursor:
        yield cursor
    connection.commit()
    connection.set_autocommit(True)


def test_whoever_waits_longest_is_the_next():
    line, order = FairLock(), []
    line.acquire(LONG)

    def come(name):
        line.acquire(LONG)
        order.append(name)
        line.release()

    threads = [threading.Thread(target=come, args=(name,), daemon=True) for name in range(5)]
    for count, thread in enumerate(threads, start=1):
        thread.start()
        wait_until("its place in line", lambda count=count: len(line.waiting) == count)
    line.release()
    join(threads)

    assert order == [0, 1, 2, 3, 4]


def test_who_comes_again_at_once_waits_behind_those_who_wait():
    line, goes = FairLock(), threading.Event()
    line.acquire(LONG)

    def come():
        line.acquire(LONG)
        goes.wait(LONG)
        line.release()

    other = threading.Thread(target=come, daemon=True)
    other.start()
    wait_until("its place in line", lambda: line.waiting)
    line.release()

    assert not line.acquire(0)
    goes.set()
    join([other])
    assert line.acquire(0)


def test_who_gives_up_waiting_is_waited_for_by_nobody():
    line = FairLock()
    line.acquire(LONG)

    assert not line.acquire(0)
    assert not line.waiting

    line.release()
    assert line.acquire(0)


def test_many_threads_write_and_none_finds_the_file_taken(connect, path):
    def write(connection):
        for number in range(20):
            with writing(connection) as cursor:
                cursor.execute("INSERT INTO messages VALUES (%s)", [number])

    run_threads(*(partial(write, connect()) for _ in range(5)))

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (100,)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_each_end_of_a_transaction_lets_the_next_one_write(connect, end):
    first, second = connect(), connect()
    begin(first)

    getattr(first, end)()

    with writing(second) as cursor:
        cursor.execute("INSERT INTO messages VALUES (1)")


def test_a_file_that_another_process_holds_is_taken_as_before(connect, path):
    mine = connect()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            begin(mine)

    with writing(connect()) as cursor:
        cursor.execute("INSERT INTO messages VALUES (1)")


def test_who_waited_long_enough_asks_the_database_itself(connect, monkeypatch):
    monkeypatch.setattr(base, "WAIT_SECONDS", 0)
    first, second = connect(), connect()
    begin(first)

    with pytest.raises(OperationalError, match="locked"):
        begin(second)

    first.rollback()
