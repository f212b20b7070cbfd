#!/bin/sh
# kss 6.0.6: correct_spacing("한도는 1,000,000원이고") is "한도는 1,0 0 0,0 0 0원이고".
#
# The function mends the blanks of Korean text. With pecab, the analyzer that is installed with the
# package, it sets blanks between the digits of amounts, telephone numbers and times: 1588-0000
# becomes "1 5 8 8-0 0 0 0". What customers wrote rightly cannot be found again, and patterns that
# look for card or telephone numbers no longer match. Rates with a point are left alone, so a test
# with 3.5% shows nothing. Space the parts between numbers only.
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
    "한도는 1,000,000원이고": "한도는 1,0 0 0,0 0 0원이고",
    "문의는 1588-0000으로": "문의는 1 5 8 8-0 0 0 0으로",
    "09:00~18:00에": "0 9: 0 0~1 8: 0 0에",
    "금리는 연 3.5%입니다": "금리는 연 3.5%입니다",
    "카드를잃어버렸어요": "카드를 잃어버렸어요",
}
got = {text: kss.correct_spacing(text) for text in told}
print("kss", version("kss"), "pecab", version("pecab"), got)
assert got == told
PYTHON
