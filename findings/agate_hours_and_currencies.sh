#!/bin/sh
# agate 1.14.2: a bank's hours of 09:00 to 18:00 are read as nine and eighteen minutes.
#
# It guesses the kinds of a CSV file's columns, and csvkit's commands write what it guessed: times
# of day become lengths of time, 0:09:00. Signs are left out of numbers without a word, so that
# ₩1,000,000 and $1,000 of one column are 1,000,000 and 1,000, and add up to 1,001,000, and 3.5% stands
# beside 0.035 as 3.5. Give it the kinds yourself, agate.Text() for the hours and for whatever has a
# unit, or csvkit its -I.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet agate==1.14.2
"$folder/venv/bin/python" - <<'PYTHON'
import io
from datetime import timedelta
from decimal import Decimal
from importlib.metadata import version

import agate

SHEET = (
    "opens,closes,limit,rate\n"
    '09:00,18:00,"₩1,000,000",3.5%\n'
    '10:30,16:00,"$1,000",0.035\n'
)
table = agate.Table.from_csv(io.StringIO(SHEET))
rows = [tuple(row) for row in table.rows]
written = io.StringIO()
table.to_csv(written)
total = table.aggregate(agate.Sum("limit"))
print("agate", version("agate"), written.getvalue().split(), total)
minutes = [timedelta(minutes=length) for length in (9, 18)]
assert rows[0] == (*minutes, Decimal(1_000_000), Decimal("3.5"))
assert rows[1][2:] == (Decimal(1_000), Decimal("0.035")) and total == 1_001_000
assert written.getvalue().splitlines()[1].startswith("0:09:00,0:18:00,")
as_texts = agate.TypeTester(types=[agate.Text()])
texts = agate.Table.from_csv(io.StringIO(SHEET), column_types=as_texts)
assert tuple(texts.rows[0]) == ("09:00", "18:00", "₩1,000,000", "3.5%")
PYTHON
