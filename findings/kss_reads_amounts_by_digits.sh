#!/bin/sh
# kss 6.0.6: g2p("30만 원") is "사명마 눤", which sounds like four people; 삼심마 눤 is said.
#
# g2p writes Korean as it is spoken, for a voice. Before 원, 분 or % a number is read well, but 만 and
# 억, in which amounts of money are written, are no units to it, and the digits are read one by one:
# three, nought, and the rule that joins sounds makes 사명 of 삼영. 100만 원 is "one nought nought ten
# thousand". 6월 is read by its digit, not 유월, and 1번 창구, counter number one, as "once". A customer
# who hears the limit of a loan so has heard another one. Write amounts out in words before they are
# given to it.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet kss==6.0.6 pecab==1.0.8
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import kss

told = {
    "30만 원": "사명마 눤",
    "100만 원": "이령영마 눤",
    "6월": "유궐",
    "1번 창구": "한번 창구",
    "30원": "삼시붠",
    "30분": "삼십뿐",
    "30%": "삼십퍼센트",
    "10월": "시월",
}
got = {text: kss.g2p(text) for text in told}
print("kss", version("kss"), got)
assert got == told
PYTHON
