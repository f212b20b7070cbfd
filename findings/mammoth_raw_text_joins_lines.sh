#!/bin/sh
# mammoth 1.13.0: two lines, "문의 02-123-4567" and "1588-0000", are read as "02-123-45671588-0000".
#
# extract_raw_text is said to ignore formatting and to end each paragraph with two line feeds. A
# line break within a paragraph (Shift+Enter), as addresses, phone numbers and lists of fees have
# it, is no formatting, and one would guess that a line feed or a blank stands for it. Nothing does:
# the last number of a line and the first of the next become one, in search, in an answer and in
# what a model is given, and the result's messages are empty. convert_to_html has the break, and
# docx2txt 0.9 a line feed.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mammoth==1.13.0 docx2txt==0.9 python-docx==1.2.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile
from importlib.metadata import version
from pathlib import Path

import docx
import docx2txt
import mammoth

document = docx.Document()
document.add_paragraph("문의 02-123-4567\n1588-0000")
document.add_paragraph("하루 3\n5,000원씩")
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder, "terms.docx"))
    document.save(path)
    raw = mammoth.extract_raw_text(path)
    got = {
        "raw": raw.value.split("\n\n"),
        "html": mammoth.convert_to_html(path).value,
        "docx2txt": docx2txt.process(path).split("\n\n"),
    }
print("mammoth", version("mammoth"), "expected the lines apart, seen", got, raw.messages)
assert got["raw"][:2] == ["문의 02-123-45671588-0000", "하루 35,000원씩"]
assert raw.messages == []
assert got["html"] == "<p>문의 02-123-4567<br />1588-0000</p><p>하루 3<br />5,000원씩</p>"
assert got["docx2txt"][:2] == ["문의 02-123-4567\n1588-0000", "하루 3\n5,000원씩"]
PYTHON
