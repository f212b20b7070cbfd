#!/bin/sh
# openpyxl 3.1.5: a date in the Korean format 2026년 11월 30일 is read from a sheet as 46356.
#
# Excel numbers its own formats, and a sheet that uses one names the number alone. 14 to 22 are
# dates everywhere; in Korea so are 27 to 36 and 50 to 58, among them 31, yyyy"년" mm"월" dd"일", and
# the format standard (ECMA-376) lists them for the language. One would guess that whoever reads
# dates reads these: openpyxl calls them "General" and gives the count of days since 1900, and
# is_date is False. Dates from which terms apply come as numbers beside true dates in the next
# column, and 46356 looks like an amount. Turn such cells by openpyxl.utils.datetime.from_excel, by
# their column.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet openpyxl==3.1.5
"$folder/venv/bin/python" - <<'PYTHON'
import datetime
import io
import zipfile
from importlib.metadata import version

import openpyxl
from openpyxl.utils.datetime import from_excel

DAY = datetime.datetime(2026, 11, 30)


def sheet_with(number):
    """A sheet with DAY in its first cell, whose style names Excel's own format `number`."""
    book = openpyxl.Workbook()
    book.active["A1"] = DAY
    book.active["A1"].number_format = "yyyy-mm-dd"
    made, changed = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/styles.xml":
                assert b'<xf numFmtId="165"' in content
                content = content.replace(
                    b'<xf numFmtId="165"', f'<xf numFmtId="{number}"'.encode()
                )
            new.writestr(name, content)
    return openpyxl.load_workbook(changed).active["A1"]


cells = {number: sheet_with(number) for number in (14, 22, 27, 31, 36, 50, 58)}
got = {number: (cell.value, cell.number_format, cell.is_date) for number, cell in cells.items()}
print("openpyxl", version("openpyxl"), got)
assert got.pop(14) == (DAY, "mm-dd-yy", True) and got.pop(22)[0] == DAY
assert set(got.values()) == {(46356, "General", False)}
assert from_excel(46356) == DAY
PYTHON
