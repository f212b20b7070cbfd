"""The members of a database's group, one of which this process writes to.

Which one that is, is asked of themselves: at each connection, and again after an error that says
that it may not write or is gone. The one in use is kept while it may write: an office that
connects for each of its pages would else go back by itself to a former primary that has returned.
The first that was named is preferred, and gone back to once it may write again, where the group
itself sees to it that no two of them go apart.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from aicc.platform import metrics
from aicc.platform.connections.database_failures import LOST, SAID_SECONDS, error_number
from aicc.platform.connections.database_role import ALONE, WRITES, Role

log = logging.getLogger(__name__)

Place = tuple[str, int]  # host and port

REST_SECONDS = 10.0  # in which one that failed is asked after the others
LOOK_SECONDS = 5.0  # between two looks whether one named before ours may write again
# Error numbers by which a member says that it may not write, or no longer.
MAY_NOT_WRITE = {1047, 1290, 1836, 3100, 3101}
GONE = LOST - {2006}  # 2006: it was idle and closed, and can be had anew


class Members:
    """What this process knows of them. From any thread."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = tuple(places)
        self.lock = threading.Lock()
        self.rest_until = dict.fromkeys(self.places, -math.inf)  # by time.monotonic
        self.current: Place | None = None
        self.generation = 0  # goes up whenever connections made before are to be left
        self.looking: threading.Thread | None = None
        self.said_at = -math.inf

    def in_order(self) -> list[Place]:
        """As they are to be asked: ours, the others as named, those that failed a moment ago."""
        now = time.monotonic()
        return sorted(
            self.places, key=lambda place: (self.rest_until[place] > now, place != self.current)
        )

    def failed(self, place: Place) -> None:
        """It did not answer, or broke off: the others are asked before it for a while."""
        with self.lock:
            self.rest_until[place] = time.monotonic() + REST_SECONDS
            self.generation += place == self.current

    def doubt(self) -> None:
        """Whether ours may write is to be asked anew, by every thread."""
        with self.lock:
            self.generation += 1

    def note(self, place: Place | None, error: Exception) -> None:
        """What an error on a connection to `place` says of it, if anything."""
        number = error_number(error)
        if place is None:
            return
        if number in GONE:
            self.failed(place)
        elif number in MAY_NOT_WRITE:
            self.doubt()

    def found(self, place: Place) -> int:
        """It may write, so it is ours now; the generation of connections to it."""
        with self.lock:
            self.rest_until[place] = -math.inf
            if place != self.current:
                if self.current is not None:
                    self.generation += 1
                    metrics.DATABASE_MOVES.inc()
                    log.warning("the database is written at %s:%d from now on", *place)
                self.current = place
                metrics.DATABASE_FIRST.set(place == self.places[0])
            return self.generation

    def none_found(self, states: str) -> None:
        """None of them may write, as they say themselves."""
        now = time.monotonic()
        if now - self.said_at > SAID_SECONDS:
            self.said_at = now
            log.error("no member of the database may write: %s", states)

    def go_back_later(self, place: Place, ask: Callable[[Place], Role]) -> None:
        """Look after those named before `place`, in a thread, until one of them may write."""
        if place == self.places[0]:
            return
        with self.lock:
            if self.looking is not None and self.looking.is_alive():
                return
            self.looking = threading.Thread(
                target=self.look, args=(ask,), name="db-members", daemon=True
            )
        self.looking.start()

    def look(self, ask: Callable[[Place], Role]) -> None:
        while (current := self.current) is not None and current != self.places[0]:
            time.sleep(LOOK_SECONDS)
            for place in self.places[: self.places.index(current)]:
                try:
                    role = ask(place)
                except Exception as error:  # noqa: BLE001  (whatever it is, it is not back)
                    log.debug("%s:%d is not back: %s", *place, error)
                    continue
                # One by itself may have been a primary before, and not know that it is none now.
                if role.state == WRITES and role.kind != ALONE:
                    self.found(place)
                    break


_known: dict[tuple[Place, ...], Members] = {}


def of(places: Iterable[Any]) -> Members:
    """What this process knows of these; of the same ones the same."""
    key = tuple((str(host), int(port)) for host, port in places)
    return _known.setdefault(key, Members(key))


def follow(connection: Any) -> None:
    """Leave a connection to a member that is no longer ours, where there are several."""
    leave = getattr(connection, "leave_former_member", None)
    if leave is not None:
        leave()


def doubt(connection: Any) -> bool:
    """Leave a connection to a member that may not write, as every thread does; whether there are
    others to go to.
    """
    here = getattr(connection, "members", None)
    if here is None:
        return False
    here.doubt()
    follow(connection)
    return True
