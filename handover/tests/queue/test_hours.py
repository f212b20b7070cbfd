"""The desk's hours: several periods a day, holidays, and time that counts only while open."""

from datetime import UTC, date, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from handover.models import BusinessHours, SpecialDay
from handover.queue import hours
from handover.queue.hours import Calendar, calendar
from handover.tests.conftest import seoul

pytestmark = pytest.mark.clock

NINE, TWELVE, ONE, SIX = time(9), time(12), time(13), time(18)
WEEKDAYS = Calendar(dict.fromkeys(range(5), ((NINE, TWELVE), (ONE, SIX))))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-25 08:59", False),
        ("2026-11-25 09:00", True),
        ("2026-11-25 12:00", False),
        ("2026-11-25 12:30", False),
        ("2026-11-25 13:00", True),
        ("2026-11-25 18:00", False),
        ("2026-11-28 10:00", False),  # a Saturday
        ("2026-09-25 10:00", False),  # Chuseok, a Friday
        ("2026-08-17 10:00", False),  # the substitute of Liberation Day, a Monday
    ],
)
def test_the_desk_is_open_in_its_periods_and_closed_on_holidays(moment, is_open):
    assert WEEKDAYS.is_open(seoul(moment)) is is_open


def test_a_desk_without_hours_is_always_open():
    assert Calendar().is_open(seoul("2026-11-29 03:00"))
    assert Calendar().after(seoul("2026-11-29 03:00"), 60) == seoul("2026-11-29 03:01")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-25 12:10", "2026-11-25 13:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),  # over the weekend
        ("2026-09-23 18:30", "2026-09-28 09:00"),  # over Chuseok and the weekend
        ("2026-11-25 10:00", "2026-11-25 10:00"),  # it is open
    ],
)
def test_the_next_opening_is_found(moment, opens):
    assert WEEKDAYS.opens_at(seoul(moment)) == seoul(opens)


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/New_York")])
@pytest.mark.parametrize("calendar_", [WEEKDAYS, Calendar()])
@pytest.mark.parametrize("moment", ["2026-11-25 10:10", "2026-11-25 03:00", "2026-11-28 12:00"])
def test_what_is_shown_stands_in_the_banks_zone_whatever_zone_it_was_asked_in(
    moment, calendar_, zone
):
    asked = seoul(moment).astimezone(zone)

    told = [calendar_.opens_at(asked), calendar_.after(asked, 600)]
    told += [end for span in calendar_.spans(asked, days=3) for end in span]

    assert {each.tzinfo.key for each in told} == {"Asia/Seoul"}


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2026-11-25 10:00", 600, "2026-11-25 10:10"),
        ("2026-11-25 11:55", 600, "2026-11-25 13:05"),  # lunch does not count
        ("2026-11-27 17:59", 120, "2026-11-30 09:01"),  # nor does the weekend
        ("2026-11-28 03:00", 60, "2026-11-30 09:01"),
    ],
)
def test_only_business_time_counts(start, seconds, end):
    assert WEEKDAYS.after(seoul(start), seconds) == seoul(end)


def test_a_special_day_has_its_own_hours_or_none():
    shift = Calendar(WEEKDAYS.week, {date(2026, 9, 25): ((NINE, TWELVE),), date(2026, 11, 25): ()})

    assert shift.is_open(seoul("2026-09-25 10:00"))
    assert not shift.is_open(seoul("2026-11-25 10:00"))


@pytest.mark.django_db
def test_the_hours_come_from_the_back_office():
    BusinessHours.objects.create(weekday=2, opens=ONE, closes=SIX)
    BusinessHours.objects.create(weekday=2, opens=NINE, closes=TWELVE)
    SpecialDay.objects.create(day=date(2099, 1, 1), name="shift", opens=NINE, closes=TWELVE)

    found = calendar()

    assert found.week == {2: ((NINE, TWELVE), (ONE, SIX))}
    assert found.periods(date(2099, 1, 1)) == ((NINE, TWELVE),)


@pytest.mark.django_db
def test_hours_that_were_changed_elsewhere_are_known_in_half_a_minute(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(hours, "KNOWN_SECONDS", 30.0)
    monkeypatch.setattr(hours, "clock", SimpleNamespace(monotonic=lambda: now[0]))
    assert calendar().week == {}
    BusinessHours.objects.bulk_create([BusinessHours(weekday=2, opens=NINE, closes=SIX)])

    now[0] += 30.0
    known = calendar().week
    now[0] += 0.5

    assert known == {}
    assert calendar().week == {2: ((NINE, SIX),)}


def test_a_closed_day_that_lies_back_is_still_reckoned_with(db):
    BusinessHours.objects.create(weekday=3, opens=NINE, closes=TWELVE)
    SpecialDay.objects.create(day=date(2020, 12, 3), name="Founding day")  # a Thursday

    week = calendar()

    assert not week.is_open(seoul("2020-12-03 10:00"))
    assert week.is_open(seoul("2020-12-10 10:00"))


MIDNIGHT, NIGHT, TWO = time(0), time(21), time(2)
NIGHTS = Calendar(dict.fromkeys(range(5), ((NIGHT, TWO),)))  # Friday's ends on Saturday
ALWAYS = Calendar(dict.fromkeys(range(7), ((MIDNIGHT, MIDNIGHT),)))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 01:00", False),  # a Monday: Sunday has no night
        ("2026-11-23 21:00", True),
        ("2026-11-24 01:59", True),
        ("2026-11-24 02:00", False),
        ("2026-11-28 01:00", True),  # a Saturday
        ("2026-11-28 21:00", False),
        ("2026-09-24 01:00", True),  # the first day of Chuseok: the shift goes to its end
        ("2026-09-24 21:00", False),
    ],
)
def test_a_period_over_midnight_ends_on_the_day_after(moment, is_open):
    assert NIGHTS.is_open(seoul(moment)) is is_open


