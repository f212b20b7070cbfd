"""The way down, whichever server goes it.

Told to end, a server announces it and goes on for the delay; then it stops listening, tells each
socket to come back later (close code 1012) and lets requests and turns under way end for the
drain's seconds. A second signal ends it at once.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from aicc.server import forwarded_headers, listen_address

GRACE_SECONDS = 5.0  # beyond the drain; then the process ends whatever still runs
FLUSH_SECONDS = 0.2  # for the last bytes to leave
# SIGHUP is a terminal's that was closed, or a service manager's.
END_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
)

log = logging.getLogger("aicc.serve")


async def nothing() -> None:
    """What a service without a part of its own does there."""


@dataclass(frozen=True)
class Service:
    """What is served, where, and what is done at its beginning and its end.

    load: awaited before the server listens. begin: called once on the loop when it does.
    settle: called right after.
    let_go: awaited once on the way down; takes no new work and lets turns under way end.
    drain_seconds: how long that, and requests under way, may take.
    delay_seconds: how long before that everything goes on as it was, after `announce` was called:
        whoever sends customers here hears of the end and stops, before they are refused.
    """

    application: Any
    host: str
    port: int
    let_go: Callable[[], Awaitable[object]]
    drain_seconds: float
    trusted: forwarded_headers.Networks
    load: Callable[[], Awaitable[object]] = nothing
    begin: Callable[[], object] = bool
    settle: Callable[[], object] = bool
    announce: Callable[[], object] = bool
    delay_seconds: float = 0

    @property
    def address(self) -> str:
        return listen_address.url(self.host, self.port) + settings.AICC_BASE_PATH

    def refusal(self, error: OSError) -> str:
        """Why it did not start, in one line."""
        return f"Not started: {listen_address.refusal(self.host, self.port, error)}"


class GoingDown:
    """A server that can be told to end. It says itself how it stops listening, whom it sends
    away, what is under way and how its loop ends.
    """

    service: Service
    loop: asyncio.AbstractEventLoop
    ending = False  # we were told to
    draining = False

    def stop_listening(self) -> None:
        raise NotImplementedError

    def send_away(self) -> None:
        """Close each open socket with RESTART, and each connection that waits for a request."""
        raise NotImplementedError

    def under_way(self) -> Iterable[asyncio.Future[Any]]:
        raise NotImplementedError

    def end(self) -> None:
        raise NotImplementedError

    def listening(self) -> None:
        """To be called once, when the server listens."""
        for number in END_SIGNALS:
            if signal.getsignal(number) is signal.SIG_IGN:  # as nohup asks of SIGHUP
                continue
            self.loop.add_signal_handler(number, self.go_down)
        self.loop.call_soon(self.service.begin)
        self.service.settle()
        log.info("listening on %s", self.service.address)

    def go_down(self) -> None:
        if self.ending:
            os._exit(1)
        self.ending = True
        delay, drain = self.service.delay_seconds, self.service.drain_seconds
        log.info(
            "stopping: answers under way end first, at most %g seconds; Ctrl+C again ends at once",
            drain,
        )
        timer = threading.Timer(delay + drain + GRACE_SECONDS, os._exit, [0])
        timer.daemon = True
        timer.start()
        self.service.announce()
        if delay:
            self.loop.call_later(delay, self.drain)
        else:
            self.drain()

    def drain(self) -> None:
        """Take nobody new, and send away whoever only listens."""
        self.draining = True
        self.stop_listening()
        self.send_away()
        self.last_deed = self.loop.create_task(self.finish())

    async def finish(self) -> None:
        """Wait for what is under way, at most the drain's seconds; then stop."""
        until = time.monotonic() + self.service.drain_seconds
        try:
            await self.service.let_go()
            under_way = list(self.under_way())
            if under_way:
                await asyncio.wait(under_way, timeout=max(0, until - time.monotonic()))
            await asyncio.sleep(FLUSH_SECONDS)
        finally:
            self.end()
