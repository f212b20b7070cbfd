#!/bin/sh
# dateutil 2.9.0: parse("30일 오후 3시 30분", fuzzy=True) is 30 March 2030, at midnight.
#
# fuzzy skips words that it does not know, and it reads "2026년 11월 30일" and "11월 5일" rightly, so one
# would guess that it can do Korean numerals with a unit. Units are among what is skipped: it has
# the figures in their order, and an hour and minutes without a colon are month and year. "오전 9시" is
# the 9th of this month. "26.11.30", a date as messages and slips have it, is the 26th of November
# 2030, with or without fuzzy. Nothing raises, and a call-back is put down for a day that nobody
# named. Give it dates of four-figure years alone, and read 시 and 분 by a pattern.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-dateutil==2.9.0.post0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

from dateutil.parser import parse

TODAY = datetime(2026, 11, 20)
told = {
    "2026년 11월 30일": "2026-11-30 00:00",
    "11월 5일": "2026-11-05 00:00",
    "30일 오후 3시 30분": "2030-03-30 00:00",
    "오전 9시": "2026-11-09 00:00",
    "26.11.30": "2030-11-26 00:00",
}
got = {text: f"{parse(text, fuzzy=True, default=TODAY):%Y-%m-%d %H:%M}" for text in told}
print("python-dateutil", version("python-dateutil"), "seen", got)
assert got == told
assert parse("26.11.30", default=TODAY) == datetime(2030, 11, 26)
PYTHON
