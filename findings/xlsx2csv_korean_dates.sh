#!/bin/sh
# xlsx2csv 0.8.6: a cell that Excel shows as 2026-11-30 15:05 is written as "2026-11-30 03:05".
#
# The format "yyyy-mm-dd h:mm" has no AM/PM, so its hours are of 24; one would guess that the
# afternoon is kept. Every format is turned into one of strftime's, h beside a date into hours of
# 12, and nothing says which half: each call-back and each transfer of an afternoon is twelve hours
# early, while "hh:mm" and mornings are right. In 2026"년" m"월" d"일", as Korean sheets have dates,
# the quotation marks are kept in the text. python-calamine 0.9.1 gives dates and times as they are.
# Take such a reader, and write the dates by a format of one's own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet xlsx2csv==0.8.6 openpyxl==3.1.5 python-calamine==0.9.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import datetime
import tempfile
from importlib.metadata import version
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook
from xlsx2csv import Xlsx2csv

AFTERNOON = datetime.datetime(2026, 11, 30, 15, 5)
FORMATS = ["yyyy-mm-dd h:mm", "yyyy-mm-dd hh:mm", 'yyyy"년" m"월" d"일"']
book = openpyxl.Workbook()
for row, form in enumerate(FORMATS, start=1):
    book.active.cell(row, 1, AFTERNOON).number_format = form
with tempfile.TemporaryDirectory() as folder:
    sheet, text = str(Path(folder, "calls.xlsx")), Path(folder, "calls.csv")
    book.save(sheet)
    Xlsx2csv(sheet).convert(str(text))
    got = text.read_text(encoding="utf-8").splitlines()
    other = [row[0] for row in CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()]
print("xlsx2csv", version("xlsx2csv"), "expected 15:05 and 2026년 11월 30일, seen", got, other)
assert other == [AFTERNOON] * 3
assert got[0] == "2026-11-30 03:05", got
assert got[2] == '"2026""년"" 11""월"" 30""일"""', got
assert got[1] == "2026-11-30 15:05", got
PYTHON
