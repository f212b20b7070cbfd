#!/bin/sh
# jakal-hwpx 1.0: a table's cells "3" and "500원" are read as "3500원" by get_document_text().
#
# Paragraphs of the text are told apart by line feeds, so one would guess that cells are too, or by
# tabs, as in other readers of HWPX. All cells of a table are one word, in one row and from row to
# row: three transfers at 500 won are a fee of 3,500 won, and a search for the amount or the word of
# a cell finds neither. Nothing is raised or marked. tables() gives the cells one by one.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jakal-hwpx==1.0 extract-hwp==0.2.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile
from importlib.metadata import version
from pathlib import Path

import extract_hwp
from jakal_hwpx import HwpxDocument

document = HwpxDocument.blank()
document.append_paragraph("수수료")
document.append_table(2, 2, cell_texts=[["횟수", "금액"], ["3", "500원"]])
document.append_paragraph("이상")
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder, "fees.hwpx"))
    document.save(path)
    read = HwpxDocument.open(path)
    got = {
        "text": read.get_document_text(),
        "tables()": [[cell.text for cell in table.cells()] for table in read.tables()],
        "extract-hwp": extract_hwp.extract_text_from_hwpx(path),
    }
print("jakal-hwpx", version("jakal-hwpx"), "expected 3 and 500원 apart, seen", got)
assert got["text"].endswith("수수료\n횟수금액3500원\n이상")
assert got["tables()"] == [["횟수", "금액", "3", "500원"]]
assert got["extract-hwp"].endswith("수수료\n횟수\n금액\n3\n500원\n이상")
PYTHON
