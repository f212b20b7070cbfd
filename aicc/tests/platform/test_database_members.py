"""Several hosts in DATABASE_URL: who may write is asked of themselves, and followed."""

import math
import re
import shutil
import threading

import pytest
from django.db import ConnectionHandler, OperationalError
from django.utils.translation import override

from aicc import database_url
from aicc.doctor import database_members as doctors_members
from aicc.platform import db
from aicc.platform.connections import database_members, database_role
from aicc.platform.connections.database_members import Members
from aicc.platform.connections.database_role import (
    ALONE,
    GALERA,
    GROUP,
    READS_ONLY,
    WITHOUT_QUORUM,
    WRITES,
    Role,
)
from aicc.testing import servers, waits

A, B, C = ("a", 3306), ("b", 3306), ("c", 3307)


class Answers:
    """A cursor for which each statement that holds a word brings these rows, or this error."""

    def __init__(self, **by_word):
        self.by_word, self.found = by_word, []

    def execute(self, statement):
        self.found = next((rows for word, rows in self.by_word.items() if word in statement), [])
        if isinstance(self.found, Exception):
            raise self.found

    def fetchall(self):
        return self.found


def of_group(*members, own="u1", read_only="OFF"):
    variables = [
        ("group_replication_group_name", "g"),
        ("server_uuid", own),
        ("super_read_only", read_only),
    ]
    return Answers(VARIABLES=variables, replication_group_members=members)


ONLINE = ("u1", "ONLINE", "PRIMARY")
ON_GALERA = [("wsrep_on", "ON")]


@pytest.mark.parametrize(
    ("cursor", "state", "kind"),
    [
        (Answers(VARIABLES=[("read_only", "OFF")]), WRITES, ALONE),
        (Answers(VARIABLES=[("read_only", "ON")]), READS_ONLY, ALONE),
        (Answers(VARIABLES=[("read_only", "NO_LOCK_NO_ADMIN")]), READS_ONLY, ALONE),
        (Answers(VARIABLES=[("super_read_only", "1")]), READS_ONLY, ALONE),
        (Answers(VARIABLES=ON_GALERA, STATUS=[("wsrep_ready", "ON")]), WRITES, GALERA),
        (
            Answers(VARIABLES=ON_GALERA, STATUS=[("wsrep_cluster_status", "non-Primary")]),
            WITHOUT_QUORUM,
            GALERA,
        ),
        (
            Answers(VARIABLES=ON_GALERA, STATUS=[("wsrep_ready", "OFF")]),
            WITHOUT_QUORUM,
            GALERA,
        ),
        (Answers(VARIABLES=OperationalError(1047, "not prepared")), WITHOUT_QUORUM, GALERA),
        (of_group(ONLINE, ("u2", "ONLINE", "SECONDARY")), WRITES, GROUP),
        (of_group(ONLINE, ("u2", "ONLINE", "PRIMARY"), own="u2"), WRITES, GROUP),
        (of_group(ONLINE, ("u2", "ONLINE", "SECONDARY"), own="u2"), READS_ONLY, GROUP),
        (
            of_group(ONLINE, ("u2", "UNREACHABLE", "SECONDARY"), ("u3", "ONLINE", "SECONDARY")),
            WRITES,
            GROUP,
        ),
        (
            of_group(
                ONLINE, ("u2", "UNREACHABLE", "SECONDARY"), ("u3", "UNREACHABLE", "SECONDARY")
            ),
            WITHOUT_QUORUM,
            GROUP,
        ),
        (of_group(ONLINE, ("u2", "UNREACHABLE", "SECONDARY")), WITHOUT_QUORUM, GROUP),
        (of_group(("u1", "OFFLINE", "")), READS_ONLY, GROUP),
        (of_group(("u1", "RECOVERING", "SECONDARY")), READS_ONLY, GROUP),
        (of_group(), READS_ONLY, GROUP),
    ],
)
def test_a_member_is_taken_at_its_word(cursor, state, kind):
    found = database_role.ask(cursor)

    assert (found.state, found.kind) == (state, kind)


def test_who_may_not_see_the_group_goes_by_the_rest():
    denied = OperationalError(1142, "SELECT command denied")
    variables = [("group_replication_group_name", "g"), ("super_read_only", "ON")]

    found = database_role.ask(Answers(VARIABLES=variables, replication_group_members=denied))

    assert found == Role(READS_ONLY, GROUP, blind=True)


def test_the_first_is_preferred_and_one_that_failed_comes_last():
    members = Members([A, B, C])
    members.found(A)

    members.failed(A)

    assert members.in_order() == [B, C, A]
    members.found(A)
    assert members.in_order() == [A, B, C]


def test_the_one_that_is_written_to_is_asked_first_while_it_holds():
    """The first one may be a former primary that is back, and does not know that it is none."""
    members = Members([A, B, C])
    members.failed(A)
    members.found(C)
    members.rest_until[A] = -math.inf  # its rest is over

    assert members.in_order() == [C, A, B]
    members.failed(C)
    assert members.in_order() == [A, B, C]


def test_every_thread_leaves_a_member_that_failed_or_may_not_write():
    members = Members([A, B])
    first = members.found(A)

    members.note(A, OperationalError(1213, "a conflict"))
    members.note(B, OperationalError(2013, "lost: of no concern to who is at the other"))
    assert members.generation == first
    members.note(A, OperationalError(1290, "read-only"))
    assert members.generation == first + 1
    assert members.found(B) == first + 2


def test_an_idle_connection_that_was_closed_moves_nobody():
    members = Members([A, B])
    generation = members.found(A)

    members.note(A, OperationalError(2006, "gone away"))

    assert members.generation == generation
    assert members.in_order() == [A, B]


