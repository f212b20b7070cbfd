"""What came from a socket and was not taken yet."""

import asyncio
from typing import Any, Protocol

from aicc.server.transport import limits

Event = dict[str, Any]


class Connection(Protocol):
    """Whose reading the inbox stops and lets go on."""

    def stop_reading(self) -> None: ...

    def go_on_reading(self) -> None: ...


def size_of(event: Event) -> int:
    """Of a frame, in characters or bytes: near enough to bound memory by."""
    return len(event.get("text") or event.get("bytes") or b"")


class Inbox(asyncio.Queue[Event]):
    """Events the application has not taken yet. A full one stops the reading of its socket."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self.waiting = 0

    def _put(self, item: Event) -> None:
        super()._put(item)
        self.waiting += size_of(item)
        if self.qsize() >= limits.INBOX_FRAMES or self.waiting >= limits.INBOX_BYTES:
            self.connection.stop_reading()

    def _get(self) -> Event:
        item: Event = super()._get()
        self.waiting -= size_of(item)
        # Half empty before reading goes on, so that it does not flap at the limit.
        if self.qsize() <= limits.INBOX_FRAMES // 2 and self.waiting <= limits.INBOX_BYTES // 2:
            self.connection.go_on_reading()
        return item
