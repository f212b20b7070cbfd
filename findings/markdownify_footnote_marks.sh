#!/bin/sh
# markdownify 1.2.3: "연 3.5<sup>1</sup>%", with a footnote's mark, becomes "연 3.51%".
#
# Rates and amounts are just what banks put footnotes to. A converter that keeps tables and stress,
# one would guess, keeps a raised figure apart. sup_symbol is empty unless it is given, and the mark
# joins the figure: another rate, and "10,000<sup>1</sup>원" is 100,001 won but for the comma.
# html2text 2025.4.15 does so too, and mammoth 1.13.0 as it makes Markdown or plain text of a Word
# file. What is struck out keeps its ~~ meanwhile in the first two. An index holds the wrong rate,
# and a model quotes it faithfully. Give sup_symbol, or take marks out of the tree first.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    markdownify==1.2.3 html2text==2025.4.15 mammoth==1.13.0 python-docx==1.2.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
from importlib.metadata import version

import docx
import html2text
import mammoth
from markdownify import markdownify

PAGE = "<p>연 3.5<sup>1</sup>%, <del>3.0%</del></p>"
document = docx.Document()
paragraph = document.add_paragraph("연 3.5")
paragraph.add_run("1").font.superscript = True
paragraph.add_run("%")
file = io.BytesIO()
document.save(file)
got = {
    "markdownify": markdownify(PAGE).strip(),
    "html2text": html2text.html2text(PAGE).strip(),
    "mammoth": mammoth.extract_raw_text(file).value.strip(),
}
apart = markdownify(PAGE, sup_symbol="^").strip()
print("markdownify", version("markdownify"), "expected 3.5, seen", got, apart)
assert got == {
    "markdownify": "연 3.51%, ~~3.0%~~",
    "html2text": "연 3.51%, ~~3.0%~~",
    "mammoth": "연 3.51%",
}
assert apart == "연 3.5^1^%, ~~3.0%~~"
PYTHON
