"""Who works on the database beyond a test's end is waited for before the next test begins.

pytest-django closes the database to tests by taking `ensure_connection` away, which the end of
a transaction calls as well: a thread of the pool that was in one just then kept a connection
without autocommit, and what the next test wrote on it was no transaction.
"""

import threading
from concurrent.futures import wait

from pytest_django.plugin import DjangoDbBlocker

from aicc.platform import db

SECONDS = 30.0  # an end for work that hangs

close_to_tests = DjangoDbBlocker.restore


def close_when_idle(self: DjangoDbBlocker) -> None:
    wait_for_pool()
    close_to_tests(self)


DjangoDbBlocker.restore = close_when_idle


def wait_for_pool() -> None:
    """Until each of the pool's threads has ended what it began before."""
    if not db.pool.cache_info().currsize:
        return
    executor = db.pool()
    everybody = threading.Barrier(executor._max_workers)
    wait([executor.submit(everybody.wait, SECONDS) for _ in range(everybody.parties)])
