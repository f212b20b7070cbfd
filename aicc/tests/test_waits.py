"""A wait ends, and says what did not come."""

import threading

import pytest

from aicc.testing import waits


def test_what_comes_is_handed_over():
    coming = iter([None, [], "a frame"])

    assert waits.wait_until("a frame", lambda: next(coming)) == "a frame"


def test_what_does_not_come_is_named():
    with pytest.raises(waits.TooLong, match=r"^a frame: did not come in 0 s$"):
        waits.wait_until("a frame", lambda: None, seconds=0)


async def test_what_does_not_come_beside_other_tasks_is_named():
    with pytest.raises(waits.TooLong, match=r"^a frame: did not come in 0 s$"):
        await waits.until("a frame", lambda: None, seconds=0)


def test_a_thread_that_does_not_end_is_not_waited_for():
    may_end = threading.Event()

    with pytest.raises(waits.TooLong, match=r"did not end in 0 s$"):
        waits.run_threads(may_end.wait, seconds=0)

    may_end.set()
