"""Lists that a page asks for again and again while somebody watches them.

For the audit log that is one look that goes on: an entry when it begins, and another every few
minutes, not one every few seconds. Each server counts for itself.
"""

import time

from aicc.platform.request_ids import login_name

SECONDS = 300  # of a look, until it is told anew
WATCHED = {"live", "in_hand"}
MOST = 5000  # looks that are remembered; with more, all are told anew

_told: dict[tuple[str, str], float] = {}


def is_told(session_key: str | None, name: str) -> bool:
    """Whether this login's look at this list is on record and goes on."""
    since = _told.get((login_name(session_key), name))
    return since is not None and time.monotonic() - since < SECONDS


def tell(session_key: str | None, name: str) -> None:
    """It is on record from now on."""
    if name not in WATCHED:
        return
    if len(_told) >= MOST:
        _told.clear()
    _told[login_name(session_key), name] = time.monotonic()


def forget() -> None:
    """As a new process, for tests."""
    _told.clear()
