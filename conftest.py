"""What every test stands on: an environment of its own, and private servers.

The tests read neither the shell's AICC_* and OPENAI_* variables nor `.env`, and write
only into a folder that is thrown away. AICC_TEST_DATABASE=mariadb starts a private
MariaDB and Redis before Django's settings are read; otherwise the tests' database is a
SQLite file and the channel layer lies in memory.

AICC_REQUIRE_SERVERS=1 turns a skip for want of a program into a failure.
"""

import atexit
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest

from aicc.platform import translations
from aicc.testing import servers

DATABASE = os.environ.get("AICC_TEST_DATABASE", "sqlite")
REQUIRED = os.environ.get("AICC_REQUIRE_SERVERS") == "1"
RECORDS = ("DATABASE_URL", "MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD")
PARTS = {
    "servers": ("--with-servers", "tests that start servers in processes of their own"),
    "browser": ("--with-browser", "tests that drive Chromium"),
    "long": ("--with-long", "tests that compute for seconds"),
}


def clear_environment(folder: Path) -> None:
    for name in list(os.environ):
        ours = name.startswith("AICC_") and not name.startswith("AICC_TEST_")
        if ours or name.startswith("OPENAI_") or name.startswith(RECORDS):
            del os.environ[name]
    os.environ["AICC_ENV_FILE"] = os.devnull
    os.environ["AICC_DATA_DIR"] = str(folder)
    # Vectors are made for the tests that are about them, and by no server beside its test.
    os.environ["AICC_SEMANTIC"] = "off"
    os.environ["DJANGO_SETTINGS_MODULE"] = "aicc.settings"


def start_database(folder: Path) -> tuple[servers.MariaDb, servers.Redis]:
    database, redis = servers.MariaDb(folder), servers.Redis(folder)
    for server in (database, redis):
        atexit.register(server.kill)
        server.start()
    os.environ["DATABASE_URL"] = database.url("aicc")
    os.environ["AICC_REDIS_URL"] = redis.url
    return database, redis


RUN_FOLDER = servers.short_folder()
atexit.register(shutil.rmtree, RUN_FOLDER, ignore_errors=True)
clear_environment(RUN_FOLDER)
# Properties are tried with the same examples in every run, and leave nothing in the tree.
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(RUN_FOLDER / "hypothesis")
hypothesis.settings.register_profile("suite", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("suite")
# With -n, the process that hands the tests out runs none; with -n 0 it runs them all.
HANDS_OUT = bool(re.search(r" -n ?[^0 ]", " ".join(sys.argv))) and (
    "PYTEST_XDIST_WORKER" not in os.environ
)
NEEDED = DATABASE == "mariadb" and not HANDS_OUT
RUN_MARIADB, RUN_REDIS = start_database(RUN_FOLDER) if NEEDED else (None, None)

translations.compile_stale()

import django  # noqa: E402  (the settings are read here, in the environment made above)

django.setup()

if HANDS_OUT:
    # Its workers inherit this environment, and pytest-django would read their settings before
    # this file has started the MariaDB that these speak of.
    del os.environ["DJANGO_SETTINGS_MODULE"]

from django.conf import settings  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

from aicc.platform import rate_limits  # noqa: E402

# Each test's client would read the whole static folder at its first request.
settings.SERVESTATIC_AUTOREFRESH = True

# What `migrate` leaves behind and no test changes: making it anew costs more than most tests.
STANDING = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}


def empty_records(_case: TransactionTestCase) -> None:
    """Take away what a test committed, and leave the roles with their permissions."""
    tables = [
        table
        for table in connection.introspection.django_table_names(only_existing=True)
        if table not in STANDING
    ]
    flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=False)
    connection.ops.execute_sql_flush(flush)


