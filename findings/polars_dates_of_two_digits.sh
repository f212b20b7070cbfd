#!/bin/sh
# polars 2.1.0: the date 26.11.30, Korea's 30 November 2026, is read as 26 November of the year 30.
#
# read_csv(try_parse_dates=True) and str.to_date() without a format are known to read years of four
# digits, so one would guess that "26.11.30" and "26-11-30", as Korean bank statements write days,
# are left as text or refused. The first part is taken for the day and the last for a year of the
# first century; 2026.11.30 is right. A customer's maturity dates lie two thousand years back, and
# no row is empty or marked. In a column whose years go from 31 to 32 they are 30 November 0031.
# Give the format, "%y.%m.%d".
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet polars==2.1.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import date
from io import StringIO

import polars


def read(first, second):
    text = f"만기일\n{first}\n{second}\n"
    return polars.read_csv(StringIO(text), try_parse_dates=True)["만기일"].to_list()


short = polars.Series(["26.11.30", "27.01.15"])
got = {
    "26.11.30": read("26.11.30", "27.01.15"),
    "26-11-30": read("26-11-30", "27-01-15"),
    "from 31 to 32": read("31.11.30", "32.01.15"),
    "2026.11.30": read("2026.11.30", "2027.01.15"),
    "to_date()": short.str.to_date().to_list(),
    "to_date(format)": short.str.to_date("%y.%m.%d").to_list(),
}
print("polars", polars.__version__, "expected 30 November 2026, seen", got)
wrong = [date(30, 11, 26), date(15, 1, 27)]
right = [date(2026, 11, 30), date(2027, 1, 15)]
assert got["26.11.30"] == got["26-11-30"] == got["to_date()"] == wrong
assert got["from 31 to 32"] == [date(31, 11, 30), date(32, 1, 15)]
assert got["2026.11.30"] == got["to_date(format)"] == right
PYTHON
