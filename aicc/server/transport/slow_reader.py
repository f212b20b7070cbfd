"""A client of uvicorn's that does not read what it is sent."""

import asyncio
import logging
from typing import Any

from aicc.server.transport import limits

log = logging.getLogger(__name__)


class SlowReader(asyncio.Protocol):
    """Drops a client that has read nothing of what waits for it in UNREAD_SECONDS.

    Stands before uvicorn's own protocols, which wait for such a client without an end.
    """

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    unread = 0  # bytes that waited at the last look
    unread_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        transport.set_write_buffer_limits(high=limits.PAUSE_BYTES)
        super().connection_made(transport)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.await_reading()

    def await_reading(self) -> None:
        self.unread = self.transport.get_write_buffer_size()
        self.unread_timer = self.loop.call_later(limits.UNREAD_SECONDS, self.look_at_unread)

    def look_at_unread(self) -> None:
        if self.transport.get_write_buffer_size() < self.unread:
            self.await_reading()
        else:
            self.drop()

    def resume_writing(self) -> None:
        self.forget_unread()
        super().resume_writing()

    def forget_unread(self) -> None:
        if self.unread_timer is not None:
            self.unread_timer.cancel()
            self.unread_timer = None

    def connection_lost(self, error: Exception | None) -> None:
        self.forget_unread()
        super().connection_lost(error)

    def drop(self) -> None:
        log.warning("a client that does not read was dropped")
        self.transport.abort()
