"""Passwords are hashed in a small pool of their own, so that no number of logins costs a server
its memory, its database threads or its customers' time.

Every road to a password's hash leads through the hasher: logins, changes of a password, new
logins in the back office, commands.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from aicc.platform import metrics
from aicc.platform.errors import Unavailable

R = TypeVar("R")

KIB_PER_MIB = 1024
BUSY_SECONDS = 2  # after which a password that found the pool full may come again
NICENESS = 10  # of the pool's threads: where processors are short, customers come first
SHARE_OF_MEMORY = 0.25  # of the container's, that hashing may take at most
# What a container may use, by its control group; version 2, then 1.
MEMORY_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


class PasswordsBusy(Unavailable):
    """As many passwords wait to be hashed as may."""


# Whoever showed that they signed in here before: strangers cannot fill their part of the line.
_reserved: ContextVar[bool] = ContextVar("reserved place among the passwords", default=False)


@contextmanager
def reserved_place() -> Iterator[None]:
    """Passwords that are hashed inside find as many places again as strangers have."""
    token = _reserved.set(True)
    try:
        yield
    finally:
        _reserved.reset(token)


class Pool:
    """`threads` hashes at once, `waiting` more in line, and as many again for reserved places."""

    def __init__(self, threads: int, waiting: int) -> None:
        self.executor = ThreadPoolExecutor(
            threads, thread_name_prefix="password", initializer=yield_to_customers
        )
        self.threads, self.waiting = threads, waiting
        self.inside = 0
        self.lock = threading.Lock()

    def places(self) -> int:
        line = self.waiting * (2 if _reserved.get() else 1)
        return self.threads + line

    def run(self, work: Callable[..., R], *arguments: Any) -> R:
        """`work` on a thread of the pool; the caller waits. Raises PasswordsBusy."""
        with self.lock:
            if self.inside >= self.places():
                metrics.SIGN_INS.labels("busy").inc()
                raise PasswordsBusy(retry_after=BUSY_SECONDS)
            self.inside += 1
        try:
            with metrics.PASSWORD_SECONDS.time():
                return self.executor.submit(work, *arguments).result()
        finally:
            with self.lock:
                self.inside -= 1


def yield_to_customers() -> None:
    """Linux knows a niceness of each thread; elsewhere the pool's size alone has to do."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


@cache
def pool() -> Pool:
    return Pool(settings.AICC_PASSWORD_THREADS, settings.AICC_PASSWORDS_WAITING)


class PooledArgon2Hasher(Argon2PasswordHasher):
    """Argon2id on the pool, with a memory cost that its number of threads is bounded by.

    At least OWASP's figures (19 MiB, two passes, one lane) and by default more. Hashes that
    were made with other figures still verify, and are made anew when their owner signs in.
    """

    time_cost = 2
    parallelism = 1  # a hash takes one thread; the pool says how many there are

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        """In KiB."""
        return int(settings.AICC_PASSWORD_MEMORY_MIB * KIB_PER_MIB)

    def encode(self, password: str, salt: str) -> str:
        return pool().run(super().encode, password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        return pool().run(super().verify, password, encoded)


# --- Whether it fits ----------------------------------------------------------------


def needed_mib() -> int:
    """What the pool takes of memory when all its threads hash."""
    return int(settings.AICC_PASSWORD_MEMORY_MIB * settings.AICC_PASSWORD_THREADS)


def container_mib(files: tuple[str, ...] = MEMORY_LIMITS) -> int:
    """What this server may use of memory: its container's limit, else the machine's."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = [machine]
    for name in files:
        with suppress(OSError, ValueError):  # "max" is no number, and means none
            found.append(int(Path(name).read_text()))
    return min(found) // (KIB_PER_MIB * KIB_PER_MIB)


def fits() -> bool:
    return needed_mib() <= container_mib() * SHARE_OF_MEMORY
