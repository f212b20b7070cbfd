"""A SQLite database is written ahead where that can be, and stays as it was elsewhere."""

import sqlite3
from contextlib import closing

import pytest
from django.db.utils import ConnectionHandler

from aicc.server import sqlite_lock


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A database of its own in place of the server's; `opened` as it is named."""
    path = tmp_path / "aicc.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE messages (text)")
    monkeypatch.setattr(sqlite_lock, "path_of", lambda purpose: path)

    def opened(name=path, **options):
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}
        connection = ConnectionHandler({"default": config})["default"]
        connection.inc_thread_sharing()
        monkeypatch.setattr(sqlite_lock, "connection", connection)
        return path

    return opened


def journal_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


def test_a_server_writes_ahead_and_the_file_remembers_it(database, django_db_blocker):
    path = database()

    with django_db_blocker.unblock():
        sqlite_lock.write_ahead()

    assert journal_of(path) == "wal"


def test_a_database_that_may_not_be_written_is_served_as_it_is(database, django_db_blocker):
    path = database()
    database(f"file:{path}?mode=ro", uri=True)

    with django_db_blocker.unblock():
        sqlite_lock.write_ahead()

    assert journal_of(path) == "delete"


def test_another_database_is_left_alone(monkeypatch):
    monkeypatch.setattr(sqlite_lock, "path_of", lambda purpose: None)
    monkeypatch.setattr(sqlite_lock, "connection", None)  # and not even asked for

    sqlite_lock.write_ahead()
