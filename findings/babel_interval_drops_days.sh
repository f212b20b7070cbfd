#!/bin/sh
# Babel 2.19.0: format_interval(30 Nov 09:00, 2 Dec 18:00, "Hm", locale="ko") is "09:00 ~ 18:00".
#
# The skeleton names hours and minutes, and Babel writes these alone though the days differ: two
# days and a half read as nine hours, in every language. "MMMd" likewise leaves out the years, and
# thirteen months read as one. ICU and the Intl of browsers, from the same data of CLDR, add what
# differs ("2026. 11. 30. 09:00 ~ 2026. 12. 2. 18:00"), so a notice of maintenance made by the
# server is wrong where the browser's is right. The skeleton has to be chosen by what differs, or
# none given.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet babel==2.19.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

from babel.dates import format_interval

start = datetime(2026, 11, 30, 9)
days = datetime(2026, 12, 2, 18)
years = datetime(2028, 1, 2, 18)
got = [
    format_interval(start, days, "Hm", locale="ko"),
    format_interval(start, days, "hm", locale="ko"),
    format_interval(start, years, "MMMd", locale="ko"),
    format_interval(start, days, "Hm", locale="en"),
    format_interval(start, days, locale="ko"),
]
print("Babel", version("babel"), got)
assert got == [
    "09:00 ~ 18:00",
    "오전 9:00 ~ 오후 6:00",
    "11월 30일~1월 2일",
    "09:00\u2009–\u200918:00",
    "2026. 11. 30. 오전 9:00:00 ~ 2026. 12. 2. 오후 6:00:00",
]
PYTHON
