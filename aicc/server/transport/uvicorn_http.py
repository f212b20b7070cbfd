"""HTTP on uvicorn as we run it.

uvicorn 0.54 takes a head of any size, a body of any size, and connections that never say
anything; it has the application wait while a body drips in, and takes the trailers of a chunked
body for headers. Each of these is mended here; what we lean on is guarded by test_transport.py.
"""

import time
from email.utils import formatdate
from functools import lru_cache
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from aicc.server import forwarded_headers
from aicc.server.transport import limits
from aicc.server.transport.access_log import log_access
from aicc.server.transport.going_down import GoingDown
from aicc.server.transport.inbox import Event
from aicc.server.transport.slow_reader import SlowReader
from aicc.server.transport.uvicorn_socket import Socket

GOING_DOWN = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CLOSE = (b"connection", b"close")


class Http(SlowReader, HttpToolsProtocol):
    """One connection of HTTP/1.1, which may become a socket."""

    head_bytes = head_lines = 0  # of the request that is being read
    in_head = True

    def __init__(self, keeper: GoingDown, config: Any, state: Any) -> None:
        super().__init__(config, state, {}, keeper.loop)
        self.keeper = keeper
        self.heard = time.monotonic()

    def data_received(self, data: bytes) -> None:
        self.heard = time.monotonic()
        self._unset_keepalive_if_required()
        self.head_bytes += len(data) if self.in_head else 0
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self.become_socket(data[upgrade.args[0] :])
            return
        except httptools.HttpParserError:
            self.send_400_response("This is no HTTP request.")
            return
        if self.in_head and self.head_bytes > limits.HEAD_BYTES:
            self.send_400_response("The head of this request is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.head_lines = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.in_head:
            return  # a trailer is no header
        self.head_lines += 1
        if self.head_lines > limits.HEAD_LINES:
            raise ValueError("too many headers")  # httptools ends the request by it
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > limits.HEAD_BYTES:
            raise ValueError("too large a head")
        self.in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.in_head, self.head_bytes = True, 0
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        exchange = Exchange(self.keeper, cycle)
        super()._start_asgi_task(cycle, exchange.answer)

    def become_socket(self, said: bytes) -> None:
        """said: what came behind the handshake's head, its first frames."""
        if not self._should_upgrade() or (self.cycle and not self.cycle.response_complete):
            return
        if self.keeper.draining:
            self.transport.write(GOING_DOWN)
            self.transport.close()
            return
        self.connections.discard(self)
        self.forget_unread()
        socket = Socket(self.keeper.service, self.config, self.server_state)
        socket.connection_made(self.transport)
        self.transport.set_protocol(socket)
        socket.data_received(self.head())
        if said:
            socket.data_received(said)

    def head(self) -> bytes:
        """Of the handshake, as it was read."""
        lines = [b"%s: %s\r\n" % header for header in self.headers]
        first = b"%s %s HTTP/1.1\r\n" % (self.scope["method"].encode(), self.url)
        return b"".join([first, *lines, b"\r\n"])

    def look(self) -> None:
        """End a connection that was silent for too long where it is the client's turn to speak."""
        answering = self.cycle and not self.cycle.response_complete and not self.cycle.more_body
        if not answering and time.monotonic() - self.heard > limits.IDLE_SECONDS:
            self.transport.close()


class Exchange:
    """One request and its answer: read whole before the application hears of it, dated, logged."""

    def __init__(self, keeper: GoingDown, cycle: RequestResponseCycle) -> None:
        self.keeper, self.cycle = keeper, cycle
        self.began = time.monotonic()
        self.body: bytes | None = None
        self.status = self.size = 0

    async def answer(self, scope: Any, hear: Any, out: Any) -> None:
        self.scope, self.hear, self.out = scope, hear, out
        forwarded_headers.apply_forwarded_headers(scope, self.keeper.service.trusted)
        if not await self.read():
            return
        await self.keeper.service.application(scope, self.receive, self.send)

    async def read(self) -> bool:
        """Read the body. False: the client has gone, or was refused."""
        declared = dict(self.scope["headers"]).get(b"content-length")
        size = int(declared or 0)
        parts = []
        while size <= limits.BODY_BYTES:
            event = await self.hear()
            if event["type"] == "http.disconnect":
                return False
            parts.append(event["body"])
            size = max(size, sum(map(len, parts)))
            if not event["more_body"] and size <= limits.BODY_BYTES:
                self.body = b"".join(parts)
                self.name_length(declared)
                return True
        await self.refuse()
        return False

    def name_length(self, declared: bytes | None) -> None:
        """Of a body that came in chunks: Django reads none without its length."""
        if declared is None and self.body:
            self.scope["headers"].append((b"content-length", b"%d" % len(self.body)))

    async def refuse(self) -> None:
        headers = [(b"content-length", b"0"), CLOSE]
        await self.send({"type": "http.response.start", "status": 413, "headers": headers})
        await self.send({"type": "http.response.body"})

    async def receive(self) -> Event:
        if self.body is None:
            event: Event = await self.hear()
            return event
        body, self.body = self.body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            self.status = event["status"]
            headers = [*event.get("headers", ()), (b"date", date(int(time.time())))]
            if self.keeper.draining:
                headers.append(CLOSE)
            event = event | {"headers": headers}
        else:
            self.size += len(event.get("body", b""))
        before = self.cycle.response_complete
        await self.out(event)
        if self.cycle.response_complete and not before:
            self.log()

    def log(self) -> None:
        scope, seconds = self.scope, time.monotonic() - self.began
        path = scope.get("raw_path", b"").decode("ascii", "replace")
        size = 0 if scope["method"] == "HEAD" else self.size
        log_access(scope["method"], path, self.status, seconds, scope["request_id"], size=size)


@lru_cache(maxsize=1)
def date(second: int) -> bytes:
    """Days and order on a page go by it: a device's own clock may be wrong."""
    return formatdate(second, usegmt=True).encode()
