"""Whether it was better before: an earlier run's figures beside this one's."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chat.evaluation.measures import Measure

TOLERANCE = 0.005  # of a share: what rounding and nothing else explains


class BadBaseline(ValueError):
    """The file is no earlier run."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure then and now."""

    name: str  # with its half
    before: float | None  # None: it was not measured then
    now: float | None  # None: it was measured then and is not now
    worse: bool

    def __str__(self) -> str:
        before = "–" if self.before is None else f"{self.before:.1%}"
        now = "–" if self.now is None else f"{self.now:.1%}"
        return f"{self.name}: {before} → {now}{'  WORSE' if self.worse else ''}"


def read(path: Path) -> dict[str, Any]:
    """The data of an earlier run's JSON. Raises BadBaseline."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        data["measures"][0]["value"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BadBaseline(f"{path} is no earlier run's JSON ({error})") from None
    return dict(data)


def changes(before: dict[str, Any], now: list[Measure], tolerance: float) -> list[Change]:
    """Every figure that moved, the worse ones first. A figure that is gone is worse."""
    then = {(row["half"], row["name"].strip(), row["name"]): row for row in before["measures"]}
    here = {(row.half, row.name.strip(), row.name): row for row in now}
    halves = {row.half for row in now}
    found = []
    for key in dict.fromkeys([*then, *here]):
        if key[0] not in halves:  # that half was not run now
            continue
        found.append(_change(key[2], key[0], then.get(key), here.get(key), tolerance))
    moved = [change for change in found if change.before != change.now]
    return sorted(moved, key=lambda change: not change.worse)


def _change(
    name: str, half: str, then: dict[str, Any] | None, here: Measure | None, tolerance: float
) -> Change:
    named = f"{half}: {name.strip()}"
    if then is None or here is None:
        value = here.value if here else None
        return Change(named, then["value"] if then else None, value, worse=here is None)
    lost = here.value - then["value"] if here.fewer_is_better else then["value"] - here.value
    return Change(named, then["value"], here.value, worse=lost > tolerance)


def newly_failing(before: dict[str, Any], failing: set[str]) -> list[str]:
    """The ids of cases that fail now and did not then."""
    known, failed = set(before.get("cases", ())), set(before.get("failing", ()))
    return sorted((failing & known) - failed)
