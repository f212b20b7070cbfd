#!/bin/sh
# dochan 1.15.0: a formula "3.5 over 100" of an HWPX file becomes 3.\frac{5}{100}; 3.5% is gone.
#
# Hangul's formula editor writes a fraction as "a over b", and the number before "over" is what is
# divided. dochan turns formulas into LaTeX, and "35 over 100" comes out well, so one would guess
# that 3.5 does too. Only the digits behind the last point or comma are taken: a rate of 0.035 over
# twelve months is 0.\frac{035}{12}, and 1,000,000 over 12 is 1,000,\frac{000}{12}. The terms of a
# loan reach the search, the model and the page with another rate, in the Markdown and in the plain
# text. Formulas with braces, {3.5} over {100}, are right.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet dochan==1.15.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path

from dochan import Dochan

NAMES = "http://www.hancom.co.kr/hwpml/2011"
FORMULAS = {
    "3.5 over 100": r"3.\frac{5}{100}",
    "0.035 over 12": r"0.\frac{035}{12}",
    "1,000,000 over 12": r"1,000,\frac{000}{12}",
    "35 over 100": r"\frac{35}{100}",
    "{3.5} over {100}": r"\frac{{3.5}}{{100}}",
}
package = (
    '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:manifest>'
    '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
    '</opf:manifest><opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
)
runs = "".join(
    f'<hp:p id="{n}"><hp:run charPrIDRef="0"><hp:equation id="{n}">'
    f"<hp:script>{formula}</hp:script></hp:equation></hp:run></hp:p>"
    for n, formula in enumerate(FORMULAS, start=1)
)
section = f'<hs:sec xmlns:hs="{NAMES}/section" xmlns:hp="{NAMES}/paragraph">{runs}</hs:sec>'
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder, "terms.hwpx"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/content.hpf", package)
        archive.writestr("Contents/section0.xml", section)
    document = Dochan(path)
    got = {
        "Markdown": [line.strip("$ ") for line in document.to_markdown().split("\n") if line],
        "text": [line for line in document.to_plain_text().split("\n") if line],
    }
print("dochan", version("dochan"), "expected 3.5 above 100, seen", got)
assert got["Markdown"] == list(FORMULAS.values())
assert got["text"] == [f"[수식: {formula}]" for formula in FORMULAS.values()]
PYTHON