def test_business_time_runs_on_over_midnight():
    assert NIGHTS.after(seoul("2026-11-23 23:00"), 2 * 3600) == seoul("2026-11-24 01:00")
    assert NIGHTS.after(seoul("2026-11-24 01:00"), 2 * 3600) == seoul("2026-11-24 22:00")
    assert NIGHTS.opens_at(seoul("2026-11-24 01:00")) == seoul("2026-11-24 01:00")
    assert NIGHTS.opens_at(seoul("2026-11-28 02:00")) == seoul("2026-11-30 21:00")


def test_a_desk_of_24_hours_is_open_in_one_stretch_until_a_holiday():
    assert ALWAYS.is_open(seoul("2026-11-29 00:00"))
    assert ALWAYS.after(seoul("2026-11-29 23:59"), 120) == seoul("2026-11-30 00:01")
    assert next(ALWAYS.spans(seoul("2026-09-22 12:00"))) == (
        seoul("2026-09-22 12:00"),
        seoul("2026-09-24 00:00"),
    )


@pytest.mark.parametrize(
    ("periods", "hours"),
    [
        (((NINE, SIX), (TWELVE, time(20))), 11),
        (((NINE, SIX), (TWELVE, ONE)), 9),  # one within the other
        (((NINE, TWELVE), (TWELVE, SIX)), 9),  # side by side
        (((TWELVE, time(20)), (NINE, SIX)), 11),  # in whatever order
        (((NIGHT, TWO), (time(22), time(3))), 6),
    ],
)
def test_no_moment_counts_twice_where_periods_overlap(periods, hours):
    monday = Calendar({0: periods})

    open_for = sum(
        (end - begin for begin, end in monday.spans(seoul("2026-11-23 00:00"), 7)), timedelta()
    )

    assert open_for == timedelta(hours=hours)


def test_a_night_that_reaches_into_the_next_days_hours_counts_once():
    week = Calendar({0: ((NIGHT, TWO),), 1: ((time(1), TWELVE),)})

    assert list(week.spans(seoul("2026-11-23 20:00"), 3)) == [
        (seoul("2026-11-23 21:00"), seoul("2026-11-24 12:00"))
    ]


def test_a_closed_day_closes_a_desk_without_hours_too():
    desk = Calendar({}, {date(2026, 11, 25): (), date(2026, 11, 26): ((NINE, TWELVE),)})

    assert desk.is_open(seoul("2026-11-24 23:59"))
    assert not desk.is_open(seoul("2026-11-25 10:00"))
    assert desk.opens_at(seoul("2026-11-25 10:00")) == seoul("2026-11-26 09:00")
    assert not desk.is_open(seoul("2026-11-26 13:00"))
    assert desk.is_open(seoul("2026-09-25 10:00"))  # a holiday: who says nothing is open
    assert desk.after(seoul("2026-11-24 23:30"), 3600) == seoul("2026-11-26 09:30")


def hours_of(weekday, opens, closes):
    return BusinessHours(weekday=weekday, opens=opens, closes=closes)


def day_of(opens, closes):
    return SpecialDay(day=date(2026, 11, 25), name="shift", opens=opens, closes=closes)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("there", "new"),
    [
        (hours_of(0, NINE, SIX), hours_of(0, TWELVE, time(20))),
        (hours_of(0, NINE, SIX), hours_of(0, NINE, SIX)),
        (hours_of(0, NIGHT, TWO), hours_of(1, time(1), TWELVE)),
        (hours_of(6, NIGHT, TWO), hours_of(0, time(1), TWELVE)),  # Sunday's night
        (hours_of(0, MIDNIGHT, MIDNIGHT), hours_of(0, NINE, SIX)),
        (day_of(NINE, SIX), day_of(TWELVE, time(20))),
        (day_of(NINE, SIX), day_of(None, None)),
        (day_of(None, None), day_of(NINE, SIX)),
        (day_of(None, None), day_of(None, None)),
    ],
)
def test_what_overlaps_or_contradicts_is_refused(there: Model, new: Model):
    type(there).objects.bulk_create([there])

    with pytest.raises(ValidationError):
        new.clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("there", "new"),
    [
        (hours_of(0, NINE, TWELVE), hours_of(0, TWELVE, SIX)),
        (hours_of(0, NIGHT, TWO), hours_of(1, TWO, TWELVE)),
        (hours_of(0, MIDNIGHT, MIDNIGHT), hours_of(1, MIDNIGHT, MIDNIGHT)),
        (hours_of(6, NINE, MIDNIGHT), hours_of(0, MIDNIGHT, SIX)),
        (day_of(NINE, TWELVE), day_of(ONE, SIX)),
    ],
)
def test_what_stands_side_by_side_is_accepted(there, new):
    type(there).objects.bulk_create([there])

    new.clean()
    type(there).objects.get().clean()  # nor does a row overlap itself


def test_nine_to_nine_is_neither_nothing_nor_a_day():
    with pytest.raises(ValidationError, match="24:00"):
        hours_of(0, NINE, NINE).clean()
