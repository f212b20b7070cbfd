"""Stretches of whole days where the bank is, and what was counted of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models.fields.json import KT
from django.utils import timezone

from handover.models import DayFigures, HourFigures, RollUp

DAY = timedelta(days=1)
MOST_DAYS = 92

OF_AN_HOUR = ("conversations", "wishes")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day's midnight in the bank's time zone to the last day's end."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        return midnight(self.last + DAY)

    @property
    def before(self) -> "Period":
        """As many days, directly before."""
        length = timedelta(days=self.days)
        return Period(self.first - length, self.last - length)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def day_of(moment: datetime) -> date:
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def today() -> date:
    return day_of(timezone.now())


def days_of(period: Period) -> list[DayFigures]:
    """The days on which anything was counted, oldest first. One query."""
    return list(
        DayFigures.objects.filter(day__gte=period.first, day__lte=period.last).order_by("day")
    )


def hour_rows(period: Period) -> list[HourFigures]:
    """The hours in which anything was counted, oldest first, with their times. One query."""
    return list(
        HourFigures.objects.filter(began_at__gte=period.since, began_at__lt=period.until).order_by(
            "began_at"
        )
    )


def hours_of(period: Period) -> list[tuple[datetime, Counter[str]]]:
    """How many conversations and handover requests each hour had, oldest first. One query.

    The database picks the two out: of two thousand hours each has some forty counts.
    """
    rows = (
        HourFigures.objects.filter(began_at__gte=period.since, began_at__lt=period.until)
        .order_by("began_at")
        .values_list("began_at", *(KT(f"counts__{name}") for name in OF_AN_HOUR))
    )
    return [
        (hour, Counter(dict(zip(OF_AN_HOUR, (int(count or 0) for count in counts), strict=True))))
        for hour, *counts in rows
    ]


def counted_to() -> datetime | None:
    """Up to when records were looked through; None: never."""
    return RollUp.objects.filter(pk=1).values_list("read_to", flat=True).first()
