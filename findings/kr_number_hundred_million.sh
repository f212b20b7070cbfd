#!/bin/sh
# kr-number 0.1.1: convert(100000000, "원") is "일억만원"; a hundred million won is said 일억 원.
#
# It says numbers in words, as a transfer is read back on the phone, and 10,000 and 110,000 come out
# well. One would guess that a group of four digits that are all zero is not said. Its unit is: the
# 만 stays behind 억, so that 1,000,000,000 is "십억만원" and 1,500,000,000,000 "일조오천억만원", and
# one who listens hears ten thousand more, the 일억 일만 of 100,010,000, or a fault. All amounts of
# full hundreds of millions are so. 0 is said as nothing: the whole answer is "원".
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet kr-number==0.1.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import knum

EXPECTED = {
    100_000_000: "일억만원",  # 일억 원
    1_000_000_000: "십억만원",  # 십억 원
    1_500_000_000_000: "일조오천억만원",  # 일조 오천억 원
    0: "원",  # 영 원
    110_000: "십일만원",
    100_010_000: "일억일만원",
}
got = {amount: knum.convert(amount, "원") for amount in EXPECTED}
print("kr-number", version("kr-number"), "expected no 만 behind 억, seen", got)
assert got == EXPECTED
PYTHON
