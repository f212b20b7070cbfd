"""A WebSocket on uvicorn as we run it.

uvicorn 0.54 loses the frames that come with a handshake, answers a fault or a close without
waiting for the client, ends a socket whose application failed without a close frame, takes a
client whose pongs we do not read for gone, and raises in whoever says something to a client that
has left. Each of these is mended here; what we lean on is guarded by test_transport.py.
"""

import logging
import time
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

from aicc.server import forwarded_headers
from aicc.server.transport import limits
from aicc.server.transport.access_log import log_access
from aicc.server.transport.going_down import Service
from aicc.server.transport.inbox import Event, Inbox
from aicc.server.transport.silence import Silence
from aicc.server.transport.slow_reader import SlowReader

SLICE_BYTES = 4096  # of what was read, between two looks at whether the inbox is full

log = logging.getLogger(__name__)


class Socket(SlowReader, Silence, WebSocketsSansIOProtocol):
    """One WebSocket: bounded in both directions, pinged when it is silent."""

    reading = True
    accepted = False
    unparsed = b""  # said before we accepted it, or while the inbox is full
    scope: Any = None  # until the handshake was read
    status = 403  # for the access log

    def __init__(self, service: Service, config: Any, state: Any) -> None:
        super().__init__(config, state, app_state={})
        self.service = service
        self.queue = Inbox(self)  # type: ignore[assignment]
        self.close_timeout = limits.CLOSE_SECONDS
        self.hear()
        self.began = self.heard

    # What comes in

    def data_received(self, data: bytes) -> None:
        self.hear()
        if self.close_sent:
            self.conn.receive_data(data)  # the client's answer to our close, if it is one
            self.handle_events()
        elif (self.handshake_initiated and not self.accepted) or not self.reading:
            self.keep(data)
        else:
            self.take(data)

    def keep(self, data: bytes) -> None:
        self.unparsed += data
        if len(self.unparsed) > limits.INBOX_BYTES:
            self.drop()

    def take(self, data: bytes) -> None:
        """Take frames out of what was read until the inbox is full; the rest waits as it is."""
        done = 0
        while done < len(data) and self.reading and not self.close_sent:
            self.conn.receive_data(data[done : done + SLICE_BYTES])
            done += SLICE_BYTES
            self.handle_what_was_read()
        self.unparsed = data[done:]

    def handle_what_was_read(self) -> None:
        if not self.handshake_initiated and self.conn.handshake_exc is not None:
            self.refuse(self.conn.reject(400, "This is no WebSocket handshake."))
            return
        self.handle_events()
        if self.conn.parser_exc is not None and not self.close_sent:
            self.flush_fault()

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.response.status_code != 101:
            self.status = self.response.status_code

    def send_receive_event_to_app(self) -> None:
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "bytes":
            self.queue.put_nowait({"type": "websocket.receive", "bytes": data})
            return
        try:
            self.queue.put_nowait({"type": "websocket.receive", "text": data.decode()})
        except UnicodeDecodeError:
            self.conn.fail(1007)
            self.flush_fault()

    def handle_ping(self) -> None:
        self.flush()

    def handle_pong(self, event: Frame) -> None:
        """It was heard, which is all that counts."""

    def handle_close(self, event: Frame) -> None:
        """The client's own close, answered; or its answer to ours."""
        if not self.close_sent:
            self.flush()
        self.close_sent = True
        self.transport.close()

    def stop_reading(self) -> None:
        self.reading = False
        self.transport.pause_reading()

    def go_on_reading(self) -> None:
        if not self.reading and not self.disconnected:
            self.reading = True
            self.hear()
            self.loop.call_soon(self.read_on)

    def read_on(self) -> None:
        if not self.disconnected and self.reading:
            self.take(self.unparsed)
        if not self.disconnected and self.reading:
            self.transport.resume_reading()

    # What goes out

    def flush(self) -> None:
        """Write what is to be sent; not more than is kept for one client."""
        output = b"".join(self.conn.data_to_send())
        if self.transport.get_write_buffer_size() > limits.UNSENT_BYTES:
            self.drop()
        elif not self.transport.is_closing():
            self.transport.write(output)

    async def send(self, message: Any) -> None:
        """Whoever says something to a client that has left is not disturbed."""
        if not self.writable.is_set():
            await self.writable.wait()
        if self.disconnected or self.close_sent:
            return
        kind = message["type"]
        if kind == "websocket.accept":
            self.accept(message)
        elif kind == "websocket.close":
            if self.accepted:
                self.begin_close(message.get("code") or 1000, message.get("reason"))
            else:
                self.refuse(self.conn.reject(403, ""))
        elif self.conn.state is State.OPEN:
            self.say(message)

    def say(self, message: Event) -> None:
        if message.get("text") is not None:
            self.conn.send_text(message["text"].encode())
        else:
            self.conn.send_binary(message.get("bytes") or b"")
        self.flush()

    def accept(self, message: Event) -> None:
        for name, value in message.get("headers", ()):
            self.response.headers[name.decode("latin-1")] = value.decode("latin-1")
        if message.get("subprotocol"):
            self.response.headers["Sec-WebSocket-Protocol"] = message["subprotocol"]
        self.conn.send_response(self.response)
        self.flush()
        self.accepted = self.handshake_complete = True
        self.status = 101
        self.hear()
        self.take(self.unparsed)

    def refuse(self, response: Any) -> None:
        """Instead of a handshake."""
        self.status = response.status_code
        self.conn.send_response(response)
        self.flush()
        self.close_sent = self.handshake_complete = True
        self.transport.close()

    def begin_close(self, code: int, reason: str | None = "") -> None:
        """Send a close frame, then wait CLOSE_SECONDS for the client's."""
        if self.close_sent or self.conn.state is not State.OPEN:
            return
        self.conn.send_close(code, limits.short_reason(reason))
        self.flush()
        self.await_close()

    def flush_fault(self) -> None:
        """Send the close frame of a client's fault, and nothing after it."""
        self.flush()
        if self.transport.can_write_eof() and not self.transport.is_closing():
            self.transport.write_eof()
        self.await_close()

    def await_close(self) -> None:
        # A connection that is closed over bytes which nobody read is reset, and the close frame
        # is lost with it: we read on until the client has ended its half.
        self.close_sent = True
        self.unparsed = b""
        if not self.reading:
            self.reading = True
            self.transport.resume_reading()
        if self.close_timer is None:
            self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    # How it goes on and ends

    async def run_asgi(self) -> None:
        forwarded_headers.apply_forwarded_headers(self.scope, self.service.trusted)
        try:
            await self.service.application(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except Exception:
            log.exception("Exception inside application")
            self.leave(1011)
        else:
            self.leave(1000)

    def leave(self, code: int) -> None:
        """The application has ended; the client, if it is still there, is told."""
        if self.accepted:
            self.begin_close(code)
        elif not self.close_sent and not self.disconnected:
            self.refuse(self.conn.reject(500, ""))

    async def receive(self) -> Any:
        return await self.queue.get()

    def look(self) -> None:
        if self.close_sent:
            return
        if not self.accepted:
            if time.monotonic() - self.began > limits.HANDSHAKE_SECONDS:
                self.refuse(self.conn.reject(503, "The handshake took too long."))
        elif self.reading:
            super().look()

    def ask(self) -> None:
        self.conn.send_ping(b"")
        self.flush()

    def give_up(self) -> None:
        self.transport.abort()

    def shutdown(self) -> None:
        if self.accepted:
            self.begin_close(limits.RESTART, "restart")
        elif not self.close_sent:
            self.refuse(self.conn.reject(503, "This server is going down."))

    def connection_lost(self, error: Exception | None) -> None:
        # Before uvicorn's own, which takes a broken line for a close without a code.
        said = self.conn.close_rcvd
        self.queue.put_nowait(
            {"type": "websocket.disconnect", "code": said.code if said else 1006}
        )
        super().connection_lost(error)
        if self.scope:
            request_id = self.scope.get("request_id")
            seconds = time.monotonic() - self.began
            log_access("WEBSOCKET", self.scope["path"], self.status, seconds, request_id)
