#!/bin/sh
# price-parser 0.5.1: Price.fromstring("1억 5,000만원") is 1 원: 150 million won become one.
#
# It knows 원 as a currency and reads "1,250,000원" and "12,500 원" well, so it looks fit for Korean.
# 만 and 억, in which larger amounts are said, are no signs to it: it takes the first number, leaves
# out what follows and still names the currency. "3만 5천원" is 3 won; nothing is None and nothing
# raises. A text with 만, 억 or 천 behind a digit has to be kept from it.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet price-parser==0.5.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from price_parser import Price

read = {
    "1억 5,000만원": 1,  # 150,000,000
    "1만원": 1,  # 10,000
    "3만 5천원": 3,  # 35,000
    "월 9,900원": 9_900,
    "1,250,000원": 1_250_000,
    "12,500 원": 12_500,
}
prices = {text: Price.fromstring(text) for text in read}
print("price-parser", version("price-parser"))
for text, price in prices.items():
    print(f"  {text}: {price.amount} {price.currency}")
assert {text: price.amount for text, price in prices.items()} == read
assert {price.currency for price in prices.values()} == {"원"}
PYTHON
