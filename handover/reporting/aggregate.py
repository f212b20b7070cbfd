"""Figures that can be added up: sums by name, and times as how often each occurred."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate

from aicc.platform.percentiles import Percentiles
from handover.models.figures import Figures, HourFigures

# What one step of a spread is. People's times are counted in whole seconds, answers in
# hundredths; a confidence in hundredths of the whole.
SECONDS = {"waiting": 1.0, "first_reply": 1.0, "handling": 1.0}
HUNDREDTH = 0.01


def step_of(name: str) -> float:
    return SECONDS.get(name, HUNDREDTH)


@dataclass(slots=True)
class Tally:
    """counts: sums by name. spreads: by name, how often each value occurred, in its steps."""

    counts: Counter[str] = field(default_factory=Counter)
    spreads: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    # Of a spread the values in order, and how many are no greater; until something is added.
    ordered: dict[str, tuple[Sequence[int], list[int]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def took(self, name: str, time: timedelta) -> None:
        self.measured(name, time.total_seconds())

    def measured(self, name: str, value: float) -> None:
        """value: in seconds, or a share; kept to the nearest step."""
        self.ordered.pop(name, None)
        self.spreads[name][round(value / step_of(name))] += 1

    def add(self, other: "Tally") -> None:
        self.ordered.clear()
        self.counts.update(other.counts)
        for name, values in other.spreads.items():
            self.spreads[name].update(values)

    def keep_in(self, row: Figures) -> None:
        row.counts, row.spreads = self.as_json()

    def as_json(self) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
        """Counts and spreads as a row keeps them."""
        counts = {name: number for name, number in sorted(self.counts.items()) if number}
        spreads = {
            name: {str(value): times for value, times in sorted(values.items())}
            for name, values in sorted(self.spreads.items())
        }
        return counts, spreads

    def spread(self, name: str) -> Percentiles:
        """Median, ninetieth percentile and longest, by nearest rank."""
        return Percentiles(
            sum(self.spreads.get(name, Counter()).values()),
            self.ranked(name, 50),
            self.ranked(name, 90),
            self.ranked(name, 100),
        )

    def ranked(self, name: str, percent: int) -> float | None:
        """The smallest value that at least `percent` of all do not exceed; None of nothing."""
        return self.ranks(name, (percent,))[0]

    def ranks(self, name: str, percents: Sequence[int]) -> list[float | None]:
        """The same for several, 1 to 100 each, in the work of one."""
        values = self.spreads.get(name)
        if not values:
            return [None] * len(percents)
        if name not in self.ordered:
            numbers, times = zip(*sorted(values.items()), strict=True)
            self.ordered[name] = numbers, list(accumulate(times))
        ordered, reached = self.ordered[name]
        wanted = (-(-percent * reached[-1] // 100) for percent in percents)
        return [ordered[bisect_left(reached, number)] * step_of(name) for number in wanted]

    def named(self, kind: str) -> dict[str, int]:
        """The counts of one kind by name, most first: of `trigger`, {"asked": 3, …}."""
        start = f"{kind}."
        found = {
            name.removeprefix(start): number
            for name, number in self.counts.items()
            if name.startswith(start)
        }
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def of(row: Figures) -> Tally:
    """What was kept of an hour or a day."""
    return read(row.counts, row.spreads)


def of_gone(row: HourFigures) -> Tally:
    """What was counted of an hour's records before they were purged or erased."""
    return read(row.gone_counts or {}, row.gone_spreads or {})


def read(counts: dict[str, int], kept: dict[str, dict[str, int]]) -> Tally:
    spreads = {
        name: Counter(dict(zip(map(int, values), values.values(), strict=True)))
        for name, values in kept.items()
    }
    return Tally(Counter(counts), defaultdict(Counter, spreads))


def total(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole
