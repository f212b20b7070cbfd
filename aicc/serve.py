"""Serve the contact centre: `python -m aicc.serve --host 127.0.0.1 --port 8000`.

On SIGTERM, SIGINT or SIGHUP the server stops listening, tells each socket to come back later
(close code 1012), lets requests and turns under way end for AICC_DRAIN_SECONDS, and
exits. A second signal ends it at once.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

if sys.platform != "win32":
    from aicc.server import event_loop

    # Before daphne, which makes its event loop when it is imported.
    asyncio.set_event_loop_policy(event_loop.Policy())

import django
from daphne.server import Server, twisted_loop
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from twisted.internet import reactor
from twisted.internet.endpoints import quoteStringArgument
from twisted.logger import globalLogPublisher

from aicc import checks
from aicc.server import forwarded_headers, listen_address, sqlite_lock, transport

GRACE_SECONDS = 5.0  # beyond the drain; then the process ends whatever still runs
FLUSH_SECONDS = 0.2  # for the last bytes to leave
RESTART = 1012  # close code: the client reconnects
# SIGHUP is a terminal's that was closed, or a service manager's.
END_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
)
BACKLOG = 1024  # connections the kernel holds for us while we are busy
# How long a thread of the database's may keep the event loop from the interpreter, once it has
# something to do: Python's own 5 ms, a dozen times in a turn, were most of a busy server's delay.
SWITCH_SECONDS = 0.001

log = logging.getLogger("aicc.serve")


class ChatServer(Server):
    """daphne with bounded connections, trusted proxies and a way down.

    begin: called once on the loop when the server listens. settle: called right after.
    let_go: awaited once on the way down; takes no new work and lets turns under way end.
    drain_seconds: how long that, and requests under way, may take.
    delay_seconds: how long before that everything goes on as it was, after `announce` was called:
        whoever sends customers here hears of the end and stops, before they are refused.
    """

    connections: dict[Any, dict[str, Any]]  # daphne's: what it knows of each connection
    ending = False  # we were told to
    draining = False
    failed = False

    def __init__(
        self,
        application: Any,
        *,
        host: str,
        port: int,
        begin: Callable[[], object] = bool,
        settle: Callable[[], object] = bool,
        let_go: Callable[[], Awaitable[object]],
        drain_seconds: float,
        announce: Callable[[], object] = bool,
        delay_seconds: float = 0,
        trusted: forwarded_headers.Networks,
    ) -> None:
        address = quoteStringArgument(host)
        super().__init__(
            application,
            endpoints=[f"tcp:{port}:interface={address}:backlog={BACKLOG}"],
            signal_handlers=False,
            websocket_timeout=-1,
            websocket_handshake_timeout=transport.HANDSHAKE_SECONDS,
            websocket_max_message_size=transport.FRAME_BYTES,
            websocket_max_frame_size=transport.FRAME_BYTES,
            ping_interval=float("inf"),  # wire.Socket pings
            server_name="",
            ready_callable=self.ready,
        )
        self.host, self.port = host, port
        self.address = listen_address.url(host, port) + settings.AICC_BASE_PATH
        self.begin, self.settle, self.let_go = begin, settle, let_go
        self.drain_seconds, self.trusted = drain_seconds, trusted
        self.announce, self.delay_seconds = announce, delay_seconds

    def ready(self) -> None:
        """Put our classes in daphne's factories, before the first connection."""
        self.ws_factory.protocol = transport.Socket
        # A fault of the client's is answered with its close code, not with silence.
        # Whose page may come in is chat.sessions.origins' to say, by a close code.
        self.ws_factory.setProtocolOptions(
            failByDrop=False,
            allowNullOrigin=True,
            closeHandshakeTimeout=transport.CLOSE_SECONDS,
        )
        globalLogPublisher.addObserver(report_failure)  # type: ignore[arg-type]
        self.http_factory.log = no_second_line
        self.http_factory.buildProtocol = partial(build_channel, self.http_factory.buildProtocol)
        for number in END_SIGNALS:
            if signal.getsignal(number) is signal.SIG_IGN:  # as nohup asks of SIGHUP
                continue
            twisted_loop.add_signal_handler(number, self.go_down)
        twisted_loop.call_soon(self.begin)
        self.settle()
        log.info("listening on %s", self.address)

    def listen_error(self, failure: Any) -> None:
        cause = getattr(failure.value, "socketError", failure.value)
        print(
            f"Not started: {listen_address.refusal(self.host, self.port, cause)}", file=sys.stderr
        )
        self.failed = True
        self.stop()

    def create_application(
        self, protocol: Any, scope: transport.Event
    ) -> asyncio.Queue[transport.Event]:
        """As daphne's own, with our inbox for sockets and our idea of who is calling."""
        forwarded_headers.apply_forwarded_headers(scope, self.trusted)
        protocol.request_id = scope["request_id"]
        scope.setdefault("asgi", {"version": "3.0"})
        inbox: asyncio.Queue[transport.Event] = (
            transport.Inbox(protocol) if scope["type"] == "websocket" else asyncio.Queue()
        )
        running = self.application(
            scope=scope, receive=inbox.get, send=partial(self.handle_reply, protocol)
        )
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return inbox

    async def handle_reply(self, protocol: Any, message: transport.Event) -> None:
        """As daphne's own; a frame waits for a client that has enough to read, and to an open
        socket it goes by the shortest way.
        """
        if message["type"] != "websocket.send":
            await super().handle_reply(protocol, message)
            return
        if protocol.unsent > transport.PAUSE_BYTES:
            await protocol.until_read()
        if protocol.state == protocol.STATE_OPEN and (text := message.get("text")):
            protocol.serverSend(text)
        else:
            await super().handle_reply(protocol, message)

    def go_down(self) -> None:
        if self.ending:
            os._exit(1)
        self.ending = True
        log.info(
            "stopping: answers under way end first, at most %g seconds; Ctrl+C again ends at once",
            self.drain_seconds,
        )
        longest = self.delay_seconds + self.drain_seconds + GRACE_SECONDS
        timer = threading.Timer(longest, os._exit, [0])
        timer.daemon = True
        timer.start()
        self.announce()
        if self.delay_seconds:
            twisted_loop.call_later(self.delay_seconds, self.drain)
        else:
            self.drain()

    def drain(self) -> None:
        """Take nobody new, and send away whoever only listens."""
        self.draining = True
        for listener in self.listeners:
            listener.addCallback(lambda port: port.stopListening())
        for connection in list(self.connections):
            if (
                isinstance(connection, transport.Socket)
                and connection.state == connection.STATE_OPEN
            ):
                connection.sendCloseFrame(code=RESTART, reasonUtf8=b"restart")
        self.last_deed = asyncio.ensure_future(self.finish())

    async def finish(self) -> None:
        """Wait for what is under way, at most the drain's seconds; then stop."""
        until = time.monotonic() + self.drain_seconds
        try:
            await self.let_go()
            under_way = [
                details["application_instance"]
                for details in self.connections.values()
                if "application_instance" in details
            ]
            if under_way:
                await asyncio.wait(under_way, timeout=max(0, until - time.monotonic()))
            await asyncio.sleep(FLUSH_SECONDS)
        finally:
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
    channel.requestFactory = transport.Request
    return channel


