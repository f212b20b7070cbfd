#!/bin/sh
# reportlab 5.1.0: wordWrap="CJK" breaks a line within "1,000,000원", after "1,000,0".
#
# Korean paragraphs are set with this option, since lines may break between syllables. The package
# breaks between any two characters then, digits of an amount and of a telephone number too, and
# <nobr> around them is not heeded; only what may not begin a line, such as a comma, is pulled back.
# The line breaks of Unicode, which browsers and ICU follow, never part a number. On a printed
# letter "1,000,0" at the end of a line is misread, and a search of the PDF finds neither part.
# Without the option lines break at blanks alone, which Korean has enough of.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet reportlab==5.1.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph

FONT = "HYSMyeongJo-Medium"
TEXT = "하루 이체 한도는 1,000,000원이고 수수료는 500원입니다. 문의는 1588-0000으로 주세요."
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def lines(text=TEXT, **options):
    style = ParagraphStyle("letter", fontName=FONT, fontSize=10, leading=12, **options)
    paragraph = Paragraph(text, style)
    paragraph.wrap(120, 1000)
    return [text_of(line) for line in paragraph.blPara.lines]


def text_of(line):
    if hasattr(line, "words"):  # of a paragraph with tags
        return "".join(word.text for word in line.words)
    return line[1] if isinstance(line[1], str) else " ".join(line[1])


anywhere, at_blanks = lines(wordWrap="CJK"), lines()
kept = TEXT.replace("1,000,000원", "<nobr>1,000,000원</nobr>")
print("reportlab", version("reportlab"), anywhere, at_blanks)
assert anywhere[:3] == ["하루 이체 한도는 1,000,0", "00원이고 수수료는 500원", "입니다. 문의는 1588-00"]
assert lines(kept, wordWrap="CJK")[0] == anywhere[0]
assert at_blanks[:2] == ["하루 이체 한도는", "1,000,000원이고"]
PYTHON
