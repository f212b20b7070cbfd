"""What keeps one desk's lists shown: at once, then a few times a second, and only what is new."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from aicc.platform.db import GroupCommit
from chat.protocol.frame_size import encoded
from handover.desk import looks

PAUSE_SECONDS = 0.25  # between two pushes of one list to one desk

# The queue moves for every desk at once, and is then read once for all of them.
board_of = GroupCommit(looks.boards_of, most=1000)


class Coalesced:
    """Shows a list again when it has moved; however often it moves meanwhile, once more."""

    def __init__(self, show: Callable[[], Awaitable[None]]) -> None:
        self.show, self.is_running, self.is_stale = show, False, False

    async def __call__(self) -> None:
        self.is_stale = True
        if self.is_running:
            return
        self.is_running = True
        try:
            while self.is_stale:
                self.is_stale = False
                await self.show()
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self.is_running = False


class BoardFeed:
    """One desk's board, pushed when the queue has moved and it looks otherwise than before."""

    def __init__(
        self, session_key: str | None, send: Callable[[dict[str, Any]], Awaitable[None]]
    ) -> None:
        """session_key: of the login there; what it may see is asked for at each push."""
        self.session_key, self.send = session_key, send
        self.shown = b""
        self.moved = Coalesced(self.show_news)

    async def show_news(self) -> None:
        await self.show(only_news=True)

    async def show(self, *, only_news: bool = False) -> None:
        board = await board_of(self.session_key)
        looks = hashlib.blake2b(encoded(board | {"now": ""}), digest_size=16).digest()
        if looks != self.shown or not only_news:
            self.shown = looks
            await self.send(board)
