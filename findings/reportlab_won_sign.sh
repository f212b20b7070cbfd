#!/bin/sh
# reportlab 5.1.0: "₩9,900" in its Korean fonts is "9,900" to MuPDF, on the page and in the text.
#
# UnicodeCIDFont writes UTF-16 under the character map UniKS-UCS2-H, in which the won sign (U+20A9)
# and the middle dot have no place. Who follows the map finds no glyph: pymupdf draws a gap, and
# pdfminer.six leaves the sign out, without a warning. Who takes the bytes for Unicode reads it:
# pypdf, and PDFium, with which Chrome shows it. So a letter that looks right where it was tested
# has lost its currency for another reader, and in an index. The full-width ￦ (U+FFE6) is in the
# map; a TrueType font that is embedded needs no map.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet reportlab==5.1.0 pymupdf==2.0 pdfminer.six==20260107 \
    pypdf==7.1.1 pypdfium2==5.15.2
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import io
from importlib.metadata import version

import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "HYSMyeongJo-Medium"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf_of(text):
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont(FONT, 12)
    canvas.drawString(50, 700, text)
    canvas.save()
    return file.getvalue()


def read(text):
    pdf = pdf_of(text)
    texts = {
        "pymupdf": pymupdf.open(stream=pdf)[0].get_text(),
        "pdfminer.six": extract_text(io.BytesIO(pdf)),
        "pypdf": pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(),
        "pypdfium2": pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range(),
    }
    return {name: text.strip() for name, text in texts.items()}


def is_drawn(text):
    return not pymupdf.open(stream=pdf_of(text))[0].get_pixmap().is_unicolor


won, wide = read("수수료 ₩9,900"), read("수수료 ￦9,900")
drawn = {sign: is_drawn(sign) for sign in "₩·￦원"}
print("reportlab", version("reportlab"))
for name in won:
    print(f"  {name} {version(name)}: {won[name]!r} {wide[name]!r}")
print("  drawn by pymupdf:", drawn)
assert won["pymupdf"] == won["pdfminer.six"] == "수수료 9,900"
assert won["pypdf"] == won["pypdfium2"] == "수수료 ₩9,900"
assert set(wide.values()) == {"수수료 ￦9,900"}
assert drawn == {"₩": False, "·": False, "￦": True, "원": True}
PYTHON
