"""What the points of a scorecard come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Mark:
    """The points for one criterion. points: 0 to `most`, or None where it does not apply."""

    points: int | None
    most: int
    weight: int = 1
    critical: bool = False

    def __post_init__(self) -> None:
        if self.most < 1 or self.weight < 0:
            raise ValueError("a criterion has at least one point, and no negative weight")
        if self.points is not None and not 0 <= self.points <= self.most:
            raise ValueError(f"{self.points} of {self.most} points")


def is_failed(marks: Iterable[Mark]) -> bool:
    """Whether a critical criterion got no points."""
    return any(mark.critical and mark.points == 0 for mark in marks)


def score(marks: Iterable[Mark]) -> int | None:
    """0 to 100, halves rounded up; None where nothing with a weight applies.

    The weighted mean of each criterion's share of its points. What does not apply takes its
    weight with it; a critical criterion without points makes it 0.
    """
    marks = list(marks)
    if is_failed(marks):
        return 0
    counted = [(mark, mark.points) for mark in marks if mark.points is not None]
    weight = sum(mark.weight for mark, _ in counted)
    if not weight:
        return None
    share = sum(mark.weight * Fraction(points, mark.most) for mark, points in counted) / weight
    return int(share * 100 + Fraction(1, 2))