TransactionTestCase._fixture_teardown = empty_records


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """All tests come from one address, and none is to find what another spent."""
    rate_limits.forget_everything()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("Bank AICC")
    for option, what in PARTS.values():
        group.addoption(option, action="store_true", help=f"also run the {what}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the slow parts unless asked for; the longest first, the browser after all else.

    Playwright keeps an event loop running in the main thread once it is started, and no
    async test can run beside it.
    """
    left_out = [mark for mark, (option, _) in PARTS.items() if not config.getoption(option)]
    if DATABASE == "mariadb":
        items[:] = [item for item in items if meets_the_records(item)]
    dropped = [item for item in items if any(item.get_closest_marker(m) for m in left_out)]
    config.stash[LEFT_OUT] = {
        mark: sum(1 for item in dropped if item.get_closest_marker(mark)) for mark in left_out
    }
    config.hook.pytest_deselected(items=dropped)
    kept = [item for item in items if item not in set(dropped)]
    items[:] = sorted(kept, key=place_in_line)


def meets_the_records(item: pytest.Item) -> bool:
    """Whether it could end otherwise on another database: the rest was run on SQLite."""
    if item.get_closest_marker("once"):
        return False
    asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asks or item.get_closest_marker("django_db") or item.get_closest_marker("servers"))


def place_in_line(item: pytest.Item) -> int:
    """With several processes the last file is waited for alone, so it had better be short."""
    if item.get_closest_marker("browser"):
        return 2 if item.path.name in ("test_desk.py", "test_every_page.py") else 3
    long = item.path.parent.parent.name == "bench" or item.path.name == "test_faults.py"
    return 0 if long else 1


LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_report_header() -> str:
    if DATABASE == "mariadb":
        return "records: a private MariaDB, channel layer on a private Redis"
    return "records: a SQLite file, channel layer in memory"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = terminalreporter.config.stash.get(LEFT_OUT, {})
    left_out = {mark: count for mark, count in left_out.items() if count}
    if left_out:
        terminalreporter.section("left out")
    for mark, count in left_out.items():
        option, what = PARTS[mark]
        terminalreporter.line(f"{count} {what}; run them with {option}, or all by make test")


def require(*programs: str) -> None:
    """Skip the test that needs `programs` where they are missing; fail if servers are required."""
    missing = servers.missing_programs(*programs)
    if missing:
        sentence = f"not installed: {', '.join(missing)}"
        if REQUIRED:
            pytest.fail(sentence)
        pytest.skip(sentence)


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
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy: migrating takes seconds, copying none."""
    folder = tmp_path_factory.mktemp("migrated")
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'aicc.sqlite3'}"}
    servers.AiccServer(folder, settings).manage("migrate", "--verbosity=0")
    connection = sqlite3.connect(folder / "aicc.sqlite3")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder / "aicc.sqlite3"


@pytest.fixture(scope="session")
def migrated_records(request: pytest.FixtureRequest, tmp_path_factory) -> Path:
    """The same for the run's database: on MariaDB the statements that make it."""
    if not RUN_MARIADB:
        return request.getfixturevalue("migrated_sqlite")
    folder = tmp_path_factory.mktemp("migrated")
    settings = {"DATABASE_URL": RUN_MARIADB.create_database("migrated")}
    servers.AiccServer(folder, settings).manage("migrate", "--verbosity=0")
    statements = folder / "migrated.sql"
    statements.write_text(RUN_MARIADB.dump("migrated"))
    return statements


AiccServers = Callable[..., servers.AiccServer]


@contextmanager
def serving(folder: Path, migrated: Path) -> Iterator[AiccServers]:
    """What `aicc_server` is; the servers end with it."""
    started: list[servers.AiccServer] = []

    def make(
        *, beside: servers.AiccServer | None = None, start: bool = True, **settings: str
    ) -> servers.AiccServer:
        own = beside.folder if beside else folder / f"aicc-{len(started)}"
        own.mkdir(exist_ok=True)
        given = {**(beside.settings if beside else {}), **settings}
        server = servers.AiccServer(own, given)
        started.append(server)
        if not beside:
            give_records(server, migrated)
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


def give_records(server: servers.AiccServer, migrated: Path) -> None:
    """An empty, migrated database, unless the test named one."""
    if "DATABASE_URL" in server.settings:
        server.manage("migrate", "--verbosity=0")
    elif RUN_MARIADB and RUN_REDIS:
        # Not named by its port: a port is given out again while the run's databases stay.
        name = f"aicc_{uuid4().hex}"
        server.settings["DATABASE_URL"] = RUN_MARIADB.create_database(name)
        server.settings.setdefault("AICC_REDIS_URL", RUN_REDIS.url)
        RUN_MARIADB.load(name, migrated.read_text())
    else:
        Path(server.settings["AICC_DATA_DIR"]).mkdir(exist_ok=True)
        shutil.copy(migrated, Path(server.settings["AICC_DATA_DIR"]) / "aicc.sqlite3")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's own Chromium, which needs no download, without a sandbox or chatter."""
    require("chromium")
    arguments = "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    quiet = "--disable-background-networking --disable-component-update --disable-sync"
    return {
        **browser_type_launch_args,
        "executable_path": servers.program("chromium"),
        "args": f"{arguments} {quiet}".split(),
    }
