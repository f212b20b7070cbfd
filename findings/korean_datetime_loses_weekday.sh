#!/bin/sh
# korean-datetime 1.0.0: "2주 뒤 화요일" (Tuesday in two weeks) is Monday 14 December.
#
# Asked on Monday 30 November 2026. The package reads "다음 주 수요일 오후 2시" and half past right, so it
# looks fit for appointments. Weeks that are counted drop the weekday behind them, and the answer is
# a day nobody named; "12월 말", the end of December, is the 21st, so that a term ends ten days early;
# and "1일 이체 한도", a limit per day, is read as the first of next month. None of them is None. Have
# the date said back with its weekday, and agreed to.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet korean-datetime==1.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

from korean_datetime import parse_datetime

told = {
    "2주 뒤 화요일": "Mon 2026-12-14 00:00",
    "12월 말까지": "Mon 2026-12-21 00:00",
    "1일 이체 한도": "Tue 2026-12-01 00:00",
    "다음 주 수요일 오후 2시": "Wed 2026-12-09 14:00",
    "오후 3시 반": "Mon 2026-11-30 15:30",
}
asked = datetime(2026, 11, 30, 10)
got = {text: f"{parse_datetime(text, asked):%a %Y-%m-%d %H:%M}" for text in told}
print("korean-datetime", version("korean-datetime"), got)
assert got == told
PYTHON
