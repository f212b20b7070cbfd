"""Which tests run, in which order, and how long each may take.

A bare `pytest` is the quick part; `make test` runs everything: see deploy/scripts/test.sh.
"""

import asyncio
import signal
from collections.abc import Generator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest import runner

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
AGAIN_SECONDS = 60
LONG_FILES = ("test_faults.py", "test_install.py", "test_serve.py", "test_roles.py")
LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("Bank AICC")
    for option, what in PARTS.values():
        group.addoption(option, action="store_true", help=f"also run the {what}")


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
    if conftest.DATABASE == "mariadb":
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


class OutOfTime(KeyboardInterrupt):
    """A test's time is over. An event loop lets this out of whatever it runs, and swallows what
    else a callback raises: a test that yields to it for ever would go on.
    """


# And pytest cleans up behind one that ended so, as behind any other failure.
runner.TEST_OUTCOME = (*runner.TEST_OUTCOME, OutOfTime)


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(settings):
    """Raise again every minute: the first one may fall where nothing that is raised counts."""
    done = yield
    if settings.method == "signal" and settings.timeout:
        fail = signal.getsignal(signal.SIGALRM)
        signal.signal(signal.SIGALRM, lambda number, frame: out_of_time(fail, number, frame))
        signal.setitimer(signal.ITIMER_REAL, settings.timeout, AGAIN_SECONDS)
    return done


def out_of_time(fail: Any, number: int, frame: FrameType | None) -> None:
    try:
        fail(number, frame)
    except pytest.fail.Exception as failed:
        if asyncio._get_running_loop() is None:
            raise
        raise OutOfTime(failed.msg) from None


def as_failure() -> Generator[None, Any, Any]:
    """Of this test alone: pytest would end the whole run at a KeyboardInterrupt."""
    try:
        return (yield)
    except OutOfTime as over:
        pytest.fail(str(over))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from as_failure())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from as_failure())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    return (yield from as_failure())
