#!/bin/sh
# dirtyjson 1.0.8: loads('{"until": 2026-11-30}') is {"until": 1985}, what is left of the sum.
#
# It reads the JSON that models and scripts write: single quotes, comments, a comma too many. Of a
# value without quotation marks one would guess that it is kept as text or refused. What looks like
# a calculation is done, which nothing in its description says: an account 110-234-567890 is the
# number -568014, a range of 3.5-4.0 is -0.5, 2026/11/30 is 6.139, and the phone number 1588-0000 is
# 1588. The value is a number like any other, and an answer or a record has it. json and json5 raise
# on each of them.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet dirtyjson==1.0.8 json5==0.17.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import dirtyjson
import json5

EXPECTED = {
    "2026-11-30": 1985,
    "110-234-567890": -568014,
    "3.5-4.0": -0.5,
    "1588-0000": 1588,
    '"2026-11-30"': "2026-11-30",
}


def refused(text):
    try:
        json5.loads(text)
    except ValueError:
        return True
    return False


texts = {value: f'{{"until": {value}}}' for value in EXPECTED}
got = {value: dirtyjson.loads(text)["until"] for value, text in texts.items()}
raised = [value for value, text in texts.items() if refused(text)]
print("dirtyjson", version("dirtyjson"), "expected texts or errors, seen", got, "json5:", raised)
assert got == EXPECTED
assert raised == list(EXPECTED)[:4]
PYTHON
