#!/bin/sh
# es-hangul 0.1.0: amount_to_hangul(-5000) is "오천"; the sign is lost, and an overdraft is a balance.
#
# The function writes amounts in Korean for documents and voices. It keeps digits and the point of
# what it is given and drops all else, a number's own minus too; number_to_hangul of the same
# package says 마이너스오천. An amount in exponents, as floats of 16 digits print, becomes another one:
# 1e+16, ten thousand trillion won, is "일백십육". The JavaScript original, es-hangul 2.4.0, does the
# same with -5000. Take number_to_hangul, or say the sign before the absolute amount.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet es-hangul==0.1.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from es_hangul import amount_to_hangul, number_to_hangul

AMOUNTS = (5000, -5000, "-5,000원", 1e16)
amounts = [amount_to_hangul(amount) for amount in AMOUNTS]
number = number_to_hangul(-5000)
print("es-hangul", version("es-hangul"), amounts, number)
assert amounts == ["오천", "오천", "오천", "일백십육"]
assert number == "마이너스오천"
PYTHON
