"""Whether answers are as often useful as they are said to be, and the weights that make it so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, fsum

from chat.assistant.answering.usefulness import NAMES, Signals
from chat.evaluation.scoring import Outcome

STEPS, RATE, HOLD = 3_000, 0.5, 0.004  # of the descent; HOLD keeps weights small
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)
SURE = 0.8  # a wrong answer above it is a bad one


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer from the articles: what spoke for it, what was said of it, and what it was."""

    signals: Signals
    way: str
    said: float
    useful: bool


@dataclass(frozen=True, slots=True)
class Bin:
    low: float
    high: float
    answers: int
    said: float  # the mean probability
    useful: float  # the share that was


def judged(outcomes: Iterable[Outcome]) -> list[Judged]:
    """The answers that cite an article and whose use is known."""
    found = []
    for one in outcomes:
        if one.signals is None or one.probability is None:
            continue
        counts = [
            one.counts[name] for name in ("useful", "contains", "cited") if name in one.counts
        ]
        if counts:
            is_useful = all(right == total for right, total in counts)
            found.append(Judged(one.signals, one.way, one.probability, is_useful))
    return found


def fit(answers: Sequence[Judged]) -> dict[str, float]:
    """The weights of a logistic regression, by plain descent: the same on every machine."""
    rows = [[1.0, *(each.signals[name] for name in NAMES)] for each in answers]
    wanted = [float(each.useful) for each in answers]
    weights = [0.0] * (len(NAMES) + 1)
    for _ in range(STEPS):
        slopes = [0.0] * len(weights)
        for row, is_so in zip(rows, wanted, strict=True):
            wrong = _logistic(weights, row) - is_so
            for at, value in enumerate(row):
                slopes[at] += wrong * value
        for at, slope in enumerate(slopes):
            held = HOLD * weights[at] if at else 0.0
            weights[at] -= RATE * (slope / len(rows) + held)
    return dict(zip(("bias", *NAMES), (round(each, 4) for each in weights), strict=True))


def _logistic(weights: Sequence[float], row: Sequence[float]) -> float:
    return 1 / (1 + exp(-fsum(a * b for a, b in zip(weights, row, strict=True))))


def bins(answers: Sequence[Judged]) -> list[Bin]:
    result = []
    for low, high in pairwise(EDGES):
        here = [each for each in answers if low <= each.said < high]
        if here:
            said = fsum(each.said for each in here) / len(here)
            useful = sum(each.useful for each in here) / len(here)
            result.append(Bin(low, min(high, 1.0), len(here), said, useful))
    return result


def sure_and_wrong(answers: Sequence[Judged]) -> float:
    """Of the answers that were not useful the share that was said to be, above SURE."""
    wrong = [each for each in answers if not each.useful]
    return sum(each.said > SURE for each in wrong) / len(wrong) if wrong else 0.0


def table(answers: Sequence[Judged]) -> str:
    rows = ["| said | answers | mean said | useful |", "|---|---|---|---|"]
    for each in bins(answers):
        span = f"{each.low:.1f}–{each.high:.1f}"
        rows.append(f"| {span} | {each.answers} | {each.said:.2f} | {each.useful:.2f} |")
    wrong = f"not useful and above {SURE}: {sure_and_wrong(answers):.1%}"
    return "\n".join([*rows, "", wrong])
