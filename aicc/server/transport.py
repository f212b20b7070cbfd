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

KIB = 1024
FRAME_BYTES = 64 * KIB  # of a client's message; the consumer refuses more than 32 KiB in words
BODY_BYTES = 10 * KIB * KIB  # of one HTTP request, as in nginx.conf
UNSENT_BYTES = KIB * KIB  # waiting for a client that does not read: beyond, it is dropped
PAUSE_BYTES = UNSENT_BYTES // 4  # from here on the next frame waits until the client has read
UNREAD_SECONDS = 10.0  # a client that reads nothing for so long is dropped
LOOK_SECONDS = 0.02  # between two looks at what it has read
INBOX_FRAMES, INBOX_BYTES = 64, KIB * KIB  # waiting for the application: then we read no more
PING_SECONDS = 30.0  # of silence before a ping, and before the next one
REASON_BYTES = 123  # the protocol's own limit to a close's reason
PINGS_UNANSWERED = 2  # after these, and as long again, the client is gone
HANDSHAKE_SECONDS = 20  # until we accept it: a flood may keep it at the front door for 15
CLOSE_SECONDS = 5.0  # for the client's answer to our close frame

TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

Event = dict[str, Any]

access_log = logging.getLogger("aicc.access")
log = logging.getLogger(__name__)


def size_of(event: Event) -> int:
    """Of a frame, in characters or bytes: near enough to bound memory by."""
    return len(event.get("text") or event.get("bytes") or b"")


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


class Inbox(asyncio.Queue[Event]):
    """Events the application has not taken yet. A full one stops the reading of its socket."""

    def __init__(self, connection: "Socket") -> None:
        super().__init__()
        self.connection = connection
        self.waiting = 0

    def _put(self, item: Event) -> None:
        super()._put(item)
        self.waiting += size_of(item)
        if self.qsize() >= INBOX_FRAMES or self.waiting >= INBOX_BYTES:
            self.connection.stop_reading()

    def _get(self) -> Event:
        item: Event = super()._get()
        self.waiting -= size_of(item)
        # Half empty before reading goes on, so that it does not flap at the limit.
        if self.qsize() <= INBOX_FRAMES // 2 and self.waiting <= INBOX_BYTES // 2:
            self.connection.go_on_reading()
        return item


class Socket(WebSocketProtocol):
    """One WebSocket: bounded in both directions, pinged when it is silent."""

    reading = True
    refused = False
    pings = 0  # unanswered
    leaving_bytes = 0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.leaving: list[bytes] = []  # frames that go out with the end of this iteration

    def onConnect(self, request: Any) -> Any:
        self.heard = time.monotonic()
        return super().onConnect(request)

    def dataReceived(self, data: bytes) -> None:
        self.heard, self.pings = time.monotonic(), 0
        if self.state == self.STATE_CONNECTING and hasattr(self, "server"):
            # Said before we accepted; autobahn would look for a second handshake in it.
            self.data += data
            if len(self.data) > INBOX_BYTES:
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
        while self.state == self.STATE_OPEN and self.unsent > PAUSE_BYTES:
            if self.unsent < unsent:
                unsent, since = self.unsent, time.monotonic()
            elif time.monotonic() - since > UNREAD_SECONDS:
                self.drop()
                break
            await asyncio.sleep(LOOK_SECONDS)

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
        if self.unsent > UNSENT_BYTES:
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
            reason = (message.get("reason") or "").encode()[:REASON_BYTES]
            self.sendCloseFrame(
                code=message.get("code") or 1000,
                reasonUtf8=reason.decode(errors="ignore").encode(),
            )
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
        log_access(self, "WEBSOCKET", self.request.path, status)

    def check_timeouts(self) -> None:
        """Every two seconds: daphne's own limits, then the silence of the client."""
        super().check_timeouts()
        if self.state != self.STATE_OPEN or not self.reading:
            return
        if time.monotonic() - self.heard < PING_SECONDS * (self.pings + 1):
            return
        if self.pings == PINGS_UNANSWERED:
            self.transport.abortConnection()
        else:
            self.pings += 1
            self.sendPing()


class Request(WebRequest):
    """One HTTP request with a bounded body, on a connection that ends when the server does."""

    error_template = "<!doctype html><title>%(title)s</title><p>%(body)s</p>"
    body_bytes = 0
    refused = False

    def gotLength(self, length: int | None) -> None:
        # Twisted would read a form's fields for itself, and to learn whether it is one it reads
        # the header as an e-mail's, which costs more than all the rest.
        self._parsePOSTFormSubmission = False
        super().gotLength(0 if length and length > BODY_BYTES else length)
        if length and length > BODY_BYTES:
            self.refuse()

    def handleContentChunk(self, data: bytes) -> None:
        self.body_bytes += len(data)
        if self.body_bytes > BODY_BYTES:
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
            log_access(self, method, path, self.code, size=self.sentLength)


def log_access(connection: Any, method: str, path: str, status: int, **more: int) -> None:
    """One line for a request or a socket that has ended.

    Without the path's query: what stands there may be a person's words.
    """
    request_id = getattr(connection, "request_id", None)  # None: it got no further
    fields: Event = {
        "method": method,
        "path": path.partition("?")[0],
        "status": status,
        "milliseconds": round(connection.duration() * 1000, 1),
    }
    if request_id:
        fields["request_id"] = request_id
    access_log.info("served", extra=fields | more)
