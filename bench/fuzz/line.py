"""One socket of the fuzzer: what it sent, and what it was told of it."""

import contextlib
import json
from dataclasses import dataclass, field
from typing import Any

import orjson
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from chat.protocol import incoming

ANSWER_SECONDS = 120.0  # a socket that keeps silent for longer hangs, however busy the machine
# What the server may close a socket with: it goes away, a frame too large, a refusal.
CLOSES = {1000, 1001, 1009, 1012, 4400, 4401, 4403, 4429}


class Fault(AssertionError):
    """Something that nobody at a socket may cause."""


@dataclass
class Line:
    """A socket that is opened again when it was closed.

    owed: messages by their id that nobody has acknowledged or refused yet.
    kept: what was acknowledged, by the desk's handover and its id (without one, its number): the
        number in the transcript and the text.
    seen: of a desk, the handovers that it was told of.
    """

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    subprotocols: list[str] | None = None
    socket: ClientConnection | None = None
    owed: dict[str, Any] = field(default_factory=dict)
    kept: dict[tuple[int | None, str | int], tuple[int, str]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    pings: int = 0
    sent: int = 0

    def opened(self) -> ClientConnection:
        if self.socket is None:
            self.socket = connect(
                self.url,
                additional_headers=self.headers,
                subprotocols=self.subprotocols,
                compression=None,
                open_timeout=ANSWER_SECONDS,
                ping_interval=None,
                max_size=None,
                # Read while others have their turn: the server drops a desk that reads nothing.
                max_queue=None,
                legacy=True,  # closed by the fuzzer, at a moment of its own
            )
        return self.socket

    def send(self, frame: Any) -> None:
        """A dict as JSON, else as it is; what a closed socket loses is owed still."""
        told = json.dumps(frame, ensure_ascii=False) if isinstance(frame, dict) else frame
        if isinstance(told, str):  # half a surrogate is no text, and cannot be sent
            told = told.encode("utf-8", "replace").decode()
        self.sent += 1
        if is_message(frame, told):
            self.owed[frame["client_message_id"]] = frame
        try:
            self.opened().send(told)
        except ConnectionClosed:
            self.closed()

    def settle(self) -> None:
        """Until the server has answered a ping and every message that it is owed."""
        for _ in range(20):
            self.pings += 1
            stamp = f"fuzz-{self.pings}"
            if self.socket is None:  # what it took along is sent again: it is there once
                for frame in list(self.owed.values()):
                    self.send(frame)
            self.send({"type": "ping", "timestamp": stamp})
            if self.heard(stamp):
                return
        raise Fault("a socket was closed again and again")

    def heard(self, stamp: str) -> bool:
        """Whether all came; False where the socket was closed before."""
        ponged = False
        while not ponged or self.owed:
            try:
                frame = json.loads(self.opened().recv(ANSWER_SECONDS))
            except ConnectionClosed:
                self.closed()
                return False
            except TimeoutError:
                raise Fault(
                    f"no answer: pong {ponged}, owed {list(self.owed.values())[:3]}"
                ) from None
            ponged = ponged or (frame["type"] == "pong" and frame["timestamp"] == stamp)
            self.note(frame)
        return True

    def note(self, frame: dict[str, Any]) -> None:
        key = frame.get("client_message_id")
        match frame["type"]:
            case "error" if frame["code"] == "internal":
                raise Fault(f"internal error: {frame}")
            case "error":
                self.owed.pop(key, None)
            case "ack":
                self.owed.pop(key, None)
                if "seq" not in frame:  # a note for colleagues
                    return
                # An id is one conversation's; what has none is a new message each time.
                place = (frame.get("handover"), frame["seq"] if key is None else key)
                first = self.kept.setdefault(place, (frame["seq"], frame["text"]))
                if first != (frame["seq"], frame["text"]):
                    raise Fault(f"acknowledged twice, otherwise: {first}, {frame}")
            case "queue":
                for cards in (frame.get("waiting", ()), frame.get("mine", ())):
                    self.seen |= {card["handover"] for card in cards}

    def closed(self) -> None:
        """By the server, with a code that it may use."""
        line, self.socket = self.socket, None
        code = line.close_code if line else None
        if code not in CLOSES:
            raise Fault(f"closed with {code}")

    def cut(self) -> None:
        """As a train in a tunnel does it."""
        if self.socket is not None:
            with contextlib.suppress(OSError, WebSocketException):
                self.socket.socket.close()
        self.socket = None


def is_message(frame: Any, told: Any) -> bool:
    """Whether the server owes this frame an acknowledgement or a refusal by its id."""
    if not isinstance(frame, dict) or frame.get("type") not in ("message", "say", "note"):
        return False
    try:
        orjson.loads(told)
    except orjson.JSONDecodeError:  # NaN, or a number without end: read by nobody
        return False
    key = frame.get("client_message_id")
    return isinstance(key, str) and bool(incoming.CLIENT_ID.fullmatch(key))
