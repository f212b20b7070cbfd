#!/bin/sh
# markitdown 0.1.9: of a sheet, 1,000,000원 and the text 0011234 become 1000000.0 and 11234.0.
#
# The sheet is read with pandas, which makes numbers of text cells too when a column looks like
# them: the noughts of an account or branch number, kept as text in the file, are gone. One empty
# cell makes a column's whole won floats, and is itself written "NaN"; the formats of percent and
# won are left out, so that 3.5% is 0.0350, and beside large numbers 3.500000e-02. Rates and fees of
# banks are kept in such sheets, and a model or a search gets what is not in the file. Read the
# cells with openpyxl, and write each by its number_format.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    "markitdown[xlsx]==0.1.9" pandas==3.1.1 openpyxl==3.1.5
"$folder/venv/bin/python" -W ignore - "$folder/fees.xlsx" <<'PYTHON'
import sys
from importlib.metadata import version

from markitdown import MarkItDown
from openpyxl import Workbook, load_workbook

book = Workbook()
sheet = book.active
for row in (
    ["상품", "금리", "한도", "점번"],
    ["예금", 0.035, 1_000_000, "0011234"],
    ["적금", 0.0425, None, "0011235"],
    ["기타", None, 5_000_000, None],
):
    sheet.append(row)
sheet["B2"].number_format, sheet["C2"].number_format = "0.0%", '#,##0"원"'
book.save(sys.argv[1])

kept = [cell.value for cell in load_workbook(sys.argv[1]).active[2]]
lines = MarkItDown().convert(sys.argv[1]).text_content.splitlines()
got = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "금" in line]
other = [cell.strip() for cell in lines[-1].strip("|").split("|")]
print("markitdown", version("markitdown"), "pandas", version("pandas"), kept, got, other)
assert kept == ["예금", 0.035, 1_000_000, "0011234"]
assert got[1] == ["예금", "0.0350", "1000000.0", "11234.0"]
assert got[2] == ["적금", "0.0425", "NaN", "11235.0"]
assert other == ["기타", "NaN", "5000000.0", "NaN"]
PYTHON
