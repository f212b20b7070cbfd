#!/bin/sh
# django-ratelimit 4.1.0: "3/d" begins anew for each customer at an hour of their own.
#
# One would guess that a day is a day of the calendar, or the 24 hours since the first request. It
# is neither: days of UTC are shifted by a checksum of the key, so that not all end at once. One
# customer may ask again at half past eleven, another at four, and who has used up three of three
# just before has three more a minute later. What a page says, "three a day, come back tomorrow", is
# wrong for nearly everybody, and hours are shifted alike. "3/month" is three a minute, as the m
# alone is read. Count what is promised per day by the rows of the day.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django-ratelimit==4.1.0 Django==5.2.19
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from unittest.mock import patch

from django.conf import settings

settings.configure(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
)
from django.test import RequestFactory
from django_ratelimit import core

SEOUL = timezone(timedelta(hours=9))
MORNING = datetime(2026, 11, 30, 0, 0, tzinfo=SEOUL)


def begins(customer):
    """When, on one day, a customer who asks once a minute is counted from one."""
    times = []
    for minute in range(24 * 60):
        now = MORNING + timedelta(minutes=minute)
        with patch("django_ratelimit.core.time.time", return_value=now.timestamp()):
            usage = core.get_usage(
                RequestFactory().get("/"),
                group="codes",
                key=lambda *_: customer,
                rate="3/d",
                increment=True,
            )
        if usage["count"] == 1:
            times.append(f"{now:%H:%M}")
    return times[1:]


got = {name: begins(name) for name in ("customer-1", "customer-2", "customer-3")}
month = core.get_usage(RequestFactory().get("/"), group="m", key=lambda *_: "1", rate="3/month")
print("django-ratelimit", version("django-ratelimit"), got, month["time_left"])
assert all(len(times) == 1 for times in got.values())
assert len({times[0] for times in got.values()} - {"00:00", "09:00"}) == 3
assert month["time_left"] <= 60
PYTHON
