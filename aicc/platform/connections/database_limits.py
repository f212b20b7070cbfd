"""How long the database may keep somebody waiting: customers shortly, the office's reports long.

MySQL and MariaDB alone; SQLite is a file. A command (a migration, a backup) waits as long as its
statement takes: it ends when the kernel counts the connection as dead (`tcp`).
"""

from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from aicc.platform.connections import tcp

LOCK_SECONDS = 10  # as innodb_lock_wait_timeout, which is that of rows


def limits(seconds: int) -> dict[str, int]:
    """The client's options: so long for each read, and for each write."""
    return {"read_timeout": seconds, "write_timeout": seconds}


def limit_this_thread() -> None:
    """Whatever this thread asks is answered in AICC_DB_SECONDS, or the connection is lost."""
    if connection.vendor != "mysql":
        return
    here: Any = connections["default"]
    given = here.get_connection_params
    # On the object and not in its settings, which all threads share.
    here.get_connection_params = lambda: impatient(given())


def impatient(params: dict[str, Any]) -> dict[str, Any]:
    """A table that is being changed, or a backup's lock on all of them, is no silence: the
    database says so before the connection counts as lost.
    """
    begin = f"{params['init_command']}, lock_wait_timeout = {LOCK_SECONDS}"
    return params | limits(settings.AICC_DB_SECONDS) | {"init_command": begin}


def limit_whoever_serves() -> None:
    """The same for every other thread of this process, with AICC_DB_REPORT_SECONDS."""
    if connection.vendor == "mysql":
        for config in connections.settings.values():
            config["OPTIONS"].update(limits(settings.AICC_DB_REPORT_SECONDS))


def notice_silence(*, connection: BaseDatabaseWrapper, **details: Any) -> None:
    """A new connection whose other end falls silent is lost, however long its limit is."""
    if connection.vendor == "mysql":
        tcp.notice_silence(connection.connection.fileno())
