#!/bin/sh
# korean-lunar-calendar 0.4.0: after a date that there is not, SolarIsoFormat() is the one before.
#
# One would guess an error, or nothing. setLunarDate returns False for a leap month that the year
# has not, a 13th month or a year past 2050, and leaves the object as it was: the next line, which
# reads the result, gets the last customer's birthday, or with a new object today. A leap month (윤달)
# is just what people leave out or put in wrongly, and the flag must fit: in 2025 the sixth month
# came twice, a month apart, in 2026 none does. Ask the return value each time, and take a new
# object for each date.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet korean-lunar-calendar==0.4.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date
from importlib.metadata import version

from korean_lunar_calendar import KoreanLunarCalendar

calendar = KoreanLunarCalendar()


def solar(year, month, day, leap):
    known = calendar.setLunarDate(year, month, day, leap)
    return known, calendar.SolarIsoFormat()


today = {date.today().isoformat()}
fresh = KoreanLunarCalendar()
new = fresh.setLunarDate(2026, 5, 1, True), fresh.SolarIsoFormat()
today.add(date.today().isoformat())
asked = [
    (2025, 6, 1, False),
    (2025, 6, 1, True),
    (2026, 5, 1, True),
    (2026, 13, 1, False),
    (2051, 1, 1, False),
]
got = {lunar: solar(*lunar) for lunar in asked}
print("korean-lunar-calendar", version("korean-lunar-calendar"), got, "new object:", new)
assert got == {
    (2025, 6, 1, False): (True, "2025-06-25"),
    (2025, 6, 1, True): (True, "2025-07-25"),
    (2026, 5, 1, True): (False, "2025-07-25"),
    (2026, 13, 1, False): (False, "2025-07-25"),
    (2051, 1, 1, False): (False, "2025-07-25"),
}
assert not new[0] and new[1] in today
PYTHON
