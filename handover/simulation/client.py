"""One socket of a simulated person: frames out, frames in, and waiting for what must come."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect

Frame = dict[str, Any]
SECONDS = 60.0  # the longest that anything may take before it is trouble
MOST_FAILURES = 12  # in a row; then a simulated person stays away
LOOPBACK = ("127.0.0.1", "localhost")
addresses = itertools.count()


class TooLong(Exception):
    """What must come did not."""


def address_here(url: str) -> str | None:
    """A loopback address for this person alone, or limits for one address would stop a crowd.

    None where the server is another machine.
    """
    if urlsplit(url).hostname not in LOOPBACK:
        return None
    number = next(addresses) % (254 * 254)
    return f"127.1.{number // 254}.{number % 254 + 1}"


@asynccontextmanager
async def opened(address: str, *, here: str | None, **options: Any) -> AsyncIterator["Line"]:
    """A line that listens from the start, and hears nothing more in the end."""
    if here:
        options["local_addr"] = (here, 0)
    async with connect(address, max_size=None, open_timeout=SECONDS, **options) as socket:
        line = Line(socket)
        listening = asyncio.create_task(line.listen())
        try:
            yield line
        finally:
            listening.cancel()


class Line:
    """Frames go to `hear`; what came before its owner set that is heard then."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.early: list[Frame] = []
        self.hear: Callable[[Frame], None] = self.early.append
        self.news = asyncio.Event()
        self.is_lost = False

    async def listen(self) -> None:
        try:
            async for text in self.socket:
                self.hear(json.loads(text))
                self.news.set()
        finally:
            self.is_lost = True
            self.news.set()

    def tell(self, hear: Callable[[Frame], None]) -> None:
        """From now on, and what came already."""
        self.hear = hear
        for frame in self.early:
            hear(frame)

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def until(self, holds: Callable[[], Any], seconds: float = SECONDS) -> bool:
        """Whether it held within `seconds`. Raises TooLong when the line is cut."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    if self.is_lost:
                        raise TooLong("the server closed the socket")
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError:
            return False
        return True

    async def must(self, what: str, holds: Callable[[], Any]) -> None:
        """Raises TooLong with `what` when it does not hold within SECONDS."""
        if not await self.until(holds):
            raise TooLong(f"{what} did not come in {SECONDS:.0f} s")
