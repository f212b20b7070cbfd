"""Business hours: when somebody is at the desk, and time that counts only then.

Periods of the week, special days, and Korea's public holidays, which are closed unless a
special day says otherwise. While the week has no period at all the desk is open at every hour
of every day but the special ones, public holidays too.
"""

import time as clock
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from handover.models import BusinessHours, SpecialDay
from handover.models.hours import length
from handover.queue import public_holidays

KNOWN_SECONDS = 30.0  # a change of the hours is known everywhere within so long
LOOK_AHEAD_DAYS = 60  # a desk that opens later than that is as good as closed

Periods = tuple[tuple[time, time], ...]  # as they begin; one may end on the day after
Span = tuple[datetime, datetime]
WHOLE_DAY: Periods = ((time(0), time(0)),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The week and its exceptions, in local time."""

    week: dict[int, Periods] = field(default_factory=dict)  # by weekday, Monday is 0
    special: dict[date, Periods] = field(default_factory=dict)  # () is closed

    @property
    def is_always_open(self) -> bool:
        return not self.week and not self.special

    def periods(self, day: date) -> Periods:
        if day in self.special:
            return self.special[day]
        if not self.week:
            return WHOLE_DAY
        if day in public_holidays.of_year(day.year):
            return ()
        return self.week.get(day.weekday(), ())

    def spans(self, start: datetime, days: int = LOOK_AHEAD_DAYS) -> Iterator[Span]:
        """The open stretches from `start` on as (from, to); the first may have begun.

        days: those that it looks at, the day of `start` and what reaches into it the first.
        What touches or overlaps is one stretch, so that no moment is counted twice. Both ends
        stand in the bank's zone, whatever zone `start` came in: they are shown.
        """
        start = timezone.localtime(start)
        known: Span | None = None
        for begin, end in self._periods_from(start.date(), days):
            if end <= start:
                continue
            begin = max(begin, start)
            if known is None:
                known = begin, end
            elif begin <= known[1]:
                known = known[0], max(known[1], end)
            else:
                yield known
                known = begin, end
        if known is not None:
            yield known

    def _periods_from(self, first: date, days: int) -> Iterator[Span]:
        """The periods that begin on these days and the day before them, in order."""
        zone = timezone.get_current_timezone()
        for offset in range(-1, days):
            day = first + timedelta(days=offset)
            for opens, closes in sorted(self.periods(day)):
                begin = datetime.combine(day, opens, zone)
                yield begin, begin + length(opens, closes)

    def is_open(self, moment: datetime) -> bool:
        if self.is_always_open:
            return True
        return any(begin == moment for begin, _ in self.spans(moment, days=1))

    def opens_at(self, moment: datetime) -> datetime | None:
        """When the desk opens next, in the bank's zone; `moment` while it is open.

        None when no opening is in sight.
        """
        if self.is_open(moment):
            return timezone.localtime(moment)
        return next((begin for begin, _ in self.spans(moment)), None)

    def after(self, moment: datetime, seconds: float) -> datetime:
        """The moment `seconds` of business time later.

        Where so much business time is not in sight, so much plain time after the last of it.
        """
        left = timedelta(seconds=seconds)
        if self.is_always_open:
            return timezone.localtime(moment + left)
        end = timezone.localtime(moment)
        for begin, end in self.spans(moment):
            if begin + left <= end:
                return begin + left
            left -= end - begin
        return end + left


def period_rows() -> Calendar:
    """The calendar as it stands in the database. Two queries."""
    week: dict[int, list[tuple[time, time]]] = defaultdict(list)
    for weekday, opens, closes in BusinessHours.objects.order_by("weekday", "opens").values_list(
        "weekday", "opens", "closes"
    ):
        week[weekday].append((opens, closes))
    special: dict[date, list[tuple[time, time]]] = defaultdict(list)
    # Past ones too: time is also reckoned from a moment that lies back, and they are few.
    for day, begin, end in SpecialDay.objects.order_by("day", "opens").values_list(
        "day", "opens", "closes"
    ):
        hours = special[day]
        if begin is not None and end is not None:
            hours.append((begin, end))
    return Calendar(
        {weekday: tuple(hours) for weekday, hours in week.items()},
        {day: tuple(hours) for day, hours in special.items()},
    )


_known: tuple[float, Calendar] | None = None


def calendar() -> Calendar:
    """The calendar, read again when it is older than 30 s."""
    global _known
    if _known is None or clock.monotonic() - _known[0] > KNOWN_SECONDS:
        _known = (clock.monotonic(), period_rows())
    return _known[1]


def forget() -> None:
    """Read the calendar anew at the next question: the hours were changed here."""
    global _known
    _known = None
