#!/bin/sh
# docx2txt 0.9: "연 3.5-4.0%", with Word's non-breaking hyphen, is read as "연 3.54.0%".
#
# Word keeps a range or a phone number on one line by a non-breaking hyphen (Ctrl+Shift+-), which it
# stores beside the text, as it stores a tab. Tabs and line breaks are read, so one would guess that
# such a hyphen is too. It is left out: a rate of 3.5 to 4.0 becomes one number, 02-123-4567 becomes
# 021234567, and an overdraft of -5,000원 is a balance of 5,000원. docx2python 3.7.1 does the same.
# python-docx 1.2.0 reads it as "-", and mammoth 1.13.0 as U+2011.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    docx2txt==0.9 docx2python==3.7.1 python-docx==1.2.0 mammoth==1.13.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile
from importlib.metadata import version
from pathlib import Path

import docx
import docx2txt
import mammoth
from docx.oxml import OxmlElement
from docx2python import docx2python

LINES = [("연 3.5", "4.0%"), ("문의 02", "123", "4567"), ("잔액 ", "5,000원")]


def lines(text):
    return [line for line in text.splitlines() if line]


document = docx.Document()
for parts in LINES:
    run = document.add_paragraph(parts[0]).runs[0]
    for part in parts[1:]:
        run._r.append(OxmlElement("w:noBreakHyphen"))
        run._r.add_t(part)
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder, "terms.docx"))
    document.save(path)
    got = {
        "docx2txt": lines(docx2txt.process(path)),
        "docx2python": lines(docx2python(path).text),
        "python-docx": [paragraph.text for paragraph in docx.Document(path).paragraphs],
        "mammoth": lines(mammoth.extract_raw_text(path).value),
    }
print("docx2txt", version("docx2txt"), "expected 연 3.5-4.0%, seen", got)
assert got["docx2txt"] == got["docx2python"] == ["연 3.54.0%", "문의 021234567", "잔액 5,000원"]
assert got["python-docx"] == ["연 3.5-4.0%", "문의 02-123-4567", "잔액 -5,000원"]
assert got["mammoth"] == [line.replace("-", "\u2011") for line in got["python-docx"]]
PYTHON
