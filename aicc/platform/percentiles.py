"""How long things took, in the few numbers that people compare."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Of `count` times in seconds: the median, the ninetieth percentile, the longest.

    None where there was nothing. Percentiles are by nearest rank: each one really happened.
    """

    count: int
    p50: float | None = None
    p90: float | None = None
    longest: float | None = None


def percentiles(seconds: Iterable[float]) -> Percentiles:
    found = sorted(seconds)
    if not found:
        return Percentiles(0)
    return Percentiles(len(found), ranked(found, 0.5), ranked(found, 0.9), found[-1])


def ranked(found: list[float], share: float) -> float:
    return found[math.ceil(share * len(found)) - 1]


def ratio(some: int, of: int) -> float | None:
    """0.0 to 1.0; None of nothing."""
    return some / of if of else None
