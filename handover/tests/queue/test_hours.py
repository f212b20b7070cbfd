"""The desk's hours: several periods a day, holidays, and time that counts only while open."""

from datetime import UTC, date, time
from zoneinfo import ZoneInfo

import pytest

from handover.models import BusinessHours, SpecialDay
from handover.queue.hours import Calendar, calendar, public_holidays
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


def test_koreas_holidays_are_known():
    assert date(2026, 10, 3) in public_holidays(2026)
    assert date(2026, 11, 25) not in public_holidays(2026)


def test_a_closed_day_that_lies_back_is_still_reckoned_with(db):
    BusinessHours.objects.create(weekday=3, opens=NINE, closes=TWELVE)
    SpecialDay.objects.create(day=date(2020, 12, 3), name="Founding day")  # a Thursday

    week = calendar()

    assert not week.is_open(seoul("2020-12-03 10:00"))
    assert week.is_open(seoul("2020-12-10 10:00"))
