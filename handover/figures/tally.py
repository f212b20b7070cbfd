"""Figures that can be added up: sums by name, and times as how often each occurred."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from aicc.spread import Spread
from handover.models.figures import Figures

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

    def took(self, name: str, time: timedelta) -> None:
        self.measured(name, time.total_seconds())

    def measured(self, name: str, value: float) -> None:
        """value: in seconds, or a share; kept to the nearest step."""
        self.spreads[name][round(value / step_of(name))] += 1

    def add(self, row: Figures) -> None:
        """What was kept of an hour or a day."""
        self.counts.update(row.counts)
        for name, values in row.spreads.items():
            own = self.spreads[name]
            for value, times in values.items():
                own[int(value)] += times

    def keep_in(self, row: Figures) -> None:
        row.counts = {name: number for name, number in sorted(self.counts.items()) if number}
        row.spreads = {
            name: {str(value): times for value, times in sorted(values.items())}
            for name, values in sorted(self.spreads.items())
        }

    def spread(self, name: str) -> Spread:
        """Median, ninetieth percentile and longest, by nearest rank."""
        return Spread(
            sum(self.spreads.get(name, Counter()).values()),
            self.ranked(name, 50),
            self.ranked(name, 90),
            self.ranked(name, 100),
        )

    def ranked(self, name: str, percent: int) -> float | None:
        """The smallest value that at least `percent` of all do not exceed; None of nothing."""
        values = self.spreads.get(name)
        if not values:
            return None
        wanted = -(-percent * sum(values.values()) // 100)
        for value in sorted(values):
            wanted -= values[value]
            if wanted <= 0:
                return value * step_of(name)
        raise AssertionError("unreachable")

    def named(self, kind: str) -> dict[str, int]:
        """The counts of one kind by name, most first: of `trigger`, {"asked": 3, …}."""
        start = f"{kind}."
        found = {
            name.removeprefix(start): number
            for name, number in self.counts.items()
            if name.startswith(start)
        }
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def total(rows: Iterable[Figures]) -> Tally:
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally
