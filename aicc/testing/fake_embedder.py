"""A worker without a model: `python -m aicc.testing.fake_embedder LOG`.

It speaks as aicc.platform.inference.embedding_worker does. A text decides what becomes of it:
`die` ends the
process, `hang` is never answered, `bad` gets what is no vector, `gate PATH` waits until that
file is there; every text is written to LOG.
"""

import os
import signal
import socket
import struct
import sys
import time
from pathlib import Path

WIDTH = 384


def read(parent, size):
    content = b""
    while len(content) < size:
        part = parent.recv(size - len(content))
        if not part:
            sys.exit(0)
        content += part
    return content


def answer(text):
    word, _, rest = text.partition(" ")
    if word == "die":
        os._exit(3)
    if word == "hang":
        signal.pause()
    while word == "gate" and not Path(rest).exists():
        time.sleep(0.01)
    first = 7.0 if word == "bad" else 1.0
    return struct.pack(f"{WIDTH}f", first, *[0.0] * (WIDTH - 1))


def main():
    log = Path(sys.argv[1])
    with socket.socket(fileno=os.dup(0)) as parent:
        parent.sendall(struct.pack("!I", 5) + b"ready")
        while True:
            (size,) = struct.unpack("!I", read(parent, 4))
            content = read(parent, size)
            with log.open("ab") as file:
                file.write(content + b"\n")
            vector = answer(content[1:].decode())
            parent.sendall(struct.pack("!I", len(vector)) + vector)


if __name__ == "__main__":
    main()
