#!/bin/sh
# kr-holidays 1.0.0: from 2028 on it has no holiday at all, and says that it supports those years.
#
# Its description names the years 2000 to 2050, get_supported_years() lists them, and
# is_supported_year(2030) is True, so one would guess that a year without data is refused. The lists
# of 2028 to 2050 are there and empty: get_holidays(2030) is [], New Year's Day and 개천절 are
# working days, and a transfer, a call-back or a maturity that is put on the next working day is
# promised for a day on which the bank is closed. 2026 and 2027 have twenty days each. Check that a
# year has any holiday before its answers are used.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet kr-holidays==1.0.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import kr_holidays

years = [2026, 2027, 2028, 2030, 2050]
got = {
    "supported": [kr_holidays.is_supported_year(year) for year in years],
    "holidays": [len(kr_holidays.get_holidays(year)) for year in years],
    "working on 1 January": [kr_holidays.is_working_day(f"{year}-01-01") for year in years],
    "working on 2028-10-03": kr_holidays.is_working_day("2028-10-03"),  # 개천절, a Tuesday
}
print("kr-holidays", version("kr-holidays"), "expected no working day among them, seen", got)
assert got["supported"] == [True] * 5
assert got["holidays"] == [20, 20, 0, 0, 0]
# The first of 2028 and of 2050 are Saturdays.
assert got["working on 1 January"] == [False, False, False, True, False]
assert got["working on 2028-10-03"] is True
PYTHON
