#!/bin/sh
# num2words 0.5.14, lang="ko": the twentieth is "스물 번째", and the hundredth raises KeyError.
#
# 20 before a counter is 스무 (스무 번째); 스물 is the number alone. And ordinals are made from the
# words of tens, so 100 and 1,000 have none, while 101 has. A voice that says a customer's place in
# the queue is wrong at 20 and silent at 100. Cardinals are right ("만 오천"), while the currency
# KRW refuses half a won. From 100 on cardinal and " 번째" says it; 20 needs a line of its own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet num2words==0.5.14
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from num2words import num2words


def said(number, **how):
    try:
        return num2words(number, lang="ko", **how)
    except (KeyError, ValueError) as error:
        return type(error).__name__


PLACES = (1, 19, 20, 21, 99, 100, 101, 1000)
places = {place: said(place, to="ordinal") for place in PLACES}
half = said(12.5, to="currency", currency="KRW")
print("num2words", version("num2words"), places, "15,000:", said(15_000), "12.5 won:", half)
assert places[19] == "열아홉 번째" and places[21] == "스물한 번째" and places[101] == "백 한 번째"
assert places[20] == "스물 번째"
assert places[100] == places[1000] == "KeyError" and half == "ValueError"
assert said(15_000) == "만 오천"
PYTHON
