"""What masking a text costs, against its length."""

import time

from chat.pii import mask


def grows_with_the_length(piece: str) -> bool:
    """Whether text made of this, over and over, costs in proportion: eight times the length is 8
    times the work if it is linear, 64 times if it is quadratic.
    """
    return work(piece, 16_000) < 24 * work(piece, 2_000) + 0.005


def work(piece: str, length: int) -> float:
    """Seconds of the processor: the least of three, for the machine may be busy."""
    text = (piece * length)[:length]
    spent = []
    for _ in range(3):
        began = time.process_time()
        mask(text)
        spent.append(time.process_time() - began)
    return min(spent)