def report_failure(event: dict[str, Any]) -> None:
    """Twisted catches what protocols raise, and daphne sends Twisted's log to nowhere."""
    if "log_failure" in event:
        failure = event["log_failure"]
        exception = (failure.type, failure.value, failure.getTracebackObject())
        log.error("a connection failed", exc_info=exception)


def serve(application: Any, **options: Any) -> int:
    """Serve until a signal comes. Returns the exit code: 1 where the port is taken."""
    server = ChatServer(application, **options)
    server.run()
    return 1 if server.failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m aicc.serve", description=__doc__)
    parser.add_argument("--host", help="HOST, else 127.0.0.1")
    parser.add_argument("--port", help="PORT, else 8000")
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicc.settings")
    try:
        django.setup()
        logging.captureWarnings(True)
        checks.refuse_unsafe()
        host, port = listen_address.configured(given.host, given.port)
        listen_address.refuse_taken(host, port)
        listen_address.allow(host)
        mark = sqlite_lock.serve(listen_address.url(host, port))
    except (ImproperlyConfigured, sqlite_lock.AlreadyServed) as error:
        print(f"Not started: {error}", file=sys.stderr)
        return 1
    # Here and not above: Django is set up from here on, and the tests serve without it.
    from aicc.asgi import application
    from aicc.server import background, health
    from aicc.server.warm_up import settle_memory, warm_up

    sqlite_lock.write_ahead()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        twisted_loop.run_until_complete(warm_up())
    except KeyboardInterrupt:
        return 130  # as a shell says it of a program that Ctrl+C ended
    with mark or nullcontext():
        return serve(
            application,
            host=host,
            port=port,
            begin=background.start_once,
            settle=settle_memory,
            let_go=background.stop,
            drain_seconds=settings.AICC_DRAIN_SECONDS,
            announce=health.leaving.set,
            delay_seconds=settings.AICC_DRAIN_DELAY_SECONDS,
            trusted=settings.AICC_TRUSTED_PROXIES,
        )


if __name__ == "__main__":
    sys.exit(main())
