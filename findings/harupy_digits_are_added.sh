#!/bin/sh
# harupy 2.0.1: String("일오팔팔").to_number() is 22; the bank's number is 1588.
#
# Numbers are said in two ways: amounts with their units, 삼천오백, and phone numbers, codes and years
# digit by digit. to_number() reads the first well and raises on what is no word of a number, so one
# would guess that digits alone are put side by side, or refused. They are added: 이공이육 (2026)
# raises for its 공, but 일이삼사, a customer's four digits in a transcript, is 10, whatever their
# order, and 일구구오 (1995) is 24. Replace digits one by one where no unit is among them.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet harupy==2.0.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from harupy import String

EXPECTED = {
    "일오팔팔": 22,  # 1588
    "일이삼사": 10,  # 1234
    "사삼이일": 10,  # 4321
    "일구구오": 24,  # 1995
    "삼천오백": 3_500,
    "일억오천만": 150_000_000,
}
got = {words: String(words).to_number() for words in EXPECTED}
try:
    String("이공이육").to_number()
    raised = False
except ValueError:
    raised = True
print("harupy", version("harupy"), "expected 1588 and 1234, seen", got, raised)
assert got == EXPECTED
assert raised
PYTHON
