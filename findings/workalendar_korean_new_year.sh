#!/bin/sh
# workalendar 17.0.0: Korea's New Year of 2027 is put on 6 February, China's; it is on the 7th.
#
# The new moon falls before midnight in Beijing and after it in Seoul. The package reckons by China's
# calendar, so its holidays are 5 to 7 February and Monday the 8th is a working day. It knows none
# of the substitute holidays (대체공휴일) that Korea has had since 2014 either: four Mondays of 2026.
# Promises of "the next working day" and a desk's hours come out wrong. The package holidays has
# both, and korean-lunar-calendar agrees with it about the day.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet workalendar==17.0.0 holidays==0.109 \
    korean-lunar-calendar==0.4.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date
from importlib.metadata import version

import holidays
from korean_lunar_calendar import KoreanLunarCalendar
from workalendar.asia import SouthKorea

lunar = KoreanLunarCalendar()
lunar.setLunarDate(2027, 1, 1, False)
new_year = lunar.SolarIsoFormat()


def february(days):
    return sorted(f"{day}" for day in days if (day.year, day.month) == (2027, 2))


by_workalendar = february(day for day, _name in SouthKorea().holidays(2027))
by_holidays = february(holidays.SouthKorea(years=2027))
after = SouthKorea().add_working_days(date(2026, 5, 22), 1)  # a Friday; Monday is a substitute
print("workalendar", version("workalendar"), by_workalendar, "working day after 22 May:", after)
print("holidays", version("holidays"), by_holidays, "New Year by the lunar calendar:", new_year)
assert new_year == "2027-02-07"
assert by_workalendar == ["2027-02-05", "2027-02-06", "2027-02-07"]
assert by_holidays == ["2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09"]
assert SouthKorea().is_working_day(date(2027, 2, 8))
assert after == date(2026, 5, 25) and after in holidays.SouthKorea(years=2026)
PYTHON
