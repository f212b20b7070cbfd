"""Hints on their way to the other servers, said again after a failure."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

PAUSE_SECONDS = 0.1  # between two messages: what moves meanwhile is one of them
AGAIN_SECONDS = 1.0  # between two tries while the layer is gone
SUBSCRIBED_SECONDS = 3.0  # after it is back, every server has subscribed again
MOST_KEPT = 10_000  # hints that wait for a layer which is gone; beyond, a look heals

Hint = dict[str, Any]
EventKey = tuple[Any, ...]


class HintOutbox:
    """What one server has for the others. give: whether the layer took these hints."""

    def __init__(
        self,
        give: Callable[[list[Hint]], Awaitable[bool]],
        run: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
    ) -> None:
        self.give, self.run = give, run
        self.loop = asyncio.get_running_loop()
        self.outgoing: dict[EventKey, Hint] = {}
        self.doubtful: dict[EventKey, Hint] = {}  # sent while the layer came and went
        self.sending: asyncio.Task[None] | None = None
        self.repeating: asyncio.Task[None] | None = None
        self.shaken_until = 0.0  # by the loop's clock: what is sent until then is doubtful

    def mark_layer_unreliable(self) -> None:
        """The layer failed us as a listener: others may be deaf although it takes our hints."""
        self.shaken_until = self.loop.time() + SUBSCRIBED_SECONDS

    def put(self, hints: dict[EventKey, Hint]) -> None:
        self.outgoing |= hints
        if self.sending is None or self.sending.done():
            self.sending = self.run(self.send_out())

    async def send_out(self) -> None:
        """Tell the other servers. What a lost layer may have kept from them is said again."""
        while self.outgoing:
            hints, self.outgoing = self.outgoing, {}
            given = await self.give(list(hints.values()))
            if given and not self.doubtful and self.loop.time() > self.shaken_until:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            moved = {key: hint for key, hint in hints.items() if hint["kind"] == "moved"}
            self.doubtful = dict(list((self.doubtful | moved).items())[-MOST_KEPT:])
            if not given:
                await asyncio.sleep(AGAIN_SECONDS)
                # One hint is enough to find out whether the layer is back.
                self.outgoing = self.outgoing or dict(list(self.doubtful.items())[-1:])
            elif self.repeating is None or self.repeating.done():
                self.repeating = self.run(self.say_again())

    async def say_again(self) -> None:
        """The others come back to the layer a little later than we did."""
        await asyncio.sleep(SUBSCRIBED_SECONDS)
        hints, self.doubtful = self.doubtful, {}
        self.put(hints)


class Paced:
    """Tells of a move at once, and of all that follow within `seconds` at their end."""

    def __init__(self, seconds: float, tell: Callable[[], None]) -> None:
        self.seconds, self.tell = seconds, tell
        self.loop = asyncio.get_running_loop()
        self.is_resting = self.moved_again = False

    def __call__(self) -> None:
        if self.is_resting:
            self.moved_again = True
            return
        self.is_resting, self.moved_again = True, False
        self.loop.call_later(self.seconds, self.rested)
        self.tell()

    def rested(self) -> None:
        self.is_resting = False
        if self.moved_again:
            self()
