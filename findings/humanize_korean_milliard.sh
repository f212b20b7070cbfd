#!/bin/sh
# humanize 4.17.0, ko_KR: intword(1_500_000_000) is "1.5 milliard", precisedelta "1시간 and 30분".
#
# activate("ko_KR") finds its catalogue, and naturaltime is good Korean, so the rest looks done.
# In the catalogue a billion is translated by the French word, thousand and million by themselves,
# and the "and" of precisedelta and natural_list, the months of naturaldate and the endings of
# ordinal are not there: no warning, and half the sentence in another language. Korean counts in
# 만 and 억 besides, which no catalogue of steps of a thousand can say. Of this package only
# naturaltime and naturaldelta can stand before a Korean customer.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet humanize==4.17.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import date, timedelta
from importlib.metadata import version

import humanize


def shown():
    return [
        *[humanize.intword(amount) for amount in (150_000_000, 1_500_000_000)],
        humanize.precisedelta(timedelta(hours=1, minutes=30)),
        humanize.natural_list(["카드", "대출", "예금"]),
        humanize.naturaldate(date(2020, 1, 2)),
        humanize.ordinal(3),
        humanize.naturaltime(timedelta(minutes=5)),
    ]


english = shown()
humanize.activate("ko_KR")
korean = shown()
print("humanize", version("humanize"), korean, english)
assert english[:2] == ["150.0 million", "1.5 billion"]
assert korean == [
    "150.0 million",
    "1.5 milliard",
    "1시간 and 30분",
    "카드, 대출 and 예금",
    "Jan 02 2020",
    "3rd",
    "5분 전",
]
PYTHON
