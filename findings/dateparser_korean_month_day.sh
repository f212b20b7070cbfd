#!/bin/sh
# dateparser 1.5.0: parse("12/5", languages=["ko"]) is 20 May 2012 when it is asked on the 20th.
#
# Korean dates go year, month, day, and the package keeps that order when only two of them are
# there: the month is a year, the day a month, and the day is today's. "12. 5." is read so too, and
# "12. 25.", Korean's own way to write Christmas, is 12:25 today. 1/15 and 2/28 come out right,
# since no year or month can be made of them, so half of all tests pass; "12월 5일" and dates with a
# year are right, as is 12/5 in English. With PREFER_DATES_FROM "future" it is the year 2112. Have 월
# and 일 written, or read two numbers by a pattern of one's own.
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

ASKED = {"RELATIVE_BASE": datetime(2026, 11, 20, 10)}
told = {
    "12/5": "2012-05-20 00:00",
    "12. 5.": "2012-05-20 00:00",
    "11/30": "2011-11-30 00:00",
    "12. 25.": "2026-11-20 12:25",
    "12월 5일": "2026-12-05 00:00",
    "2026. 12. 5.": "2026-12-05 00:00",
}


def read(text, language="ko", **settings):
    found = dateparser.parse(text, languages=[language], settings=ASKED | settings)
    return f"{found:%Y-%m-%d %H:%M}"


got = {text: read(text) for text in told}
future, english = read("12/5", PREFER_DATES_FROM="future"), read("12/5", "en")
print("dateparser", version("dateparser"), got, "in future:", future, "in English:", english)
assert got == told
assert future == "2112-05-20 00:00"
assert english == "2026-12-05 00:00"
PYTHON
