"""daphne with bounded connections, trusted proxies and a way down."""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from daphne.server import Server, twisted_loop
from twisted.internet import reactor
from twisted.internet.endpoints import quoteStringArgument
from twisted.logger import globalLogPublisher

from aicc.server import forwarded_headers
from aicc.server.transport import daphne_connections, limits
from aicc.server.transport.going_down import GoingDown, Service
from aicc.server.transport.inbox import Event, Inbox

log = logging.getLogger("aicc.serve")


class DaphneServer(GoingDown, Server):
    connections: dict[Any, dict[str, Any]]  # daphne's: what it knows of each connection
    loop = twisted_loop
    failed = False

    def __init__(self, service: Service) -> None:
        self.service = service
        address = quoteStringArgument(service.host)
        super().__init__(
            service.application,
            endpoints=[f"tcp:{service.port}:interface={address}:backlog={limits.BACKLOG}"],
            signal_handlers=False,
            websocket_timeout=-1,
            websocket_handshake_timeout=limits.HANDSHAKE_SECONDS,
            websocket_max_message_size=limits.FRAME_BYTES,
            websocket_max_frame_size=limits.FRAME_BYTES,
            ping_interval=float("inf"),  # silence.Silence pings
            server_name="",
            ready_callable=self.ready,
        )

    def ready(self) -> None:
        """Put our classes in daphne's factories, before the first connection."""
        self.ws_factory.protocol = daphne_connections.Socket
        # A fault of the client's is answered with its close code, not with silence.
        # Whose page may come in is chat.sessions.origins' to say, by a close code.
        self.ws_factory.setProtocolOptions(
            failByDrop=False,
            allowNullOrigin=True,
            closeHandshakeTimeout=limits.CLOSE_SECONDS,
        )
        globalLogPublisher.addObserver(report_failure)  # type: ignore[arg-type]
        self.http_factory.log = no_second_line
        self.http_factory.timeOut = limits.IDLE_SECONDS
        self.http_factory.buildProtocol = partial(build_channel, self.http_factory.buildProtocol)
        self.listening()

    def listen_error(self, failure: Any) -> None:
        cause = getattr(failure.value, "socketError", failure.value)
        print(self.service.refusal(cause), file=sys.stderr)
        self.failed = True
        self.stop()

    def create_application(self, protocol: Any, scope: Event) -> asyncio.Queue[Event]:
        """As daphne's own, with our inbox for sockets and our idea of who is calling."""
        forwarded_headers.apply_forwarded_headers(scope, self.service.trusted)
        protocol.request_id = scope["request_id"]
        scope.setdefault("asgi", {"version": "3.0"})
        inbox: asyncio.Queue[Event] = (
            Inbox(protocol) if scope["type"] == "websocket" else asyncio.Queue()
        )
        running = self.application(
            scope=scope, receive=inbox.get, send=partial(self.handle_reply, protocol)
        )
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return inbox

    async def handle_reply(self, protocol: Any, message: Event) -> None:
        """As daphne's own; a frame waits for a client that has enough to read, and to an open
        socket it goes by the shortest way.
        """
        if message["type"] != "websocket.send":
            await super().handle_reply(protocol, message)
            return
        if protocol.unsent > limits.PAUSE_BYTES:
            await protocol.until_read()
        if protocol.state == protocol.STATE_OPEN and (text := message.get("text")):
            protocol.serverSend(text)
        else:
            await super().handle_reply(protocol, message)

    def stop_listening(self) -> None:
        for listener in self.listeners:
            listener.addCallback(lambda port: port.stopListening())

    def send_away(self) -> None:
        for connection in list(self.connections):
            if (
                isinstance(connection, daphne_connections.Socket)
                and connection.state == connection.STATE_OPEN
            ):
                connection.sendCloseFrame(code=limits.RESTART, reasonUtf8=b"restart")

    def under_way(self) -> Iterable[asyncio.Future[Any]]:
        known = self.connections.values()
        return [each["application_instance"] for each in known if "application_instance" in each]

    def end(self) -> None:
        reactor.stop()  # type: ignore[misc]

    def kill_all_applications(self) -> Any:
        """As daphne's own, which stumbles over connections whose application has ended."""
        self.connections = {
            protocol: details
            for protocol, details in self.connections.items()
            if "application_instance" in details
        }
        return super().kill_all_applications()


def no_second_line(request: Any) -> None:
    """Twisted would write an access log of its own for each request, to nowhere."""


def build_channel(build: Callable[[Any], Any], address: Any) -> Any:
    channel = build(address)
    channel.requestFactory = daphne_connections.Request
    # HTTPFactory's channel may become one of HTTP/2; what we serve is the one within.
    inner = getattr(channel, "_channel", channel)
    inner.totalHeadersSize, inner.maxHeaders = limits.HEAD_BYTES, limits.HEAD_LINES
    return channel


def report_failure(event: dict[str, Any]) -> None:
    """Twisted catches what protocols raise, and daphne sends Twisted's log to nowhere."""
    if "log_failure" in event:
        failure = event["log_failure"]
        exception = (failure.type, failure.value, failure.getTracebackObject())
        log.error("a connection failed", exc_info=exception)


def serve(service: Service) -> int:
    try:
        twisted_loop.run_until_complete(service.load())
    except KeyboardInterrupt:
        return 130
    server = DaphneServer(service)
    server.run()
    return 1 if server.failed else 0
