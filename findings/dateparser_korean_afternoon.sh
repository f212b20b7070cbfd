#!/bin/sh
# dateparser 1.5.0: parse("내일 오후 3시") is tomorrow at the present time of day; the hour is lost.
#
# English "tomorrow at 3pm" keeps its hour, and so do "내일 15시" and a date with 오후 behind it. It
# is the relative day together with 오전 or 오후, as nearly every caller puts it, that comes back as a
# valid time which nobody has named: a call-back at 15:00 stands in the list at 10:00. "다음 달 5일",
# the 5th of next month, is a month and five days from now. Both can be told only by comparing the
# text with what came of it, so a time of day is better read by a grammar of one's own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet dateparser==1.5.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

import dateparser

NOW = datetime(2026, 11, 30, 10, 0)
told = {
    "내일 오후 3시": "2026-12-01 10:00",  # tomorrow, 3 in the afternoon
    "어제 오전 9시": "2026-11-29 10:00",  # yesterday, 9 in the morning
    "오늘 오후 3:30": "2026-11-30 10:00",  # today, 3:30 in the afternoon
    "다음 달 5일": "2027-01-04 10:00",  # the 5th of next month
    "내일 15시": "2026-12-01 15:00",
    "12월 1일 오후 3시": "2026-12-01 15:00",
    "tomorrow at 3pm": "2026-12-01 15:00",
}


def read(text):
    languages = ["en"] if text.isascii() else ["ko"]
    return dateparser.parse(text, languages=languages, settings={"RELATIVE_BASE": NOW})


got = {text: f"{read(text):%Y-%m-%d %H:%M}" for text in told}
print("dateparser", version("dateparser"), "at", NOW)
for text, time in got.items():
    print(f"  {text}: {time}")
assert got == told
PYTHON
