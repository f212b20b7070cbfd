#!/bin/sh
# hwp-hwpx-parser 1.0.0: of "정기예금 (a tab) 연 3.5%" in a HWPX file, only "정기예금" is read.
#
# HWPX is the format of Korea's word processor, and a tab, a line break within a paragraph and a
# blank that must not break stand there as elements amid the text. One would guess that what follows
# them is still text. This reader, on which a loader for LangChain rests, and gethwp 1.1.1 end the
# text there: of terms that are set with tabs the names stay and every rate, amount and telephone
# number is gone, in lines that look whole. extract-hwp 0.2.1 reads all of it; so does itertext() of
# each hp:t.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    hwp-hwpx-parser==1.0.0 gethwp==1.1.1 extract-hwp==0.2.1 setuptools==80.9.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import extract_hwp
import gethwp
from hwp_hwpx_parser import Reader

NAMES = "http://www.hancom.co.kr/hwpml/2011"
LINES = [
    '정기예금<hp:tab width="4000" leader="0" type="1"/>연 3.5%',
    "한도<hp:nbSpace/>1,000,000원",
    "문의<hp:lineBreak/>02-123-4567",
]
runs = "".join(
    f'<hp:p id="{n}"><hp:run charPrIDRef="0"><hp:t>{line}</hp:t></hp:run></hp:p>'
    for n, line in enumerate(LINES)
)
section = f'<hs:sec xmlns:hs="{NAMES}/section" xmlns:hp="{NAMES}/paragraph">{runs}</hs:sec>'
package = (
    '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:manifest>'
    '<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>'
    '</opf:manifest><opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
)
with tempfile.TemporaryDirectory() as folder:
    path = str(Path(folder, "terms.hwpx"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/content.hpf", package)
        archive.writestr("Contents/section0.xml", section)
    got = {
        "hwp-hwpx-parser": Reader(path).text.split("\n"),
        "gethwp": gethwp.read_hwpx(path).split("\n"),
        "extract-hwp": extract_hwp.extract_text_from_hwpx(path).split("\n"),
    }
print("hwp-hwpx-parser", version("hwp-hwpx-parser"), "expected whole lines, seen", got)
assert got["hwp-hwpx-parser"] == ["정기예금", "한도", "문의"]
assert [line for line in got["gethwp"] if line] == ["정기예금", "한도", "문의"]
assert got["extract-hwp"] == ["정기예금\t연 3.5%", "한도\xa01,000,000원", "문의", "02-123-4567"]
PYTHON
