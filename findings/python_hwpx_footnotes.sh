#!/bin/sh
# python-hwpx 6.9.0: the footnote "세전 기준" is in none of export_text, export_markdown, export_html.
#
# HWPX is the format of Korea's own word processor, in which banks keep terms and notices, and
# "before tax", "as of" and "except" stand in their footnotes. The package promises that text, HTML
# and Markdown keep notes and tables, and one would guess all three. export_rich_markdown() alone
# has them; the others write the sentence without a mark that something is missing, and an answer
# that rests on it leaves out the one condition. Cells that were merged are left out in HTML and in
# text as well, so that below 타행 the channel stands under "division". extract-hwp 0.2.1 gives the
# note as a line of its own. Take export_rich_markdown, or the XML's footNote elements.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-hwpx==6.9.0 extract-hwp==0.2.1
"$folder/venv/bin/python" -W ignore - "$folder" <<'PYTHON'
import sys
from importlib.metadata import version

from extract_hwp import extract_text_from_hwpx
from hwpx import HwpxDocument

PATH = f"{sys.argv[1]}/notice.hwpx"
NOTE = "세전 기준"
FEES = (("구분", "채널", "수수료"), ("타행", "창구", "1,000원"), ("", "앱", "500원"))


def notice():
    document = HwpxDocument.new()
    rate = document.add_paragraph("금리는 연 3.5%입니다.")
    document.add_footnote(NOTE, rate)
    table = document.add_table(3, 3)
    for row, cells in enumerate(FEES):
        for column, text in enumerate(cells):
            table.set_cell_text(row, column, text)
    table.merge_cells(1, 0, 2, 0)
    document.save_to_path(PATH)


notice()
document = HwpxDocument.open(PATH)
texts = {
    "text": document.export_text(),
    "markdown": document.export_markdown(),
    "html": document.export_html(),
    "rich": document.export_rich_markdown(),
    "extract-hwp": extract_text_from_hwpx(PATH),
}
noted = {name: NOTE in text for name, text in texts.items()}
print("python-hwpx", version("python-hwpx"), "extract-hwp", version("extract-hwp"), noted)
print("  ", texts["text"].splitlines(), "rowspan in HTML:", "rowspan" in texts["html"])
assert all("3.5%" in text and "500원" in text for text in texts.values())
assert noted == {"text": False, "markdown": False, "html": False, "rich": True, "extract-hwp": True}
assert "앱\t500원" in texts["text"].splitlines() and "rowspan" not in texts["html"]
assert 'rowspan="2"' in texts["rich"]
PYTHON
