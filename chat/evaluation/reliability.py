"""Whether answers are as often useful as they are said to be, and the weights that make it so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

import numpy as np

from chat.assistant.answering.usefulness import NAMES, SURE, SURE_FROM, Signals, fitted
from chat.evaluation.scoring import Outcome

NUMBER = re.compile(r"-\d+$")  # of a case within its family
STEPS = 20
HOLD = 33.0  # answers' worth of doubt in each weight; found by cross-validation
TINY = 1e-9  # keeps a signal that never moves from stopping the fit
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)
FOLDS = 10  # for what is said of answers that the weights were not fitted on
# Of the answers that were not useful, kept out of the fit, the share that may be said to be above
# SURE: half of the tenth that is asked for, since lines that nobody tuned on are harder.
SURE_AND_WRONG = 0.05


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer from the articles: what spoke for it, what was said of it, and what it was."""

    signals: Signals
    way: str
    said: float
    useful: bool
    family: str = ""  # cases of one family are kept out of the fit together


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
            family = NUMBER.sub("", one.case.id)
            found.append(Judged(one.signals, one.way, one.probability, is_useful, family))
    return found


def fit(answers: Sequence[Judged]) -> dict[str, float]:
    """The weights, and from which probability on an answer is sure."""
    said = kept_out(answers)
    wrong = sorted(odds for odds, each in zip(said, answers, strict=True) if not each.useful)
    last = wrong[int((1 - SURE_AND_WRONG) * len(wrong))] if wrong else SURE
    return {**regression(answers), SURE_FROM: round(max(last, SURE), 4)}


def kept_out(answers: Sequence[Judged]) -> list[float]:
    """For each answer how probable it seems by weights that were fitted without its family; one
    of no family is a family by itself.
    """
    families = [each.family or str(number) for number, each in enumerate(answers)]
    fold_of = {family: number % FOLDS for number, family in enumerate(sorted(set(families)))}
    folds = [fold_of[family] for family in families]
    learned = {
        out: regression([each for each, fold in zip(answers, folds, strict=True) if fold != out])
        for out in set(folds)
    }
    return [fitted(each.signals, learned[fold]) for each, fold in zip(answers, folds, strict=True)]


def regression(answers: Sequence[Judged]) -> dict[str, float]:
    """The weights of a logistic regression over the signals, each held to its own spread.

    By Newton's method, which settles within some ten steps: the same on every machine.
    """
    seen = np.array([[each.signals[name] for name in NAMES] for each in answers])
    wanted = np.array([float(each.useful) for each in answers])
    middle, spread = seen.mean(axis=0), seen.std(axis=0)
    spread[spread == 0] = 1.0
    rows = np.hstack([np.ones((len(answers), 1)), (seen - middle) / spread])
    held = np.diag([0.0, *[HOLD] * len(NAMES)])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (wanted - said) - held @ weights
        bend = (rows * (said * (1 - said))[:, None]).T @ rows + held
        weights = weights + np.linalg.solve(bend + TINY * np.eye(len(bend)), slope)
    scaled = weights[1:] / spread
    bias = weights[0] - float(scaled @ middle)
    return dict(zip(("bias", *NAMES), (round(float(w), 4) for w in (bias, *scaled)), strict=True))


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
