"""daphne as we run it: what one connection may cost, and how it ends.

daphne 4.2 puts no bound on what waits in either direction, resets what it closes, loses the
frames that come with a handshake and drops every socket on SIGTERM. Each of these is mended here
by a subclass; the private fields that the subclasses lean on are guarded by test_transport.py.

Importing this module installs Twisted's reactor on the asyncio policy then in force.
"""

import asyncio
import logging
import time
from typing import Any

from daphne.http_protocol import WebRequest
from daphne.ws_protocol import WebSocketProtocol
from twisted.web.http import datetimeToString

from aicc.server.transport import limits
from aicc.server.transport.access_log import log_access
from aicc.server.transport.inbox import Event
from aicc.server.transport.silence import Silence

READ_LOOK_SECONDS = 0.02  # between two looks at what a client has read

TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

log = logging.getLogger(__name__)


def frame_of(payload: bytes, binary: bool) -> bytes:
    """A whole message in one frame, as a server sends it: unmasked (RFC 6455, 5.2)."""
    size, kind = len(payload), 0x82 if binary else 0x81
    if size <= 125:
        head = bytes((kind, size))
    elif size <= 0xFFFF:
        head = bytes((kind, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((kind, 127)) + size.to_bytes(8, "big")
    return head + payload


class Socket(Silence, WebSocketProtocol):
    """One WebSocket: bounded in both directions, pinged when it is silent."""

    reading = True
    refused = False
    leaving_bytes = 0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.leaving: list[bytes] = []  # frames that go out with the end of this iteration

    def onConnect(self, request: Any) -> Any:
        self.hear()
        return super().onConnect(request)

    def dataReceived(self, data: bytes) -> None:
        self.hear()
        if self.state == self.STATE_CONNECTING and hasattr(self, "server"):
            # Said before we accepted; autobahn would look for a second handshake in it.
            self.data += data
            if len(self.data) > limits.INBOX_BYTES:
                self.drop()
            return
        # Not by autobahn's own dataReceived, which colours a line for a log that nobody keeps.
        self._dataReceived(data)
        if not self.reading:
            # The HTTP channel below resumes the transport on its own account.
            self.transport.pauseProducing()

    def processData(self) -> bool:
        """Take one frame out of what was read; none while the inbox is full."""
        return self.reading and super().processData()

    def stop_reading(self) -> None:
        self.reading = False
        self.transport.pauseProducing()

    def go_on_reading(self) -> None:
        if not self.reading:
            self.reading = True
            self.heard = time.monotonic()
            self.transport.resumeProducing()
            asyncio.get_running_loop().call_soon(self.consumeData)

    @property
    def unsent(self) -> int:
        """Bytes that wait for the client to read."""
        out = self.transport
        waiting: int = len(out.dataBuffer) - out.offset + out._tempDataLen
        return waiting + self.leaving_bytes

    async def until_read(self) -> None:
        """Wait while the client has enough to read: what is sent at once, such as a long
        history, may be more than we keep for it. One that does not read is dropped.
        """
        unsent, since = self.unsent, time.monotonic()
        while self.state == self.STATE_OPEN and self.unsent > limits.PAUSE_BYTES:
            if self.unsent < unsent:
                unsent, since = self.unsent, time.monotonic()
            elif time.monotonic() - since > limits.UNREAD_SECONDS:
                self.drop()
                break
            await asyncio.sleep(READ_LOOK_SECONDS)

    def dropConnection(self, abort: bool = False) -> None:
        """As autobahn's, which resets the connection when the client has answered our close
        frame; a browser then calls the close unclean and forgets its code.
        """
        super().dropConnection(abort=abort and not self.wasClean)

    def drop(self) -> None:
        log.warning("a client that does not read was dropped")
        self.transport.abortConnection()

    def serverSend(self, content: Any, binary: bool = False) -> None:
        """As daphne's and autobahn's, without their logs and bounds of what a client may say: the
        frames of one iteration of the loop go out together, at its end.
        """
        if self.unsent > limits.UNSENT_BYTES:
            self.drop()
        elif self.state == self.STATE_OPEN:
            if not self.leaving:
                asyncio.get_running_loop().call_soon(self.send_frames)
            frame = frame_of(content if binary else content.encode(), binary)
            self.leaving.append(frame)
            self.leaving_bytes += len(frame)

    def send_frames(self) -> None:
        """By the socket itself, which nearly always takes them: Twisted would ask the loop to
        watch it, and to watch it no more, for each.
        """
        if not self.leaving:
            return
        data, out = b"".join(self.leaving), self.transport
        self.leaving, self.leaving_bytes = [], 0
        if not self.unsent and out.connected and not out.TLS:
            sent = out.writeSomeData(data)
            if isinstance(sent, int):  # else an error, which Twisted finds for itself
                data = data[sent:]
        if data:
            out.write(data)  # nothing where the connection is gone

    def sendData(self, data: bytes, sync: bool = False, chopsize: int | None = None) -> None:
        """Autobahn's own frames, a ping or a close, follow what was sent before them."""
        self.send_frames()
        super().sendData(data, sync, chopsize)

    def handle_reply(self, message: Event) -> None:
        """As daphne's, which drops what an accept's headers and a close's reason say, and knows
        only half of the codes.
        """
        if message.get("type") == "websocket.accept":
            headers = {name.decode(): value.decode() for name, value in message.get("headers", ())}
            self.serverAccept((message.get("subprotocol"), headers))
        elif message.get("type") == "websocket.close" and self.state == self.STATE_OPEN:
            reason = limits.short_reason(message.get("reason"))
            self.sendCloseFrame(code=message.get("code") or 1000, reasonUtf8=reason.encode())
        else:
            super().handle_reply(message)

    def serverReject(self) -> None:
        self.refused = True
        super().serverReject()

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        if not hasattr(self, "server"):
            return  # it never got as far as onConnect
        super().onClose(wasClean, code, reason)
        status = 403 if self.refused else 101
        request_id = getattr(self, "request_id", None)
        log_access("WEBSOCKET", self.request.path, status, self.duration(), request_id)

    def check_timeouts(self) -> None:
        """Every two seconds: daphne's own limits, then the silence of the client."""
        super().check_timeouts()
        if self.state != self.STATE_OPEN or not self.reading:
            return
        self.look()

    def ask(self) -> None:
        self.sendPing()

    def give_up(self) -> None:
        self.transport.abortConnection()

    def sendPong(self, payload: bytes | None = None) -> None:
        """As autobahn's, which goes on answering the pings of a client that does not read."""
        if self.unsent > limits.UNSENT_BYTES:
            self.drop()
        else:
            super().sendPong(payload)


class Request(WebRequest):
    """One HTTP request with a bounded body, on a connection that ends when the server does."""

    error_template = "<!doctype html><title>%(title)s</title><p>%(body)s</p>"
    body_bytes = 0
    refused = False

    def gotLength(self, length: int | None) -> None:
        # Twisted would read a form's fields for itself, and to learn whether it is one it reads
        # the header as an e-mail's, which costs more than all the rest.
        self._parsePOSTFormSubmission = False
        super().gotLength(0 if length and length > limits.BODY_BYTES else length)
        if length and length > limits.BODY_BYTES:
            self.refuse()

    def handleContentChunk(self, data: bytes) -> None:
        self.body_bytes += len(data)
        if self.body_bytes > limits.BODY_BYTES:
            self.refuse()
        elif not self.refused:
            super().handleContentChunk(data)

    def refuse(self) -> None:
        if not self.refused:
            self.refused = True
            self.channel.transport.write(TOO_LARGE)
            self.channel.loseConnection()

    def process(self) -> Any:
        if self.refused:
            return None
        if self.server.draining and self.requestHeaders.hasHeader(b"Upgrade"):
            return self.basic_error(503, b"Service Unavailable", "This server is going down.")
        if self.requestHeaders.getRawHeaders(b"Upgrade", [b""])[0].lower() == b"websocket":
            # What came in the handshake's own segment is its first frames.
            self.content.write(self.channel._buffer)
            self.content.seek(0)
            self.channel._buffer = b""
        elif self.body_bytes and not self.requestHeaders.hasHeader(b"Content-Length"):
            # A body in chunks, now that all have come; Django reads none without its length.
            self.requestHeaders.setRawHeaders(b"Content-Length", [b"%d" % self.body_bytes])
        return super().process()

    def handle_reply(self, message: Event) -> None:
        # Days and order on a page go by it: a device's own clock may be wrong.
        self.setHeader(b"date", datetimeToString())
        if self.server.draining and message.get("type") == "http.response.start":
            self.channel.persistent = False
            self.setHeader(b"connection", b"close")
        before = self.finished
        super().handle_reply(message)
        if self.finished and not before:
            method, path = (part.decode("ascii", "replace") for part in (self.method, self.uri))
            request_id = getattr(self, "request_id", None)
            log_access(method, path, self.code, self.duration(), request_id, size=self.sentLength)
