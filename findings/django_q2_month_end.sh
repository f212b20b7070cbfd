#!/bin/sh
# django-q2 1.11.1: a MONTHLY schedule of 31 January runs on the 28th of every month from February.
#
# One would guess that the last day of a month is run on the last day, or that short months are left
# out. Each run is worked out from the one before it: February has 28 days, so the day is cut, and
# no later month brings it back. A statement, a rate's change or a purge of the month's end is three
# days early in March and ever after, and YEARLY of 29 February is the 28th in the next leap year
# too. The first run is right, and so is every schedule up to the 28th. dateutil's relativedelta
# from the first date keeps the 31st. Use CRON with the day after, the 1st, for what belongs to a
# month's end.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    Django==5.2.19 django-q2==1.11.1 python-dateutil==2.9.0.post0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

import django
from dateutil.relativedelta import relativedelta
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django_q"],
    Q_CLUSTER={"orm": "default", "timeout": 30, "retry": 60},
    TIME_ZONE="Asia/Seoul",
    USE_TZ=True,
)
django.setup()
from django_q.models import Schedule

SEOUL = ZoneInfo("Asia/Seoul")


def runs(kind, first, count):
    schedule = Schedule(func="print", schedule_type=kind, next_run=first)
    days = []
    for _ in range(count):
        schedule.next_run = schedule.calculate_next_run(schedule.next_run)
        days.append(f"{schedule.next_run:%Y-%m-%d}")
    return days


january, leap_day = (datetime(*day, 9, tzinfo=SEOUL) for day in ((2026, 1, 31), (2024, 2, 29)))
got = {
    "monthly": runs(Schedule.MONTHLY, january, 4),
    "yearly": runs(Schedule.YEARLY, leap_day, 4)[3:],
}
meant = [f"{january + relativedelta(months=months):%Y-%m-%d}" for months in range(1, 5)]
print("django-q2", version("django-q2"), "expected", meant, "seen", got)
assert meant == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]
assert got == {
    "monthly": ["2026-02-28", "2026-03-28", "2026-04-28", "2026-05-28"],
    "yearly": ["2028-02-28"],
}
PYTHON
