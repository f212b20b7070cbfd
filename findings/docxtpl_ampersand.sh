#!/bin/sh
# docxtpl 0.20.2: for a customer of the name "R&D 센터" the letter says "R 센터".
#
# The package fills a Word file as a template; one would guess that a value stands in the letter as
# it is, since Word's own markup is no business of whoever writes the template. The value goes into
# the XML as it is, and the XML is then read with errors mended: "&D" is gone, and after a "<" so is
# the rest of the paragraph, the amount in it too. No error is raised and the file opens. Companies'
# names have "&", and conditions have "<". render(values, autoescape=True) keeps both.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet docxtpl==0.20.2
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
from importlib.metadata import version

import docx
from docxtpl import DocxTemplate

template = io.BytesIO()
document = docx.Document()
document.add_paragraph("{{ name }} 님의 한도는 {{ limit }}원입니다.")
document.save(template)


def letter(name, **options):
    template.seek(0)
    filled = DocxTemplate(template)
    filled.render({"name": name, "limit": "1,000,000"}, **options)
    file = io.BytesIO()
    filled.save(file)
    return docx.Document(file).paragraphs[0].text


got = {name: letter(name) for name in ("R&D 센터", "A<B 상사", "메이")}
kept = [letter(name, autoescape=True) for name in got]
print("docxtpl", version("docxtpl"), "expected", kept, "seen", got)
assert got == {
    "R&D 센터": "R 센터 님의 한도는 1,000,000원입니다.",
    "A<B 상사": "A",
    "메이": "메이 님의 한도는 1,000,000원입니다.",
}
assert kept == [f"{name} 님의 한도는 1,000,000원입니다." for name in got]
PYTHON
