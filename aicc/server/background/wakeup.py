"""Loops that rest while nothing happens: woken by what moved, with a slow look as the net."""

import asyncio
from typing import Any

from aicc.platform import events


class Wakeup:
    """What a loop waits for between two rounds: that a conversation moved on this server.

    Whichever server moved it looks after it; the others find it at their next slow look, should
    that server have died.
    """

    def __init__(self) -> None:
        self.moved = asyncio.Event()

    def listen(self) -> None:
        """To this server alone: it need not join the layer for that, where nobody else does."""
        events.EventRelay.here().watch_here(self.hinted)

    def hinted(self, hint: dict[str, Any]) -> None:
        self.moved.set()

    def again(self) -> None:
        """There is more to do: the next rest is a short one."""
        self.moved.set()

    async def rest(self, least: float, most: float) -> None:
        """At least `least` seconds, so that much becomes one round; at most `most`."""
        await asyncio.sleep(least)
        try:
            async with asyncio.timeout(most - least):
                await self.moved.wait()
        except TimeoutError:
            pass
        self.moved.clear()
