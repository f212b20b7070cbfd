"""What the database's failures say: of its storage, and of a silence in which nobody waits."""

import logging
import math
import time
from typing import Any

from aicc.platform.errors import Unavailable

log = logging.getLogger(__name__)

# Why nothing can be stored: by codes of MySQL and MariaDB, and by words of theirs and SQLite's.
STORAGE_CODES = {
    **dict.fromkeys((1021, 1114), "full"),  # the disk, or a table's file
    **dict.fromkeys((1036, 1290, 1792, 1836), "read_only"),  # a table, the server, a replica
}
STORAGE_WORDS = {
    **dict.fromkeys(("disk is full", "No space left", "error 28"), "full"),
    **dict.fromkeys(("readonly database", "error 30", "Errcode: 30"), "read_only"),
    **dict.fromkeys(("disk I/O error", "error 122", "Errcode: 122"), "failing"),  # 122: a quota
}
STORAGE_SECONDS = 30.0  # so long after a failure we hold it for as bad as it was
SAID_SECONDS = 10.0  # between two lines that say the same

# By which the client libraries say that a connection did not come about, or is no more.
LOST = {2002, 2003, 2006, 2013, 2055}
SLOW_SECONDS = 1.0  # a connection that is lost sooner was refused or closed, and is no silence
REST_SECONDS = 1.0  # of a silence in which nobody asks


class Trouble:
    """Why the database failed us lately, for the log and for whoever asks after our health."""

    def __init__(self) -> None:
        self.storage, self.storage_at = "writable", float("-inf")  # by time.monotonic
        self.said: dict[str, float] = {}

    def note(self, error: Exception) -> None:
        """Of the error only the database's own words, which hold no row's."""
        now, words = time.monotonic(), " ".join(str(each) for each in error.args)
        if found := storage_of(error.args[0] if error.args else None, words):
            self.storage, self.storage_at = found, now
        self.say(f"the database failed: {words}")

    def say(self, words: str) -> None:
        """An error's line, and not again for SAID_SECONDS while nothing else is said."""
        now = time.monotonic()
        if now - self.said.get(words, float("-inf")) > SAID_SECONDS:
            self.said = {words: now}
            log.error("%s", words)

    def storage_lately(self) -> str:
        """writable, full, read_only or failing, as the last writes found it."""
        is_recent = time.monotonic() - self.storage_at < STORAGE_SECONDS
        return self.storage if is_recent else "writable"


def storage_of(code: Any, words: str) -> str:
    """What a failure says of the storage; blank where it says nothing of it."""
    told = (state for word, state in STORAGE_WORDS.items() if word in words)
    return STORAGE_CODES.get(code) or next(told, "")


def error_number(error: BaseException) -> int:
    """MySQL's and MariaDB's number of what went wrong; 0: it has none."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, int) else 0


class Silence:
    """Whether the database keeps still: it neither answers nor refuses.

    Each who asks then holds a thread for as long as the time-outs allow. So while it lasts one
    attempt is made where there would be four, and for a second after each that failed whoever
    comes is refused at once: the line of those who wait is short again and again.
    """

    def __init__(self) -> None:
        self.lasts, self.rest_until = False, -math.inf  # by time.monotonic

    def refuse(self) -> None:
        """Raises Unavailable while nobody is to ask."""
        if self.lasts and time.monotonic() < self.rest_until:
            raise Unavailable(retry_after=5)

    def begin(self) -> None:
        self.lasts, self.rest_until = True, time.monotonic() + REST_SECONDS

    def end(self) -> None:
        """It answered."""
        self.lasts = False


def is_silence(error: Exception, seconds: float) -> bool:
    """Whether an attempt that failed after so long met silence, and not a refusal."""
    return bool(error.args) and error.args[0] in LOST and seconds > SLOW_SECONDS


trouble = Trouble()
silence = Silence()
