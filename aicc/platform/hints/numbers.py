"""Whether this server has heard every hint: told by numbers, by beats, and by their absence.

Each server numbers what it sends over the layer, and sends a beat where it has nothing to say;
it hears its own as the others do. A number left out, a server without numbers or one that falls
silent, a layer that fails us or keeps still: each is a reason for doubt, and doubt ends with a
look into the database that began after it (`chat.api.lost_hints`). Without any, one is due every
minute: a process that died between its commit and its hint leaves nothing else behind.
"""

import asyncio
from collections.abc import Callable

BEAT_SECONDS = 5.0
AGAIN_SECONDS = 1.0  # a message of ours that is not back is followed by another so soon
DEAF_SECONDS = 3.5  # so long after the first of ours that is not back nothing comes in
SILENCE_SECONDS = 3 * BEAT_SECONDS
LOOK_SECONDS = 60.0  # between two looks where nothing is in doubt
NEVER = float("-inf")


class HintNumbers:
    """What one server has heard of itself and of the others, by the time of `clock`."""

    def __init__(self, name: str, clock: Callable[[], float]) -> None:
        self.name, self.clock = name, clock
        self.sent = 0
        self.sent_at = NEVER
        self.out_since: float | None = None  # the first of ours that has not come back
        self.refused = False  # the last of ours, by the layer
        self.heard: dict[str, tuple[int, float]] = {}  # by sender: the last number, and when
        self.doubts = 0  # so many reasons so far
        self.settled = 0  # so many of them a look has answered
        self.looked_at = NEVER
        self.doubted = asyncio.Event()

    def next(self) -> int:
        """The number of the message that goes out now."""
        self.sent, self.sent_at, self.refused = self.sent + 1, self.clock(), False
        if self.out_since is None:
            self.out_since = self.sent_at
        return self.sent

    def hear(self, sender: str, number: int | None) -> None:
        """A message of the layer's came in; None: its server is of a release without numbers."""
        before, _ = self.heard.get(sender, (None, NEVER))
        if number is None or (before is not None and number != before + 1):
            self.doubt()
        elif before is None and number > 1 and sender != self.name:
            self.doubt()  # what it said before we heard it may have come after our sockets' look
        if number is not None:
            self.heard[sender] = (number, self.clock())
            if sender == self.name:
                self.out_since = None if number == self.sent else self.clock()

    def doubt(self) -> None:
        self.doubts += 1
        self.doubted.set()

    def miss_the_silent(self) -> None:
        """Doubt once for each of the others that says nothing any more."""
        for sender, (_, at) in list(self.heard.items()):
            if sender != self.name and self.clock() - at > SILENCE_SECONDS:
                del self.heard[sender]
                self.doubt()

    def heard_itself_at(self) -> float:
        return self.heard.get(self.name, (0, NEVER))[1]

    def hears_itself(self) -> bool:
        return self.clock() - self.heard_itself_at() <= SILENCE_SECONDS

    def is_deaf(self) -> bool:
        """Whether the layer brings back nothing of what we give it, whatever it says."""
        return self.out_since is not None and self.clock() - self.out_since > DEAF_SECONDS

    def is_beat_due(self) -> bool:
        """Whether we have been silent for long, or shorter where the last of ours is not back."""
        is_back = self.out_since is None and not self.refused
        return self.clock() - self.sent_at >= (BEAT_SECONDS if is_back else AGAIN_SECONDS)

    def not_taken(self) -> None:
        """The layer refused our last message: it has failed, which is not to be silent."""
        self.listen_anew()
        self.refused = True

    def listen_anew(self) -> None:
        """What is out will not come back."""
        self.out_since = None
        self.doubt()

    def is_certain(self) -> bool:
        """Whether what the sockets were told is what stands in the database, or is hinted at."""
        is_recent = self.clock() - self.looked_at <= LOOK_SECONDS + BEAT_SECONDS
        return self.doubts == self.settled and is_recent and self.hears_itself()

    async def wait_for_doubt(self) -> None:
        """Until a look is due."""
        seconds = LOOK_SECONDS if self.hears_itself() else BEAT_SECONDS
        try:
            async with asyncio.timeout(seconds):
                await self.doubted.wait()
        except TimeoutError:
            pass
        self.doubted.clear()

    def settle(self, doubts: int, began: float) -> None:
        """A look that began then, with so many doubts, has ended."""
        self.settled, self.looked_at = max(self.settled, doubts), began
