#!/bin/sh
# clevercsv 0.8.5: a file of one column of dates is read as three columns, cut at the hyphens.
#
# The package finds out how a CSV file is written, for files in which the standard library is wrong,
# and it takes the form in which cells look like dates, numbers or addresses. One would guess that
# a list whose every line is one date, or one account, is a list. Hyphens, colons, commas of amounts
# and blanks between words are tried as delimiters too: 001-12-345678 is three cells, 09:00 two, and
# questions are cut into words. The standard csv.Sniffer raises an error there ("could not determine
# delimiter"), which is at least noticed. Name the delimiters that may be: sniff(text,
# delimiters=",;|"), and take None or "" for one column.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet clevercsv==0.8.5
"$folder/venv/bin/python" - <<'PYTHON'
import csv
from importlib.metadata import version

import clevercsv

lists = {
    "dates": "날짜\n2026-11-30\n2026-12-01\n",
    "accounts": "계좌\n001-12-345678\n001-12-345679\n",
    "hours": "시각\n09:00\n18:00\n",
    "amounts": "금액\n1,000\n2,000\n",
    "questions": "질문\n한도가 얼마인가요\n금리가 얼마인가요\n",
}


def rows(text, **options):
    form = clevercsv.Sniffer().sniff(text, **options)
    return form.delimiter, list(clevercsv.reader(text.splitlines(), form))[1]


def standard(text):
    try:
        return csv.Sniffer().sniff(text).delimiter
    except csv.Error:
        return None


got = {name: rows(text) for name, text in lists.items()}
named = rows(lists["dates"], delimiters=",;|")
print("clevercsv", version("clevercsv"), got, named)
assert got["dates"] == ("-", ["2026", "11", "30"])
assert got["accounts"] == ("-", ["001", "12", "345678"])
assert [got[name][0] for name in ("hours", "amounts", "questions")] == [":", ",", " "]
assert named[1] == ["2026-11-30"]
assert not any(standard(text) for text in lists.values())
PYTHON
