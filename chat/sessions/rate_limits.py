"""How much one session and one address may do, counted by each server for itself.

What a whole address may send is nginx's to limit; these limits are finer and know sessions.
AICC_RATE_LIMITS=off lifts them for measurements.
"""

import math
import time
from collections import Counter

from django.conf import settings
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from aicc.platform.errors import RateLimited

BAD_FRAMES_PER_MINUTE = 20  # the wire contract's figure
CALL_BACKS_PER_MINUTE = 5  # tries of one session, wrong ones too

_windows = FixedWindowRateLimiter(MemoryStorage())
_sockets: Counter[str] = Counter()


def spend(kind: str, who: str, per_minute: int) -> None:
    """Count one deed. Raises RateLimited, with the seconds to wait, when it is one too many."""
    if not settings.AICC_RATE_LIMITS:
        return
    item = RateLimitItemPerMinute(per_minute)
    if not _windows.hit(item, kind, who):
        reset = _windows.get_window_stats(item, kind, who).reset_time
        raise RateLimited(retry_after=max(1, math.ceil(reset - time.time())))


def message(session_id: str) -> None:
    spend("message", session_id, settings.AICC_MESSAGES_PER_MINUTE)


def frame(session_id: str) -> None:
    spend("frame", session_id, settings.AICC_FRAMES_PER_MINUTE)


def bad_frame(socket_id: str) -> None:
    spend("bad", socket_id, BAD_FRAMES_PER_MINUTE - 1)


def new_session(address: str) -> None:
    spend("session", address, settings.AICC_SESSIONS_PER_MINUTE)


def call_back(session_id: str, address: str) -> None:
    spend("call-back", session_id, CALL_BACKS_PER_MINUTE)
    spend("call-back from", address, settings.AICC_SESSIONS_PER_MINUTE)


def open_socket(session_id: str, address: str) -> None:
    """Take a place for a socket; `close_socket` gives it back. Raises RateLimited."""
    if settings.AICC_RATE_LIMITS and (
        _sockets[f"session {session_id}"] >= settings.AICC_SOCKETS_PER_SESSION
        or _sockets[f"address {address}"] >= settings.AICC_SOCKETS_PER_ADDRESS
    ):
        raise RateLimited(retry_after=10)
    _sockets.update((f"session {session_id}", f"address {address}"))


def close_socket(session_id: str, address: str) -> None:
    for key in (f"session {session_id}", f"address {address}"):
        _sockets[key] -= 1
        if _sockets[key] <= 0:
            del _sockets[key]


def forget_everything() -> None:
    """Start counting anew, as a test does."""
    _windows.storage.reset()
    _sockets.clear()
