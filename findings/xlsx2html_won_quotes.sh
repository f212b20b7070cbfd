#!/bin/sh
# xlsx2html 0.6.4: a cell that Excel shows as 1,000,000원 becomes 1,000,000"원", with the quotes.
#
# Its number format #,##0"원" has the unit in quotes, as Excel writes every text in a format; they
# are shown, and "₩"#,##0 is "₩"1,000,000. Worse are sheets in thousands: of #,##0,"천원", where
# 150,000천원 is meant, the page says ,150000000"천원", the whole amount with a unit of thousands
# behind it, and #,##0_ ends in a stroke. The currency of Excel's own menu, [$₩-412]#,##0, is right,
# so a test with that shows nothing. Read the cells with openpyxl and write the amounts yourself.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet xlsx2html==0.6.4 openpyxl==3.1.5 babel==2.19.0
"$folder/venv/bin/python" - <<'PYTHON'
import io
import re
from html import unescape
from importlib.metadata import version

import openpyxl
from xlsx2html import xlsx2html

told = {
    '#,##0"원"': (1_000_000, '1,000,000"원"'),
    '"₩"#,##0': (1_000_000, '"₩"1,000,000'),
    '#,##0,"천원"': (150_000_000, ',150000000"천원"'),
    "#,##0_ ": (1_000_000, "1,000,000_"),
    "[$₩-412]#,##0": (1_000_000, "₩1,000,000"),
    "#,##0": (1_000_000, "1,000,000"),
}
book = openpyxl.Workbook()
for row, (number_format, (amount, _)) in enumerate(told.items(), 1):
    cell = book.active.cell(row, 1, amount)
    cell.number_format = number_format
sheet, page = io.BytesIO(), io.StringIO()
book.save(sheet)
sheet.seek(0)
xlsx2html(sheet, page, locale="ko")
cells = re.findall(r"<td[^>]*>(.*?)</td>", page.getvalue(), re.S)
shown = [unescape(text).strip() for text in cells]
print("xlsx2html", version("xlsx2html"), dict(zip(told, shown, strict=True)))
assert shown == [text for _, text in told.values()]
PYTHON
