"""Waiting for what another thread or process does: each wait has an end and says for what.

Imports neither Django nor the project: benches and private servers use it too.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

# What takes a second here takes ten on a machine that has ten things to do.
SECONDS = 60.0
POLL_SECONDS = 0.02

T = TypeVar("T")


class TooLong(AssertionError):
    """What was waited for did not come in time."""


def wait_until(what: str, holds: Callable[[], T], seconds: float = SECONDS) -> T:
    """The first true value of `holds()`. Raises TooLong with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (value := holds()):
        if time.monotonic() > deadline:
            raise TooLong(f"{what}: did not come in {seconds:.0f} s")
        time.sleep(POLL_SECONDS)
    return value


async def until(what: str, holds: Callable[[], T], seconds: float = SECONDS) -> T:
    """The same while everything else on the loop goes on. `holds` must not block it."""
    deadline = time.monotonic() + seconds
    while not (value := holds()):
        if time.monotonic() > deadline:
            raise TooLong(f"{what}: did not come in {seconds:.0f} s")
        await asyncio.sleep(POLL_SECONDS)
    return value


def run_threads(*works: Callable[[], object], seconds: float = SECONDS) -> None:
    """Run each in a thread of its own, all at once. Raises TooLong when one does not end."""
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    join(threads, seconds)


def join(threads: Iterable[threading.Thread], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            raise TooLong(f"{thread.name}: did not end in {seconds:.0f} s")
