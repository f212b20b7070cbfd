#!/bin/sh
# cron-descriptor 2.2.1, ko_KR: "30 15 * * *" is described as "03:30", without morning or afternoon.
#
# The page of scheduled jobs tells staff in words when a report is sent or records are purged. One
# would guess that a locale without words for the halves of the day keeps 24 hours. Twelve are the
# default in Korean too, and the halves are left away: 15:30 and 03:30 read alike, midnight is
# 12:00, and office hours from 9 to 18 are "09:00부터 06:59까지", an interval that ends before it
# begins. Names of days stay English ("Monday~Friday"). In English AM and PM stand there.
# use_24hour_time_format=True makes the hours right.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet cron-descriptor==2.2.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from cron_descriptor import ExpressionDescriptor, Options


def told(expression, locale="ko_KR", whole_day=False):
    options = Options()
    options.locale_code = locale
    options.use_24hour_time_format = whole_day
    return ExpressionDescriptor(expression, options).get_description()


jobs = ("30 15 * * *", "30 3 * * *", "0 0 * * *", "*/5 9-18 * * *")
got = {job: (told(job), told(job, whole_day=True)) for job in jobs}
english = told("30 15 * * *", locale="en_US")
print("cron-descriptor", version("cron-descriptor"), got, english)
assert got == {
    "30 15 * * *": ("03:30", "15:30"),
    "30 3 * * *": ("03:30", "03:30"),
    "0 0 * * *": ("12:00", "00:00"),
    "*/5 9-18 * * *": ("매 5분마다, 09:00부터 06:59까지", "매 5분마다, 09:00부터 18:59까지"),
}
assert english == "At 03:30 PM"
PYTHON
