#!/bin/sh
# python-docx 1.2.0: font.name = "Malgun Gothic" changes no Korean letter, only Latin ones.
#
# One would guess that a run's font is the font of its letters. Word keeps four for a run, and takes
# w:eastAsia for Hangul; the property writes w:ascii and w:hAnsi alone, on runs and on styles, and
# reads back what was set. In "연 3.5% 금리" the figures are in the chosen font and the Korean words in
# whatever the template or the reader's machine has: a letter that should be in the bank's typeface
# is in two, and looks right on the one machine whose default it is. A font with a Korean name, "맑은
# 고딕", is no different. Set it on rPr.rFonts too, by qn("w:eastAsia").
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-docx==1.2.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from docx import Document
from docx.oxml.ns import qn

KINDS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


def fonts_after_naming(owner, name):
    owner.font.name = name
    assert owner.font.name == name
    return {kind: owner.element.rPr.rFonts.get(qn(kind)) for kind in KINDS}


document = Document()
run = document.add_paragraph().add_run("연 3.5% 금리")
style = document.styles.add_style("안내", 1)
got = [fonts_after_naming(owner, "맑은 고딕") for owner in (run, style)]
print("python-docx", version("python-docx"), got)
assert got == 2 * [
    {"w:ascii": "맑은 고딕", "w:hAnsi": "맑은 고딕", "w:eastAsia": None, "w:cs": None}
]
PYTHON
