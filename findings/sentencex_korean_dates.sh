#!/bin/sh
# sentencex 1.0.32: "적용일은 2026. 11. 30.입니다." is four sentences: "2026.", "11.", "30.", "입니다.".
#
# The official Korean date has a point and a blank after each part. segment("ko", ...) ends a sentence
# at each, and once more before the particle that stands against the last; the end of a quotation is
# torn from its 라고 too. Its answers join up to the whole text, so nothing looks lost, but what
# is embedded, translated or read aloud by sentences has a year, a month and a day as answers of
# their own, and the day is no longer with what it holds for. Join pieces that are figures alone.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sentencex==1.0.32
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from sentencex import segment

told = {
    "적용일은 2026. 11. 30.입니다.": ["적용일은 2026. ", "11. ", "30.", "입니다."],
    "2026. 11. 30.까지 신청하세요.": ["2026. ", "11. ", "30.", "까지 신청하세요."],
    '"한도가 낮아요."라고 말했습니다.': ['"한도가 낮아요."', "라고 말했습니다."],
    "금리는 연 3.5%입니다. 한도는 1,000만 원입니다.": [
        "금리는 연 3.5%입니다. ",
        "한도는 1,000만 원입니다.",
    ],
}
got = {text: list(segment("ko", text)) for text in told}
print("sentencex", version("sentencex"), got)
assert got == told
PYTHON
