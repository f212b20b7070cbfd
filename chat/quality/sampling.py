"""Drawing by lot, so that whoever knows the seed draws the same again. Pure."""

import hashlib
import math
from collections.abc import Iterable


def sample(candidates: Iterable[tuple[int, int]], wanted: int, seed: int) -> list[int]:
    """`wanted` of the candidates (id, weight), without putting any back; the first drawn first.

    A candidate of twice the weight is twice as likely to come next; weight 0 is never drawn.
    The lot of each hangs on the seed and its id alone, not on the others, their order or
    Python's version.
    """
    lots = [(_lot(seed, each) / weight, each) for each, weight in candidates if weight > 0]
    return [each for _, each in sorted(lots)[:wanted]]


def _lot(seed: int, candidate: int) -> float:
    """An exponential variate: the smallest of many, each over its weight, wins by weight."""
    digest = hashlib.sha256(f"{seed}:{candidate}".encode()).digest()
    return -math.log((int.from_bytes(digest[:8], "big") + 1) / 2**64)
