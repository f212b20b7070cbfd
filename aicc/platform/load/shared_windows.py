"""Counting in Redis: what many servers count together, all limits of an action in one call.

A message is counted by its session, its address and all together, and what a session is refused
must cost its address nothing: three questions one after the other, or one script. And whatever
is asked while a call is under way is the next call, so that the busier a server is, the less a
count costs it.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from redis.asyncio import ConnectionPool, Redis

MOST_AT_ONCE = 64  # actions of one call; a script holds up all others of its Redis

# ARGV: for each action the number of its windows, then of each the most, seconds and cost; KEYS:
# their keys, in the same order. Answers for each action the number of the window that refused it,
# 0 where none did, and the milliseconds until that one ends.
SCRIPT = """
local key, arg, told = 0, 0, {}
local function take()
  arg = arg + 1
  return tonumber(ARGV[arg])
end
while arg < #ARGV do
  local refused, left = 0, 0
  for window = 1, take() do
    key = key + 1
    local most, seconds, cost = take(), take(), take()
    if refused == 0 then
      local count
      if cost == 0 then
        count = tonumber(redis.call("get", KEYS[key]) or 0) + 1
      else
        count = redis.call("incrby", KEYS[key], cost)
        if count == cost then
          redis.call("expire", KEYS[key], seconds)
        end
      end
      if count > most then
        refused, left = window, math.max(0, redis.call("pttl", KEYS[key]))
      end
    end
  end
  told[#told + 1] = refused
  told[#told + 1] = left
end
return told
"""


class Window(NamedTuple):
    """One of the fixed windows that an action is counted in; it begins with its first count."""

    key: str
    most: int
    seconds: int
    cost: int  # 0: nothing is counted, only asked whether one more would pass


class Refused(NamedTuple):
    """By which of an action's windows, from 0, and the seconds until that one ends."""

    window: int
    seconds: float


class SharedWindows:
    """One event loop's counts in one Redis."""

    def __init__(self, pool: ConnectionPool, seconds: float) -> None:
        """seconds: the longest that a call may take."""
        self.seconds = seconds
        self.script = Redis(connection_pool=pool).register_script(SCRIPT)
        self.waiting: list[tuple[Sequence[Window], asyncio.Future[Refused | None]]] = []
        self.sending: asyncio.Task[None] | None = None

    async def hit(self, windows: Sequence[Window]) -> Refused | None:
        """Count an action in each of its windows, until one refuses it; None: all let it pass.

        The refusing window has counted it, those behind it have not. Raises what redis-py
        raises, TimeoutError, OSError.
        """
        told = asyncio.get_running_loop().create_future()
        self.waiting.append((windows, told))
        if self.sending is None:
            self.sending = asyncio.create_task(self.send_all())
        refused: Refused | None = await told
        return refused

    async def send_all(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
            try:
                results: list[Any] = await self.send([windows for windows, _ in batch])
            except Exception as error:  # noqa: BLE001  (it goes to whoever asked)
                results = [error] * len(batch)
            for (_, told), result in zip(batch, results, strict=True):
                if told.done():
                    continue  # whoever asked has gone
                if isinstance(result, Exception):
                    told.set_exception(result)
                else:
                    told.set_result(result)
        self.sending = None

    async def send(self, actions: list[Sequence[Window]]) -> list[Refused | None]:
        keys = [window.key for windows in actions for window in windows]
        figures: list[int] = []
        for windows in actions:
            figures.append(len(windows))
            for window in windows:
                figures += window[1:]
        async with asyncio.timeout(self.seconds):
            told = await self.script(keys=keys, args=figures)
        return [
            Refused(window - 1, milliseconds / 1000) if window else None
            for window, milliseconds in zip(told[::2], told[1::2], strict=True)
        ]
