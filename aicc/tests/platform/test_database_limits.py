"""How long the database may keep somebody waiting, by who waits."""

import asyncio
import socket
import time

import pytest
from django.db import connection, connections

from aicc.platform import db
from aicc.platform.connections import database_limits, tcp
from aicc.platform.connections.database_failures import silence
from aicc.platform.db import in_db
from aicc.platform.errors import Unavailable
from aicc.testing.silent_proxy import SilentProxy

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.mariadb,
    pytest.mark.skipif("connection.vendor != 'mysql'", reason="SQLite is a file"),
]


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def limits_here():
    params = connections["default"].get_connection_params()
    return params.get("read_timeout"), params.get("write_timeout")


async def test_customers_wait_shortly_and_commands_as_long_as_it_takes(settings):
    settings.AICC_DB_SECONDS = 11

    customers = await in_db(limits_here)()
    table = await in_db(asked)("SELECT @@lock_wait_timeout, @@innodb_lock_wait_timeout")

    assert customers == (11, 11)
    assert table == (database_limits.LOCK_SECONDS, 10)


def test_the_kernel_asks_after_a_database_that_is_silent():
    connection.ensure_connection()
    with socket.socket(fileno=connection.connection.fileno()) as there:
        found = [there.getsockopt(socket.IPPROTO_TCP, option) for option in tcp.OPTIONS]
        alive = there.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        there.detach()

    assert (alive, found) == (1, list(tcp.OPTIONS.values()))


async def test_while_it_keeps_silent_one_attempt_is_made_and_then_none(monkeypatch):
    """Each hop here has a connection of its own, by way of a proxy that falls silent."""
    monkeypatch.setattr(db, "PAUSES", (0, 0, 0))
    began, tried = [], []
    config = connections["default"].settings_dict
    with SilentProxy(config["PORT"]) as proxy:
        client = pytest.importorskip("MySQLdb")

        def hop():
            tried.append(1)
            client.connect(
                host="127.0.0.1", port=proxy.port, user="root", connect_timeout=2
            ).close()

        def ask():
            began.append(time.monotonic())
            try:
                db.with_retries(wrapped(hop))
            finally:
                connection.close()

        await asyncio.to_thread(ask)
        proxy.silence()
        for _ in range(2):
            with pytest.raises(Unavailable):
                await asyncio.to_thread(ask)
        refused_at_once = time.monotonic() - began[-1]
        asked_meanwhile = len(tried)
        silence.rest_until = 0.0
        with pytest.raises(Unavailable):
            await asyncio.to_thread(ask)
        asked_again = len(tried) - asked_meanwhile
        proxy.speak()
        silence.rest_until = 0.0
        await asyncio.to_thread(ask)

    assert asked_meanwhile == 1 + 2
    assert refused_at_once < 1
    assert asked_again == 1
    assert not silence.lasts


def wrapped(hop):
    """Django's own errors, as its connections raise them."""

    def call():
        with connections["default"].wrap_database_errors:
            return hop()

    return call
