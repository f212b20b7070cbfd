"""Figures of many outcomes, each with the interval that its number of cases allows."""

import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from chat.evaluation.scoring import Outcome
from chat.evaluation.usefulness import KINDS

# As a report names the kinds of useful answers.
KIND_NAMES = {
    "aspect": "one aspect",
    "followup": "follow-up",
    "multi": "several questions",
    "personal": "own account",
    "calc": "sum",
    "lookalike": "look-alike",
    "noise": "typos and noise",
    "smalltalk_offtopic": "small talk, off topic",
}
Z = 1.959964  # of a 95% interval


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: a share with its 95% interval, or a mean without one."""

    half: str
    name: str
    value: float  # 0 to 1
    low: float | None  # None: no interval is known for such a figure
    high: float | None
    right: int
    total: int
    fewer_is_better: bool = False

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95% interval of a share, after Wilson: honest also near 0 and 1 and for few cases."""
    if not total:
        return 0.0, 1.0
    share, spread = right / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    reach = Z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def measure(outcomes: Iterable[Outcome]) -> list[Measure]:
    """Every figure that these outcomes allow, half by half."""
    found: list[Measure] = []
    everything = list(outcomes)
    for half in dict.fromkeys(outcome.case.half for outcome in everything):
        found += _of_half(half, [one for one in everything if one.case.half == half])
    return found


def _of_half(half: str, outcomes: list[Outcome]) -> list[Measure]:
    def share(name: str, key: str, which: Callable[[Outcome], bool] = bool, fewer: bool = False):
        counts = [one.counts[key] for one in outcomes if key in one.counts and which(one)]
        right, total = sum(c[0] for c in counts), sum(c[1] for c in counts)
        return _share(half, name, right, total, fewer)

    def speaks(language: str) -> Callable[[Outcome], bool]:
        return lambda one: one.case.language == language

    rows = [
        *_useful(half, outcomes),
        share("right article first", "first"),
        share("  first, Korean", "first", speaks("ko")),
        share("  first, English", "first", speaks("en")),
        share("right article among three", "among three"),
        share("  among three, Korean", "among three", speaks("ko")),
        share("  among three, English", "among three", speaks("en")),
        share("right article cited first", "cited"),
        share("answerable refused", "wrongly refused", fewer=True),
        share("answer holds what it must", "contains"),
        share("answer is free of what it must not hold", "excludes"),
        share("far out of domain refused", "far refused"),
        share("near out of domain refused", "near refused"),
        *_found(half, "handover", "human", outcomes),
        *_found(half, "emergency", "emergency", outcomes),
        share("emergency of the right kind", "emergency kind"),
        share("triage right", "triage"),
        share("action right", "action"),
        *_labels(half, "intent", outcomes),
        *_labels(half, "sentiment", outcomes),
        share("briefing facts in three lines", "facts"),
        share("personal data masked", "masked"),
        share("look-alikes left alone", "kept"),
    ]
    return [row for row in rows if row.total]


def _useful(half: str, outcomes: list[Outcome]) -> list[Measure]:
    """Whether customers got what they asked for: overall, by language and by kind."""
    judged = [one for one in outcomes if one.case.asking]

    def row(name: str, which: Callable[[Outcome], bool]) -> Measure:
        counts = [one.counts["useful"][0] for one in judged if which(one)]
        return _share(half, name, sum(counts), len(counts))

    def is_of(kind: str) -> Callable[[Outcome], bool]:
        return lambda one: bool(one.case.asking and one.case.asking.kind == kind)

    return [
        row("answer useful", lambda one: True),
        row("  useful, Korean", lambda one: one.case.language == "ko"),
        row("  useful, English", lambda one: one.case.language == "en"),
        *(row(f"  useful, {KIND_NAMES[kind]}", is_of(kind)) for kind in KINDS),
    ]


def _share(half: str, name: str, right: int, total: int, fewer: bool = False) -> Measure:
    low, high = wilson(right, total)
    return Measure(half, name, right / total if total else 0.0, low, high, right, total, fewer)


def _pairs(outcomes: list[Outcome], key: str) -> list[tuple[str, str]]:
    return [one.labels[key] for one in outcomes if key in one.labels]


def _found(half: str, name: str, key: str, outcomes: list[Outcome]) -> list[Measure]:
    """Recall and precision of a yes."""
    pairs = _pairs(outcomes, key)
    hits = pairs.count(("yes", "yes"))
    wanted = sum(expected == "yes" for expected, _ in pairs)
    taken = sum(got == "yes" for _, got in pairs)
    return [
        _share(half, f"{name} recall", hits, wanted),
        _share(half, f"{name} precision", hits, taken),
    ]


def _labels(half: str, name: str, outcomes: list[Outcome]) -> list[Measure]:
    """Accuracy, and the mean over the labels of F1."""
    pairs = _pairs(outcomes, name)
    right = sum(expected == got for expected, got in pairs)
    macro = Measure(half, f"{name} macro-F1", macro_f1(pairs), None, None, right, len(pairs))
    return [_share(half, f"{name} right", right, len(pairs)), macro]


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """The mean of F1 over the labels that were expected; 0 without any."""
    scores = []
    for label in {expected for expected, _ in pairs}:
        hits = pairs.count((label, label))
        total = sum((expected == label) + (got == label) for expected, got in pairs)
        scores.append(2 * hits / total)
    return sum(scores) / len(scores) if scores else 0.0
