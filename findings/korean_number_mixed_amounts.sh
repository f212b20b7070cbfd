#!/bin/sh
# korean-number 1.0.2: kor2num("3억 5천만") is 110,000,000, and "1만 5천" 11,000; the digits are lost.
#
# The package reads amounts that are written in Korean, and its other half, addunit(), writes "1만
# 5000" itself, so one would guess that what people type, digits with 만 and 억, is read or refused.
# All that is no Korean numeral is left out, and 만 without a number is ten thousand: "3만" and "7만"
# are both 10,000. korNum 0.0.2.2 reads amounts within a sentence and turns "1억 5천만원" into "1억
# 510000000원". A limit, an income or a wish to transfer becomes another sum, and nothing raises.
# Words alone ("삼억 오천만") are right in both; keep digits from them.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet korean-number==1.0.2 korNum==0.0.2.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from korean_number import addunit, kor2num
from korNum.chgFormat import kor2num as in_sentence

told = {
    "삼억 오천만": 350_000_000,
    "3억 5천만": 110_000_000,
    "1만 5천": 11_000,
    "3만": 10_000,
    "7만": 10_000,
}
got = {text: kor2num(text) for text in told}
back = kor2num(addunit(15_000))
print("korean-number", version("korean-number"), got, addunit(15_000), "read back:", back)
mixed, words = in_sentence("1억 5천만원"), in_sentence("일억오천만원")
print("korNum", version("korNum"), mixed, words)
assert got == told
assert addunit(15_000) == "1만 5000" and back == 10_000
assert (mixed, words) == ("1억 510000000원", "150000000원")
PYTHON
