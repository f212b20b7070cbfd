#!/bin/sh
# ics 0.7.3: an event of 1 December in Seoul, made an all-day event, is written as 30 November.
#
# An event that begins at 2026-12-01T15:05+09:00 stands on 1 December, and one would guess that
# make_all_day() keeps the day. The beginning is set to midnight in its own zone, which is right,
# and written by the date that this moment has in UTC, the day before, whatever the hour was. A date
# alone, or a time without an offset, is right, and so are zones west of London, so examples are. A
# branch that is closed, a due date or maintenance lies a day early in the calendars of all who take
# the file. Give it the date as a text.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ics==0.7.3
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from ics import Event

SEOUL = ZoneInfo("Asia/Seoul")


def day(begin):
    event = Event(name="점검", begin=begin)
    event.make_all_day()
    return next(line for line in event.serialize().splitlines() if line.startswith("DTSTART"))


begins = {
    "midnight": datetime(2026, 12, 1, tzinfo=SEOUL),
    "15:05": datetime(2026, 12, 1, 15, 5, tzinfo=SEOUL),
    "New York": datetime(2026, 12, 1, 15, 5, tzinfo=ZoneInfo("America/New_York")),
    "text": "2026-12-01",
}
got = {name: day(begin) for name, begin in begins.items()}
print("ics", version("ics"), got)
assert got["midnight"] == got["15:05"] == "DTSTART;VALUE=DATE:20261130"
assert got["New York"] == got["text"] == "DTSTART;VALUE=DATE:20261201"
PYTHON
