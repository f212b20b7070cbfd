"""Django's SQLite, whose writers wait in line.

One transaction at a time may write to a SQLite file. Whoever finds it taken sleeps and tries again
(`sqlite3_busy_timeout`: 1, 2, 5 ... then 100 ms), while those who come later try at once: beside
many writers one waits for a second whose own work takes milliseconds. The threads of one process
hand the file to each other instead, in the order in which they came. Other processes meet each
other as before.
"""

import os
import threading
from collections import deque

from django.db.backends.sqlite3 import base

WAIT_SECONDS = 20.0  # then SQLite itself says whether the file is taken: its own time-out follows


class FairLock:
    """A lock that goes to whoever waits longest. One that is taken again at once by the thread
    that gave it back, as threading.Lock may be, would keep the others waiting.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_taken = False
        self.waiting: deque[threading.Lock] = deque()

    def acquire(self, seconds: float) -> bool:
        """Whether it was had within `seconds`."""
        with self.lock:
            if not self.is_taken:
                self.is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()  # until whoever is before us gives it
            self.waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self.lock:
            if mine in self.waiting:
                self.waiting.remove(mine)
                return False
        return True  # it was handed to us this very moment

    def release(self) -> None:
        with self.lock:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.is_taken = False


_locks: dict[str, FairLock] = {}
os.register_at_fork(after_in_child=_locks.clear)  # whoever held one is not there


class DatabaseWrapper(base.DatabaseWrapper):
    turn: FairLock | None = None  # held from BEGIN to COMMIT or ROLLBACK

    def _start_transaction_under_autocommit(self) -> None:
        lock = _locks.setdefault(str(self.settings_dict["NAME"]), FairLock())
        self.turn = lock if lock.acquire(WAIT_SECONDS) else None
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.give_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.give_turn()  # where it failed, Django rolls back

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.give_turn()

    def give_turn(self) -> None:
        lock, self.turn = self.turn, None
        if lock:
            lock.release()
