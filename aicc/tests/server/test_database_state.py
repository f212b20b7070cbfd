"""A database that answers and lets nobody write, or read, is not taken for a healthy one."""

import asyncio
import shutil
from pathlib import Path

import httpx
import pytest
from django.db import OperationalError, connection

from aicc.platform.connections import database_role
from aicc.platform.connections.database_role import Role
from aicc.server import database_state
from aicc.testing import migrated, servers, waits
from aicc.tests.test_doctor import doctor
from conftest import REQUIRED, require

GALERA = Path("/usr/lib/galera/libgalera_smm.so")
TOLD = ("database", "storage")
READY = "SHOW GLOBAL STATUS LIKE 'wsrep_ready'"


class MemberOfACluster(servers.MariaDb):
    """The first and only member of a Galera cluster."""

    def command(self):
        options = f"base_port={servers.free_port()}"
        return [
            *super().command(),
            "--wsrep-on=ON",
            f"--wsrep-provider={GALERA}",
            "--wsrep-cluster-address=gcomm://",
            f"--wsrep-provider-options={options}",
            "--wsrep-node-address=127.0.0.1",
            "--binlog-format=ROW",
            "--innodb-autoinc-lock-mode=2",
        ]

    def is_up(self):
        """It listens before it takes part, and makes no database until then."""
        return super().is_up() and any("ON" in line for line in self.ask(READY))


@pytest.fixture(scope="module")
def member():
    require("mariadbd", "mariadb-install-db", "mariadb")
    if not GALERA.exists():
        (pytest.fail if REQUIRED else pytest.skip)("Galera's library is not installed")
    member = MemberOfACluster(servers.short_folder()).start()
    migrated.database_in(member, "aicc")
    # Whoever may do everything may write to a server that is read-only, too.
    member.ask("CREATE USER bank IDENTIFIED BY 'of this test'")
    member.ask("GRANT ALL ON aicc.* TO bank")
    yield member
    member.kill()
    shutil.rmtree(member.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server(aicc_servers, member):
    url = f"mysql://bank:of%20this%20test@127.0.0.1:{member.port}/aicc"
    server = aicc_servers(DATABASE_URL=url, start=False)
    server.manage("import_knowledge", "deploy/knowledge/fees")
    return server.start()


def asked(server, path):
    answer = httpx.get(f"{server.url}/health{path}", timeout=30)
    return answer.status_code, *(answer.json().get(part) for part in TOLD)


def is_well_again(server):
    """What a loop could not write meanwhile is held against the storage for half a minute."""
    well = (200, "connected", "writable")
    waits.wait_until("a server that is ready", lambda: asked(server, "/ready") == well)


@pytest.mark.servers
@pytest.mark.once
@pytest.mark.parametrize(
    ("ill", "well", "ready", "first", "complaint"),
    [
        (
            "SET GLOBAL read_only = ON",
            "SET GLOBAL read_only = OFF",
            (503, "connected", "read_only"),
            (200, "connected", None),
            "can be read and not be written",
        ),
        (
            # What a member without the others' majority does, by word of mouth.
            "SET GLOBAL wsrep_reject_queries = ALL",
            "SET GLOBAL wsrep_reject_queries = NONE",
            (503, "no_quorum", "writable"),
            (503, "disconnected", None),
            "answers, and has no quorum",
        ),
    ],
)
def test_what_a_database_no_longer_lets_us_do_is_told(
    server, member, tmp_path, ill, well, ready, first, complaint
):
    is_well_again(server)
    member.ask(ill)
    try:
        told, to_the_first, alive = (asked(server, path) for path in ("/ready", "", "/live"))
        said = doctor(tmp_path, **server.settings | {"AICC_DATA_DIR": str(tmp_path)}).said
    finally:
        member.ask(well)

    is_well_again(server)
    assert (told, to_the_first, alive[0]) == (ready, first, 200)
    assert complaint in said
    assert "manage.py migrate" not in said
    assert "Traceback" not in said


async def test_a_question_that_hangs_holds_one_thread_however_many_ask(monkeypatch):
    asked_for = []

    async def hangs():
        asked_for.append(1)
        await asyncio.sleep(60)

    monkeypatch.setattr(database_state, "answer", hangs)
    monkeypatch.setattr(database_state, "CHECK_SECONDS", 0.05)

    told = await asyncio.gather(*(database_state.state() for _ in range(5)))
    told.append(await database_state.state())

    assert told == [database_state.DISCONNECTED] * 6
    assert len(asked_for) == 1
    database_state._asking.cancel()


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ((1290, "running with the --super-read-only option"), "read_only"),
        ((1792, "Cannot execute statement in a READ ONLY transaction"), "read_only"),
        ((1836, "Running in read-only mode"), "read_only"),
        ((1047, "WSREP has not yet prepared node for application use"), "no_quorum"),
        ((3100, "Error on observer while running replication hook"), "no_quorum"),
        ((1146, "Table 'aicc.chat_conversation' doesn't exist"), "unmigrated"),
        (("no such table: chat_conversation",), "unmigrated"),
        ((2013, "Lost connection"), ""),
        (("database is locked",), ""),
    ],
)
def test_each_refusal_is_told_apart(words, state):
    assert database_state.state_of(OperationalError(*words)) == state


@pytest.mark.django_db
@pytest.mark.mariadb
def test_a_member_of_a_group_without_its_majority_is_not_taken_for_well(monkeypatch):
    """It takes the write that changes nothing, and holds each other one."""
    if connection.vendor != "mysql":
        pytest.skip("SQLite has no group")
    alone = Role(database_role.WITHOUT_QUORUM, database_role.GROUP)
    monkeypatch.setattr(database_role, "ask", lambda cursor: alone)

    assert database_state.ask() == database_state.WITHOUT_QUORUM
