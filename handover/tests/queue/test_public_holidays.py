"""The holidays that desks go by are the official ones, and say how far they were checked."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aicc.doctor import calendar
from aicc.doctor.finding import Level
from handover.models import BusinessHours, SpecialDay
from handover.queue import hours, public_holidays
from handover.tests.conftest import seoul
from handover.tests.test_admin import signed_in

# By the law in force when they were compared, substitute days included: month and day.
OFFICIAL = {
    2026: "0101 0216 0217 0218 0301 0302 0501 0505 0524 0525 0603 0606 0717 0815 0817 0924 0925"
    " 0926 1003 1005 1009 1225",
    2027: "0101 0206 0207 0208 0209 0301 0501 0503 0505 0513 0606 0717 0719 0815 0816 0914 0915"
    " 0916 1003 1004 1009 1011 1225 1227",
}


@pytest.mark.parametrize("year", OFFICIAL)
def test_the_pinned_calendar_is_the_official_one(year):
    assert (
        " ".join(f"{day:%m%d}" for day in sorted(public_holidays.of_year(year))) == OFFICIAL[year]
    )


def test_whoever_raises_the_pin_checks_the_years_again():
    assert public_holidays.installed_version() == public_holidays.CHECKED_VERSION
    assert max(OFFICIAL) == public_holidays.CHECKED_TO


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (public_holidays.CHECKED_ON, Level.OK),
        (public_holidays.CHECKED_ON + timedelta(days=300), Level.OK),
        (date(public_holidays.CHECKED_TO, 10, 1), Level.WARNING),  # the next year is near
        (date(public_holidays.CHECKED_TO + 1, 1, 2), Level.WARNING),
    ],
)
def test_the_doctor_says_how_old_the_calendar_is(today, level):
    (finding,) = calendar.examine(today)

    assert finding.level == level
    assert str((today - public_holidays.CHECKED_ON).days) in finding.text


@pytest.mark.django_db(transaction=True)
def test_the_office_shows_the_coming_years_holidays_and_what_the_bank_says_of_them():
    sam = signed_in("Sam", "supervisor")
    today = timezone.localdate()
    first, *_, last = public_holidays.named(today, today + timedelta(days=364), "ko")
    SpecialDay.objects.create(day=first[0], name="당직", opens="09:00", closes="12:00")

    page = sam.get(reverse("admin:handover_specialday_changelist"))

    shown = page.context["public_holidays"]
    assert (shown[0][:2], str(shown[0][2][0])) == (first, f"{first[0]} 당직 09:00–12:00")
    assert last[1] in page.text
    form = sam.get(
        reverse("admin:handover_specialday_add"), {"day": str(last[0]), "name": last[1]}
    )
    assert last[1] in form.text


def test_the_days_have_names_in_both_languages():
    day = date(2027, 5, 3)

    assert public_holidays.named(day, day, "ko") == [(day, "노동절 대체 휴일")]
    assert public_holidays.named(day, day, "en") == [(day, "Alternative holiday for Labor Day")]


@pytest.mark.django_db(transaction=True)
def test_a_day_that_a_law_adds_is_put_in_by_hand():
    sam = signed_in("Sam", "supervisor")
    BusinessHours.objects.create(weekday=2, opens="09:00", closes="18:00")
    hours.forget()
    assert hours.calendar().is_open(seoul("2027-03-10 10:00"))  # a Wednesday

    sam.post(
        reverse("admin:handover_specialday_add"),
        {"day": "2027-03-10", "name": "임시공휴일", "opens": "", "closes": ""},
    )

    assert not hours.calendar().is_open(seoul("2027-03-10 10:00"))
    assert hours.calendar().opens_at(seoul("2027-03-10 10:00")) == seoul("2027-03-17 09:00")
