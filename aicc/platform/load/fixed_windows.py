"""Counting in this process's memory: every frame of every socket passes here.

The memory storage of `limits` starts a thread a hundred times a second while anything is counted,
and each of them walks all that is counted, for what has ended. Here a key that has ended begins
anew when it is asked for, and what nobody asks for any more goes when the number of keys has
doubled: a count costs the same however many are kept.
"""

import threading
import time
from collections.abc import Callable, Hashable

FEWEST_SWEPT = 1024  # keys before anything is looked for that has ended


class FixedWindows:
    """How often each key was counted in its window, which begins with its first count.

    From any thread. clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = threading.Lock()
        self.windows: dict[Hashable, tuple[float, int]] = {}  # its end, and the count
        self.sweep_at = FEWEST_SWEPT

    def hit(self, key: Hashable, most: int, seconds: float, cost: int = 1) -> bool:
        """Count; whether at most `most` have been by now. A refused one is counted as well."""
        now = self.clock()
        with self.lock:
            end, count = self.windows.get(key, (0.0, 0))
            if end <= now:
                self.make_room(now)
                end, count = now + seconds, 0
            self.windows[key] = end, count + cost
        return count + cost <= most

    def allows(self, key: Hashable, most: int, cost: int = 1) -> bool:
        """Whether so many more would pass. Counts nothing."""
        end, count = self.windows.get(key, (0.0, 0))
        return (count if end > self.clock() else 0) + cost <= most

    def seconds_left(self, key: Hashable) -> float:
        """Until its window ends; 0 where it has none."""
        return max(0.0, self.windows.get(key, (0.0, 0))[0] - self.clock())

    def make_room(self, now: float) -> None:
        if len(self.windows) >= self.sweep_at:
            self.windows = {key: each for key, each in self.windows.items() if each[0] > now}
            self.sweep_at = max(FEWEST_SWEPT, 2 * len(self.windows))

    def clear(self) -> None:
        with self.lock:
            self.windows, self.sweep_at = {}, FEWEST_SWEPT