@pytest.mark.parametrize(
    ("role", "is_back"),
    [(Role(WRITES, GALERA), True), (Role(WRITES, ALONE), False), (Role(READS_ONLY, GROUP), False)],
)
def test_one_is_gone_back_to_where_its_group_vouches_for_it(monkeypatch, role, is_back):
    """A former primary that does not know of the failover would take writes for itself alone."""
    monkeypatch.setattr(database_members, "LOOK_SECONDS", 0)
    members = Members([A, B])
    members.found(B)
    asked = threading.Event()

    def ask(place):
        if asked.is_set():
            members.current = A  # ends the look
        asked.set()
        return role

    before = members.generation
    members.go_back_later(B, ask)
    members.looking.join(waits.SECONDS)

    assert members.generation == before + is_back
    assert not members.looking.is_alive()


# --- On real servers ---------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(private_mariadb):
    """Two servers with a database of the same name; on each an account that read_only binds."""
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    other = servers.MariaDb(servers.short_folder()).start()
    for server in (private_mariadb, other):
        server.create_database("pair")
        server.run("mariadb", "--execute=CREATE TABLE pair.said (words VARCHAR(40))")
        server.run("mariadb", "--execute=CREATE USER bank IDENTIFIED BY 'of this test'")
        server.run("mariadb", "--execute=GRANT ALL ON pair.* TO bank")
    yield private_mariadb, other
    other.kill()
    shutil.rmtree(other.folder, ignore_errors=True)
    private_mariadb.ask("SET GLOBAL read_only = OFF")
    private_mariadb.ask("DROP DATABASE pair")
    private_mariadb.ask("DROP USER bank")


@pytest.fixture
def bank(pair, monkeypatch, tmp_path, django_db_blocker):
    """The bank's connection to both, the first one preferred; nothing known of them yet."""
    one, other = pair
    place = f"127.0.0.1:{one.port},127.0.0.1:{other.port}"
    monkeypatch.setenv("DATABASE_URL", f"mysql://bank:of%20this%20test@{place}/pair")
    monkeypatch.setattr(database_members, "_known", {})
    bank = ConnectionHandler({"default": database_url.read(tmp_path)})["default"]
    monkeypatch.setattr(db, "connection", bank)
    monkeypatch.setattr(db, "PAUSES", (0, 0, 0))
    for server in pair:
        server.ask("SET GLOBAL read_only = OFF")
    with django_db_blocker.unblock():
        yield bank
        bank.close()


def say(words):
    with db.connection.cursor() as cursor:
        cursor.execute("INSERT INTO said VALUES (%s)", [words])
        cursor.execute("SELECT @@port")
        return cursor.fetchone()[0]


@pytest.mark.servers
@pytest.mark.once
def test_whoever_may_write_is_written_to(pair, bank):
    one, other = pair
    one.ask("SET GLOBAL read_only = ON")

    assert db.with_retries(say, "to the second") == other.port

    one.ask("SET GLOBAL read_only = OFF")
    assert db.with_retries(say, "still there") == other.port  # it is no group's member
    bank.close()  # as the office does after each request
    assert db.with_retries(say, "there by a new connection") == other.port
    other.ask("SET GLOBAL read_only = ON")
    assert db.with_retries(say, "after a refusal") == one.port
    assert other.ask("SELECT COUNT(*) FROM pair.said") == ["3"]


@pytest.mark.servers
@pytest.mark.once
def test_where_none_may_write_one_can_be_read_and_says_so(pair, bank):
    for server in pair:
        server.ask("SET GLOBAL read_only = ON")

    with bank.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM said")
        with pytest.raises(OperationalError, match="1290"):
            cursor.execute("INSERT INTO said VALUES ('to nobody')")

    pair[0].ask("SET GLOBAL read_only = OFF")
    assert db.with_retries(say, "without a hand") == pair[0].port


@pytest.mark.servers
@pytest.mark.once
def test_the_other_takes_over_from_one_that_is_killed(pair, bank):
    one, other = pair
    bank.settings_dict["OPTIONS"]["members"].reverse()
    assert db.with_retries(say, "to the preferred") == other.port

    other.kill()
    try:
        assert db.with_retries(say, "to the one that is left") == one.port
    finally:
        other.start()


@pytest.mark.servers
@pytest.mark.once
def test_the_doctor_tells_each_ones_role_and_what_is_odd_of_them(pair, bank, monkeypatch):
    one, other = pair
    monkeypatch.setattr(doctors_members, "connection", bank)

    apart = told()
    other.ask("SET GLOBAL read_only = ON")
    other.ask("SET GLOBAL wait_timeout = 60")
    well = told()
    one.ask("SET GLOBAL read_only = ON")
    nobody = told()

    places = [f"127.0.0.1:{server.port}" for server in pair]
    assert f"error: {', '.join(places)} may write, and no group keeps them alike." in apart
    assert re.search(rf"ok: {places[0]} \([\d.]+\) may write", well)
    assert re.search(rf"ok: {places[1]} \([\d.]+\) can be read", well)
    assert f"warning: {places[1]} closes a connection after 60 seconds" in well
    assert "error" not in well
    assert "error: No member of the database may write." in nobody


def told():
    with override("en"):
        return "\n".join(f"{each.level}: {each.text}" for each in doctors_members.examine())


@pytest.mark.servers
@pytest.mark.once
def test_the_doctor_names_one_that_is_gone(pair, bank, monkeypatch):
    monkeypatch.setattr(doctors_members, "connection", bank)
    gone = ("127.0.0.1", servers.free_port())
    bank.settings_dict["OPTIONS"]["members"].append(gone)

    assert f"warning: 127.0.0.1:{gone[1]} cannot be asked (error 2" in told()
