#!/bin/sh
# icalendar 7.3.2: a start at 15:05+09:00 is written in a time zone of the name "UTC+09:00".
#
# One would guess Z, or a zone that is described in the file. A datetime whose offset came from a
# text, as of ISO 8601 in JSON or in a form, goes out as DTSTART;TZID="UTC+09:00" with no VTIMEZONE,
# and add_missing_timezones() finds none to add. The package itself reads it back without a zone; a
# calendar that does not know the name may take its reader's own, so that a call at three in Seoul
# stands at three in London. Asia/Seoul by zoneinfo gets its description, and UTC its Z. A moment
# from a JSON body has to be put into a named zone by astimezone() before it is added.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet icalendar==7.3.2
"$folder/venv/bin/python" - <<'PYTHON'
import datetime
import zoneinfo
from importlib.metadata import version

from icalendar import Calendar, Event

MOMENT = datetime.datetime.fromisoformat("2026-11-30T15:05:00+09:00")


def written(moment):
    calendar, event = Calendar(), Event()
    event.add("dtstart", moment)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def read(text):
    return Calendar.from_ical(text).walk("VEVENT")[0]["dtstart"].dt


zones = {
    "offset": MOMENT,
    "seoul": MOMENT.astimezone(zoneinfo.ZoneInfo("Asia/Seoul")),
    "utc": MOMENT.astimezone(datetime.UTC),
}
texts = {name: written(moment) for name, moment in zones.items()}
starts = {
    name: [line for line in text.splitlines() if line.startswith("DTSTART") and "2026" in line]
    for name, text in texts.items()
}
described = {name: "BEGIN:VTIMEZONE" in text for name, text in texts.items()}
back = {name: read(text) for name, text in texts.items()}
print("icalendar", version("icalendar"), starts, described, back)
assert starts["offset"] == ['DTSTART;TZID="UTC+09:00":20261130T150500'] and not described["offset"]
assert back["offset"] == MOMENT.replace(tzinfo=None)
assert back["seoul"] == back["utc"] == MOMENT and described["seoul"]
PYTHON
