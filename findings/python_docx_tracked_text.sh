#!/bin/sh
# python-docx 1.2.0: a rate that was put in with tracked changes is read as "연 %"; it is on no page.
#
# paragraph.text is, one would guess, what Word shows. It has the runs and links that stand in the
# paragraph itself; what stands in an element around runs is left out: words that were inserted with
# tracked changes and not yet accepted, content controls (the fields of a bank's forms and terms),
# and what a simple field has worked out. What a tracked change took out is left out too, so a
# changed rate is neither the old nor the new. Terms come with just the amounts missing, in good
# sentences otherwise, and an index or a model never sees them. Read all w:t of the paragraph's XML
# instead.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-docx==1.2.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

WHEN = 'w:author="Mei" w:date="2026-11-30T09:00:00Z"'


def paragraph(document, before, middle, after):
    made = document.add_paragraph(before)
    for xml in middle:
        made._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))
    made.add_run(after)
    return made


document = Document()
tracked = paragraph(
    document,
    "금리는 연 ",
    [
        f'<w:del w:id="1" {WHEN}><w:r><w:delText>3.1</w:delText></w:r></w:del>',
        f'<w:ins w:id="2" {WHEN}><w:r><w:t>3.5</w:t></w:r></w:ins>',
    ],
    "%입니다.",
)
control = paragraph(
    document,
    "한도는 ",
    ["<w:sdt><w:sdtContent><w:r><w:t>1,000,000원</w:t></w:r></w:sdtContent></w:sdt>"],
    "입니다.",
)
field = paragraph(
    document,
    "수수료는 ",
    ['<w:fldSimple w:instr=" =1+1 "><w:r><w:t>500원</w:t></w:r></w:fldSimple>'],
    "입니다.",
)
got = [item.text for item in (tracked, control, field)]
whole = ["".join(t.text for t in item._p.iter(qn("w:t"))) for item in (tracked, control, field)]
print("python-docx", version("python-docx"), got, whole)
assert got == ["금리는 연 %입니다.", "한도는 입니다.", "수수료는 입니다."]
assert whole == ["금리는 연 3.5%입니다.", "한도는 1,000,000원입니다.", "수수료는 500원입니다."]
PYTHON
