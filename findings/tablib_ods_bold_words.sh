#!/bin/sh
# tablib 3.10.0: of an ODS cell "연 3.5% 이상" with a bold 이상, only "연 3.5% " is read.
#
# Bold letters, a link, a line's end or two blanks in a row do not change what a cell says, and one
# would guess that its whole text is read, as it is from the same sheet in XLSX, or that an error
# names the cell. Of each cell the first piece of one look is taken and the others are dropped: a
# condition loses its "이상" or "미만", a cell that begins with a bold word is that word, and
# "계좌  001-12" with two blanks is "계좌". django-import-export reads ODS files by it, so the loss
# is saved with the rows. pyexcel-ods 0.6.0 reads all of them. Take XLSX or CSV.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tablib==3.10.0 odfpy==1.4.1 pyexcel-ods==0.6.0
"$folder/venv/bin/python" -W ignore - "$folder/terms.ods" <<'PYTHON'
import sys
from importlib.metadata import version

import pyexcel_ods
import tablib
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, S, Span

book = OpenDocumentSpreadsheet()
bold = Style(name="bold", family="text")
bold.addElement(TextProperties(fontweight="bold"))
book.automaticstyles.addElement(bold)
sheet = Table(name="terms")
book.spreadsheet.addElement(sheet)
CELLS = [
    ["조건"],  # the header
    ["연 3.5% 이상"],
    ["연 3.5% ", Span(stylename=bold, text="이상")],
    [Span(stylename=bold, text="우대"), " 연 4.0%"],
    ["계좌 ", S(), "001-12"],  # two blanks, as LibreOffice writes them
]
for pieces in CELLS:
    row, cell, paragraph = TableRow(), TableCell(valuetype="string"), P()
    for piece in pieces:
        if isinstance(piece, str):
            paragraph.addText(piece)
        else:
            paragraph.addElement(piece)
    cell.addElement(paragraph)
    row.addElement(cell)
    sheet.addElement(row)
book.save(sys.argv[1])

with open(sys.argv[1], "rb") as file:
    got = tablib.Dataset().load(file, format="ods")["조건"]
other = [row[0] for row in pyexcel_ods.get_data(sys.argv[1])["terms"][1:]]
print("tablib", version("tablib"), "expected whole cells, seen", got, "pyexcel-ods", other)
assert got == ["연 3.5% 이상", "연 3.5% ", "우대", "계좌 "]
assert other == ["연 3.5% 이상", "연 3.5% 이상", "우대 연 4.0%", "계좌  001-12"]
PYTHON
