"""What ends a test whose time is over, wherever it hangs: pytest-timeout's alarm, made stubborn.

How many seconds a test has is said in aicc/testing/selection.py.
"""

import asyncio
import signal
from collections.abc import Callable, Generator
from types import FrameType
from typing import Any

import pytest
from _pytest import runner

# From the first strike, which a running loop may still carry out by itself, to one in its midst.
LOOP_SECONDS = 5
AGAIN_SECONDS = 60
SETTINGS = pytest.StashKey[Any]()


class OutOfTime(KeyboardInterrupt):
    """A test's time is over. An event loop lets this out of whatever it runs, and swallows what
    else a callback raises: a test that yields to it for ever would go on.
    """


# And pytest cleans up behind one that ended so, as behind any other failure.
runner.TEST_OUTCOME = (*runner.TEST_OUTCOME, OutOfTime)


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> Generator[None, Any, Any]:
    """Raise again every minute: the first one may fall where nothing that is raised counts."""
    done = yield
    item.stash[SETTINGS] = settings
    if settings.method == "signal" and settings.timeout:
        signal.signal(signal.SIGALRM, Alarm(signal.getsignal(signal.SIGALRM)))
        signal.setitimer(signal.ITIMER_REAL, settings.timeout, AGAIN_SECONDS)
    return done


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> None:
    """Set the alarm again: pytest-timeout takes it away, and cleaning up may hang, too."""
    settings = node.stash.get(SETTINGS, None)
    if settings is not None and not node.config.getoption("usepdb"):
        node.ihook.pytest_timeout_set_timer(item=node, settings=settings)


class Alarm:
    """Ends what runs by `fail`, pytest-timeout's own handler.

    A loop forgets the callback in whose midst it is struck; where that was a task's next step,
    the task never ends and whoever cancels it waits for ever. So a loop is first asked to run a
    callback that ends it, and is struck itself when it does not get there.
    """

    def __init__(self, fail: Callable[..., Any]) -> None:
        self.fail = fail
        self.asked: asyncio.Handle | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        try:
            self.fail(number, frame)
        except pytest.fail.Exception as failed:
            over = OutOfTime(failed.msg)
            loop = asyncio._get_running_loop()
            if loop is None:
                raise
            if self.asked is not None:
                self.asked.cancel()  # or the loop would come to it while the test is cleaned up
                raise over from None
            signal.setitimer(signal.ITIMER_REAL, LOOP_SECONDS, AGAIN_SECONDS)
            self.asked = loop.call_soon_threadsafe(end_by, over)


def end_by(over: OutOfTime) -> None:
    raise over


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
