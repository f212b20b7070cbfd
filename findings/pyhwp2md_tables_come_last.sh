#!/bin/sh
# pyhwp2md 0.1.3: the tables of an HWPX file all stand at the end of the Markdown, behind the text.
#
# It is made to give documents to models as Markdown, with their tables. One would guess that a
# table is where the document has it. Each section's paragraphs come first, all of them, and then
# its tables, one after another: "the fees for persons are", "the fees for companies are" and what
# applies to both stand together, and under them two tables that nothing names. Pieces of such a
# text have an announcement without its fees, or fees without whose they are. python-hwpx 6.9.0,
# which reads the file for it, keeps the order in its own export_markdown.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyhwp2md==0.1.3 python-hwpx==6.9.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile
from importlib.metadata import version
from pathlib import Path

import pyhwp2md
from hwpx.document import HwpxDocument


def lines(text):
    return [line for line in text.split("\n") if line]


document = HwpxDocument.new()
for heading, fee in (
    ("개인 수수료는 다음과 같다.", "500원"),
    ("기업 수수료는 다음과 같다.", "1,000원"),
):
    document.add_paragraph(heading)
    table = document.add_table(1, 2)
    table.set_cell_text(0, 0, "이체")
    table.set_cell_text(0, 1, fee)
document.add_paragraph("위 금액은 부가세 별도이다.")
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder, "fees.hwpx"))
    document.save_to_path(path)
    got = {
        "pyhwp2md": lines(pyhwp2md.convert(path)),
        "python-hwpx": lines(HwpxDocument.open(path).export_markdown()),
    }
print("pyhwp2md", version("pyhwp2md"), "expected each table under its heading, seen", got)
tables = ["| 이체 | 500원 |", "| 이체 | 1,000원 |"]
texts = ["개인 수수료는 다음과 같다.", "기업 수수료는 다음과 같다.", "위 금액은 부가세 별도이다."]
rule = "| --- | --- |"
assert got["pyhwp2md"] == [*texts, tables[0], rule, tables[1], rule]
assert got["python-hwpx"] == [texts[0], tables[0], rule, texts[1], tables[1], rule, texts[2]]
PYTHON
