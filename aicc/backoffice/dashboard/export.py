"""The figures of a period as a table for other programs."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.utils import timezone

from aicc.platform.inference.token_usage import MICRO
from handover import reporting
from handover.models.figures import Figures
from handover.reporting import Period, Tally
from handover.reporting.aggregate import of
from handover.reporting.period import hour_rows

SPREADS = ("answer", "model", "confidence", "waiting", "first_reply", "handling")
PERCENTS = (10, 50, 90, 100)


def as_csv(period: Period, *, by_hour: bool) -> str:
    """One line a day or an hour on which anything happened; times in seconds, cost in won."""
    rows = hours(period) if by_hour else days(period)
    found = [(label, of(row)) for label, row in rows]
    names = sorted({name for _, tally in found for name in tally.counts} - {"cost_micro_won"})
    times = [f"{name}_p{percent}" for name in SPREADS for percent in PERCENTS]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["hour" if by_hour else "day", *names, "cost_won", *times])
    for label, tally in found:
        writer.writerow([label, *line(tally, names)])
    return out.getvalue()


def line(tally: Tally, names: list[str]) -> Iterator[Any]:
    yield from (tally.counts[name] for name in names)
    yield tally.counts["cost_micro_won"] / MICRO
    for name in SPREADS:
        for value in tally.ranks(name, PERCENTS):
            yield "" if value is None else round(value, 2)


def days(period: Period) -> Iterator[tuple[str, Figures]]:
    for row in reporting.days_of(period):
        yield row.day.isoformat(), row


def hours(period: Period) -> Iterator[tuple[str, Figures]]:
    zone = timezone.get_default_timezone()
    for row in hour_rows(period):
        yield timezone.localtime(row.began_at, zone).isoformat(), row
