"""A client of bare sockets that asks for everything and reads nothing."""

import json
import re
import socket as sockets
import struct

from aicc.testing import servers, waits


def flood(server: servers.AiccServer, name: str, frames: int) -> None:
    """Ask for session `name`'s transcript so often, and read nothing, until one is dropped.

    Raises ConnectionError where the server closes before it said which epoch it is in.
    """
    door = sockets.socket()
    door.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    door.settimeout(30)
    door.connect(("127.0.0.1", server.port))
    head = f"GET /api/v1/chat/ws/{name} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
    head += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    # A current client is sent its own long questions too.
    head += "Sec-WebSocket-Protocol: aicc.v1\r\n"
    door.sendall(f"{head}Sec-WebSocket-Key: {'A' * 22}==\r\n\r\n".encode())
    heard = b""
    while not (epoch := re.search(rb'"epoch": ?"(\w+)"', heard)):
        heard += (part := door.recv(4096))
        if not part:
            raise ConnectionError("closed before it told its epoch")
    question = {"type": "message", "user_message": "가" * 2000}
    try:
        for number in range(8):
            words = json.dumps(question | {"client_message_id": f"m{number}"}, ensure_ascii=False)
            door.sendall(framed(words.encode()))
        stored = f"SELECT head_seq FROM chat_conversation WHERE session_id = '{name}'"
        waits.wait_until("its questions", lambda: int(server.ask(stored)[0]) >= 8)
        again = framed(b'{"type": "resume", "last_seq": 0, "epoch": "%s"}' % epoch[1])
        for _ in range(frames):
            door.sendall(again)
        waits.wait_until(
            "the end of who reads nothing", lambda: "does not read was dropped" in server.log()
        )
    except OSError:
        pass  # dropped, as it should be
    door.close()


def framed(payload: bytes) -> bytes:
    """A text frame whose mask of zeros leaves the payload as it is."""
    size = len(payload)
    length = struct.pack("!B", 0x80 | size) if size < 126 else struct.pack("!BH", 0xFE, size)
    return b"\x81" + length + bytes(4) + payload
