"""The load generator's own clients: a socket and a kept connection of HTTP/1.1, by hand.

They shall cost little, for they share the machine with what is measured, and they speak to
servers of this bench alone: frames in one piece, answers with their length.
"""

import asyncio
import json
import os
import struct
from base64 import b64encode
from collections.abc import Callable

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
HEAD_END = b"\r\n\r\n"


class Failed(Exception):
    """The server answered with something else than what was asked for."""


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """As a client sends it; a mask of zeros leaves the payload as it is."""
    size = len(payload)
    if size < 126:
        return struct.pack("!BBI", 0x80 | opcode, 0x80 | size, 0) + payload
    return struct.pack("!BBHI", 0x80 | opcode, 0xFE, size, 0) + payload


def next_frame(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Opcode, payload and what follows; None while it is not whole."""
    if len(data) < 2:
        return None
    size, begin = data[1], 2
    if size == 126:
        begin = 4
        size = int.from_bytes(data[2:4])
    elif size == 127:
        begin = 10
        size = int.from_bytes(data[2:10])
    end = begin + size
    if len(data) < begin or len(data) < end:
        return None
    return data[0] & 0x0F, data[begin:end], data[end:]


class Line(asyncio.Protocol):
    """What both clients are: a connection that says when it ends."""

    transport: asyncio.Transport
    data = b""

    def __init__(self) -> None:
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if not self.gone.done():
            self.gone.set_result(None)


class Socket(Line):
    """heard: called with each frame, as an object."""

    def __init__(self, path: str, heard: Callable[[dict], None]) -> None:
        super().__init__()
        self.path, self.heard = path, heard
        self.upgraded = False

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        key = b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.path} HTTP/1.1", "Host: localhost", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        ]  # fmt: skip
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        self.data += data
        if not self.upgraded and not self.read_head():
            return
        while found := next_frame(self.data):
            opcode, payload, self.data = found
            self.take(opcode, payload)

    def read_head(self) -> bool:
        head, end, rest = self.data.partition(HEAD_END)
        if end:
            if b" 101 " not in head[:16]:
                raise Failed(head[:80].decode("latin1"))
            self.upgraded, self.data = True, rest
        return self.upgraded

    def take(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.heard(json.loads(payload))
        elif opcode == PING:
            self.transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self.transport.close()

    def say(self, text: bytes) -> None:
        self.transport.write(frame(text))

    def close(self) -> None:
        self.transport.write(frame(struct.pack("!H", 1000), CLOSE))


def whole_body(head: bytes, rest: bytes) -> bytes | None:
    """Of the one answer that is under way; None while some of it is missing."""
    _, named, size = head.partition(b"content-length:")
    if named:
        return rest if len(rest) >= int(size.split(b"\r")[0]) else None
    if not rest.endswith(b"0\r\n\r\n"):
        return None
    parts = []
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        parts.append(rest[: int(size, 16)])
        rest = rest[int(size, 16) + 2 :]
    return b"".join(parts)


def read(body: bytes) -> dict:
    """A page that says that something failed is an answer without what was asked for."""
    try:
        return json.loads(body)
    except ValueError:
        return {}


class Calls(Line):
    """One call after the other. answered: called with the status and the body of each."""

    def __init__(self, answered: Callable[[int, dict], None]) -> None:
        super().__init__()
        self.answered = answered

    def post(self, path: str, body: bytes) -> None:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        self.transport.write(head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def data_received(self, data: bytes) -> None:
        self.data += data
        head, end, rest = self.data.partition(HEAD_END)
        if not end:
            return
        body = whole_body(head.lower(), rest)
        if body is not None:
            self.data = b""
            self.answered(int(head.split(b" ", 2)[1]), read(body))
