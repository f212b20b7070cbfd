"""Whether what we give the layer comes back to us; where it does not, we listen anew.

A lost connection says so. One that has fallen silent does not: its listener waits, and looks the
same as one for whom there is no news.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aicc.platform import metrics
from aicc.platform.connections import redis_client
from aicc.platform.hints.numbers import BEAT_SECONDS, DEAF_SECONDS, HintNumbers

log = logging.getLogger(__name__)

TICK_SECONDS = 0.5  # between two looks whether a beat is due, or has not come back


class Heartbeat:
    """Of one server. give: sends these hints; lost: called when nothing comes back."""

    def __init__(
        self,
        numbers: HintNumbers,
        give: Callable[[list[Any]], Awaitable[bool]],
        lost: Callable[[], None],
    ) -> None:
        self.numbers, self.give, self.lost = numbers, give, lost
        self.began = float("-inf")  # by the numbers' clock

    async def run(self) -> None:
        """Be heard where there is nothing to say, by the others and by ourselves."""
        self.began = self.numbers.clock()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.numbers.miss_the_silent()
            if self.numbers.is_deaf():
                self.rejoin()
            elif self.numbers.is_beat_due():
                await self.give([])

    def rejoin(self) -> None:
        metrics.LAYER_REJOINS.inc()
        log.warning("the channel layer brings nothing back; it is joined anew")
        self.lost()
        redis_client.drop_listening()
        self.numbers.listen_anew()

    def is_deaf(self) -> bool:
        """Whether we have heard nothing of ourselves for longer than a beat takes."""
        since = max(self.began, self.numbers.heard_itself_at())
        return self.numbers.clock() - since > BEAT_SECONDS + DEAF_SECONDS
