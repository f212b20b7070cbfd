"""When a connection counts as dead whose other end has fallen silent, as the kernel counts it."""

import os
import socket

IDLE_SECONDS = 10  # without a word, until the kernel asks after the other end
BETWEEN_SECONDS = 3  # two such questions
QUESTIONS = 3  # without an answer
UNANSWERED_SECONDS = 15  # the longest that what was sent may stay without the kernel's receipt

# Not every system has all of them.
_SECONDS = {
    "TCP_KEEPIDLE": IDLE_SECONDS,
    "TCP_KEEPINTVL": BETWEEN_SECONDS,
    "TCP_KEEPCNT": QUESTIONS,
    "TCP_USER_TIMEOUT": UNANSWERED_SECONDS * 1000,
}
OPTIONS: dict[int, int | bytes] = {
    getattr(socket, name): value for name, value in _SECONDS.items() if hasattr(socket, name)
}


def notice_silence(descriptor: int) -> None:
    """Give the socket behind this descriptor these limits; a Unix socket has none."""
    with socket.socket(fileno=os.dup(descriptor)) as there:
        if there.family == socket.AF_UNIX:
            return
        there.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in OPTIONS.items():
            there.setsockopt(socket.IPPROTO_TCP, option, value)
