"""Which tests run, in which order, and how long each may take.

A bare `pytest` is the quick part; `make test` runs everything: see deploy/scripts/test.sh.
"""

import os
from pathlib import Path

import pytest

import conftest

PARTS = {
    "servers": ("--with-servers", "tests that start servers in processes of their own"),
    "browser": ("--with-browser", "tests that drive Chromium"),
    "long": ("--with-long", "tests that compute for seconds"),
}
ALONE = ("browser", "clock", "mariadb")  # marks that a run may ask for by themselves
# An end for what hangs, no measure of speed: a busy machine takes ten times as long as ours.
QUICK_SECONDS = 300
SERVER_SECONDS = 1200
LONG_FILES = ("test_faults.py", "test_install.py", "test_serve.py", "test_roles.py")
LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("Bank AICC")
    for option, what in PARTS.values():
        group.addoption(option, action="store_true", help=f"also run the {what}")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than processors, as tests of servers wait for half of their time. Where files are
    named, none: they are through before three processes have started.
    """
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return 0
    return len(os.sched_getaffinity(0)) + 1


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run of one mark alone reads only the files that name it: all others cost it seconds."""
    mark = config.getoption("markexpr")
    if collection_path.suffix != ".py" or mark not in ALONE:
        return None
    return f"mark.{mark}" not in collection_path.read_text(encoding="utf-8") or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the slow parts unless asked for; the longest first, the browser after all else.

    Playwright keeps an event loop running in the main thread once it is started, and no
    async test can run beside it.
    """
    left_out = [mark for mark, (option, _) in PARTS.items() if not config.getoption(option)]
    if conftest.DATABASE != "sqlite":
        items[:] = [item for item in items if meets_the_records(item)]
    dropped = [item for item in items if any(item.get_closest_marker(m) for m in left_out)]
    config.stash[LEFT_OUT] = {
        mark: sum(1 for item in dropped if item.get_closest_marker(mark)) for mark in left_out
    }
    config.hook.pytest_deselected(items=dropped)
    kept = [item for item in items if item not in set(dropped)]
    for item in kept:
        if config.getoption("timeout") is None and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(seconds_for(item)))
    items[:] = sorted(kept, key=place_in_line)


def meets_the_records(item: pytest.Item) -> bool:
    """Whether it could end otherwise on another database: the rest was run on SQLite."""
    if item.get_closest_marker("once"):
        return False
    asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asks or item.get_closest_marker("django_db") or item.get_closest_marker("servers"))


def seconds_for(item: pytest.Item) -> int:
    is_slow = any(item.get_closest_marker(mark) for mark in PARTS)
    return SERVER_SECONDS if is_slow else QUICK_SECONDS


def place_in_line(item: pytest.Item) -> int:
    """With several processes the last file is waited for alone, so it had better be short."""
    if item.get_closest_marker("browser"):
        return 2 if item.path.name in ("test_desk.py", "test_every_page.py") else 3
    is_long = item.path.parent.parent.name == "bench" or item.path.name in LONG_FILES
    return 0 if is_long else 1
