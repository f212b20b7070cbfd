"""Pauses between attempts that fail: growing, with full jitter, and with an end."""

import random


class GaveUp(Exception):
    """So many attempts in a row have failed that none is made any more."""


class Backoff:
    """What a client of ours waits before it tries again."""

    def __init__(
        self,
        dice: random.Random,
        *,
        first_seconds: float = 0.5,
        longest_seconds: float = 30.0,
        most: int = 100,
    ) -> None:
        """most: failures in a row; the one that makes it so many ends it."""
        self.dice, self.first, self.longest = dice, first_seconds, longest_seconds
        self.most, self.failures = most, 0

    def fail(self) -> float:
        """Count a failure. Returns the seconds until the next attempt. Raises GaveUp."""
        self.failures += 1
        if self.failures >= self.most:
            raise GaveUp(f"{self.failures} attempts in a row failed")
        return self.dice.uniform(0, min(self.longest, self.first * 2 ** (self.failures - 1)))

    def reset(self) -> None:
        """An attempt succeeded."""
        self.failures = 0
