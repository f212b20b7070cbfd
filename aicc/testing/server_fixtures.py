"""Private servers for the tests: the run's own MariaDB and Redis, servers of ours, Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from aicc.testing import migrated, servers
from aicc.testing.waits import SECONDS
from conftest import RUN_MARIADB, RUN_REDIS, require

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSER_MS = 2 * 1000 * SECONDS  # a click may wait for a page, and that for a server


@pytest.fixture(scope="session")
def private_mariadb() -> Iterator[servers.MariaDb]:
    """The run's own MariaDB, or one that is started for the tests that ask for it."""
    if RUN_MARIADB:
        yield RUN_MARIADB
        return
    require("mariadbd", "mariadb-install-db", "mariadb")
    server = servers.MariaDb(servers.short_folder())
    server.start()
    yield server
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def private_redis(tmp_path: Path) -> Iterator[servers.Redis]:
    """A Redis for this test alone, which it may stop() and start()."""
    require("redis-server")
    server = servers.Redis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite() -> Path:
    """A migrated SQLite database to copy."""
    return migrated.migrated_sqlite()


@pytest.fixture(scope="session")
def published_sqlite() -> Path:
    """The same with the sample articles."""
    return migrated.published_sqlite()


@pytest.fixture(scope="session")
def migrated_records() -> Path:
    """The same for the run's database: on MariaDB the statements that make it."""
    return migrated.migrated_mariadb(RUN_MARIADB) if RUN_MARIADB else migrated.migrated_sqlite()


AiccServers = Callable[..., servers.AiccServer]


@contextmanager
def serving(folder: Path, records: Path) -> Iterator[AiccServers]:
    """What `aicc_server` is; the servers end with it."""
    started: list[servers.AiccServer] = []

    def make(
        *,
        beside: servers.AiccServer | None = None,
        start: bool = True,
        articles: bool = False,
        **settings: str,
    ) -> servers.AiccServer:
        own = beside.folder if beside else folder / f"aicc-{len(started)}"
        own.mkdir(exist_ok=True)
        given = {**(beside.settings if beside else {}), **settings}
        server = servers.AiccServer(own, given)
        started.append(server)
        if not beside:
            give_records(server, records, articles=articles)
        if start:
            server.start()
        return server

    try:
        yield make
    finally:
        for server in started:
            server.kill()


@pytest.fixture
def aicc_server(tmp_path: Path, migrated_records: Path) -> Iterator[AiccServers]:
    """Starts servers of ours: `server = aicc_server(AICC_TURN_SECONDS="5")`.

    beside=other: a second server on the first one's data, database and Redis.
    start=False: made and migrated, not started.
    articles=True: with the sample articles.
    DATABASE_URL="…": a migrated database of the test's own, as migrated.database_in makes one.
    On a MariaDB run each has a fresh database there and the run's Redis.
    """
    with serving(tmp_path, migrated_records) as make:
        yield make


@pytest.fixture(scope="module")
def aicc_servers(
    tmp_path_factory: pytest.TempPathFactory, migrated_records: Path
) -> Iterator[AiccServers]:
    """The same for a server that all tests of a file share: a start takes seconds."""
    with serving(tmp_path_factory.mktemp("servers"), migrated_records) as make:
        yield make


def give_records(server: servers.AiccServer, records: Path, *, articles: bool) -> None:
    """A migrated database, unless the test named one."""
    own = "DATABASE_URL" in server.settings
    if not own and not RUN_MARIADB:
        folder = Path(server.settings["AICC_DATA_DIR"])
        folder.mkdir(exist_ok=True)
        shutil.copy(migrated.published_sqlite() if articles else records, folder / "aicc.sqlite3")
        return
    if not own and RUN_MARIADB and RUN_REDIS:
        # Not named by its port: a port is given out again while the run's databases stay.
        server.settings["DATABASE_URL"] = migrated.database_in(RUN_MARIADB, f"aicc_{uuid4().hex}")
        server.settings.setdefault("AICC_REDIS_URL", RUN_REDIS.url)
    if articles:
        server.manage("import_knowledge")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's own Chromium, which needs no download, without a sandbox or chatter."""
    require(servers.chromium())
    arguments = "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    quiet = "--disable-background-networking --disable-component-update --disable-sync"
    return {
        **browser_type_launch_args,
        "executable_path": servers.program(servers.chromium()),
        "args": f"{arguments} {quiet}".split(),
    }


@pytest.fixture(scope="session")
def browser(browser: "Browser") -> "Browser":
    """A step waits as long as an expectation does: half a minute is for an idle machine."""
    browser.on("context", lambda context: context.set_default_timeout(BROWSER_MS))
    return browser
