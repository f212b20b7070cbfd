"""What every test stands on: an environment and a database of its own.

The tests read neither the shell's AICC_* and OPENAI_* variables nor `.env`, and write
only into a folder that is thrown away. AICC_TEST_DATABASE=mariadb starts a private
MariaDB and Redis before Django's settings are read, AICC_TEST_DATABASE=mysql a MySQL in
its place; otherwise the tests' database is a SQLite file and the channel layer lies in memory.

Which tests run and in which order is said in aicc/testing/selection.py, what a run prints in
aicc/testing/reporting.py, and the servers that tests start in aicc/testing/server_fixtures.py.
"""

import asyncio
import atexit
import os
import re
import shutil
import signal
import sys
from pathlib import Path

import hypothesis
import pytest
from _pytest import runner

from aicc.platform import translations
from aicc.testing import migrated, servers
from aicc.testing.database_servers.mysql import MySql

pytest_plugins = [
    "aicc.testing.selection",
    "aicc.testing.time_limits",
    "aicc.testing.reporting",
    "aicc.testing.server_fixtures",
    "aicc.testing.patience",
    "aicc.testing.process_state",
    "aicc.testing.late_work",
]

servers.AiccServer.is_preforked = True
DATABASE = os.environ.get("AICC_TEST_DATABASE", "sqlite")
RECORDS = ("DATABASE_URL", "MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD")


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
    database = MySql(folder) if DATABASE == "mysql" else servers.MariaDb(folder)
    redis = servers.Redis(folder)
    for server in (database, redis):
        atexit.register(server.kill)
        server.start()
    os.environ["DATABASE_URL"] = database.url("aicc")
    os.environ["AICC_REDIS_URL"] = redis.url
    return database, redis


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Whatever a shell begins in the background ignores Ctrl+C, and so would what tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
RUN_FOLDER = servers.short_folder()
atexit.register(shutil.rmtree, RUN_FOLDER, ignore_errors=True)
REQUIRED = os.environ.get("AICC_REQUIRE_SERVERS") == "1"  # before the environment is cleared
clear_environment(RUN_FOLDER)
# Properties are tried with the same examples in every run. Kept is what Hypothesis reads in our
# sources, for a second and a half of each process.
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(migrated.FOLDER / "hypothesis")
hypothesis.settings.register_profile("suite", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("suite")


def hands_out(arguments: list[str]) -> bool:
    """Whether this process runs no test itself: see `-n auto` in pyproject.toml. Where a word is
    taken for a path, a database is started that nobody asks.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        return False
    said = re.search(r" -n ?(\S+)", " ".join(arguments))
    if said:
        return said[1] != "0"
    words = (each.partition("::")[0] for each in arguments[1:] if not each.startswith("-"))
    return not any(Path(each).exists() for each in words)


NEEDED = DATABASE in ("mariadb", "mysql") and not hands_out(sys.argv)
RUN_MARIADB, RUN_REDIS = start_database(RUN_FOLDER) if NEEDED else (None, None)

translations.compile_stale()

import django  # noqa: E402  (the settings are read here, in the environment made above)

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from pytest_django.plugin import blocking_manager_key  # noqa: E402

NAME_BEFORE_TESTS = str(connection.settings_dict["NAME"])


def wait_for_no_disk(connection: BaseDatabaseWrapper, **_: object) -> None:
    """A test's data need not outlive the machine's power."""
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA synchronous=OFF")


connection_created.connect(wait_for_no_disk)

from aicc.platform import rate_limits  # noqa: E402

# What a password's hash costs is what guessing it costs; the tests know theirs.
settings.AICC_PASSWORD_MEMORY_MIB = 1

# What `migrate` leaves behind and no test changes: making it anew costs more than most tests.
KEPT_TABLES = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}


def empty_records(_case: TransactionTestCase | None = None) -> None:
    """Take away what a test committed, and leave the roles with their permissions."""
    tables = [
        table
        for table in connection.introspection.django_table_names(only_existing=True)
        if table not in KEPT_TABLES
    ]
    flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=False)
    connection.ops.execute_sql_flush(flush)


TransactionTestCase._fixture_teardown = empty_records


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """The processes to be started inherit this environment, and pytest-django would read their
    settings before this file has started the MariaDB that these speak of.
    """
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The tests' database begins as a copy of a migrated one."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    name = connection.creation._get_test_db_name()
    if RUN_MARIADB:
        RUN_MARIADB.create_database(name)
        RUN_MARIADB.load(name, migrated.migrated_mariadb(RUN_MARIADB).read_text())
    else:
        shutil.copy(migrated.migrated_sqlite(), name)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """All tests come from one address, and none is to find what another spent."""
    rate_limits.forget_everything()
    if RUN_REDIS:
        RUN_REDIS.empty()


# What is cancelled while a test is cleaned away is no Exception: pytest would leave the rest of
# its cleaning up undone, and every later test would be given this one's fixtures.
runner.TEST_OUTCOME = (*runner.TEST_OUTCOME, asyncio.CancelledError, BaseExceptionGroup)

LITTER = pytest.StashKey[bool]()  # a test failed: what it committed may have stayed


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.failed:
        item.config.stash[LITTER] = True
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """After a test that failed, perhaps for want of time and in its end, empty the database."""
    is_there = str(connection.settings_dict["NAME"]) != NAME_BEFORE_TESTS
    if item.config.stash.get(LITTER, False) and is_there:
        with item.config.stash[blocking_manager_key].unblock():
            connections.close_all()
            empty_records()
    item.config.stash[LITTER] = False


def require(*programs: str) -> None:
    """Skip the test that needs `programs` where they are missing; fail if servers are required."""
    missing = servers.missing_programs(*programs)
    if missing:
        sentence = f"not installed: {', '.join(missing)}"
        if REQUIRED:
            pytest.fail(sentence)
        pytest.skip(sentence)
