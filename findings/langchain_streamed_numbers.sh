#!/bin/sh
# langchain-core 1.8.3: while {"limit": 1000000} streams in, JsonOutputParser says 1, then 100.
#
# A half-written true is held back until it is whole, but a half-written number is handed on as if
# it were one: the limit is one won, then a hundred, and a rate of 3.5 is 3 for a moment. Each is a
# valid value of the schema, so no validation stops it. instructor 1.17.0 does the same with
# Partial. A page that shows the answer as it grows, or a step that acts on the first
# complete-looking object, tells a customer a wrong amount. Have amounts written as text, or take a
# number only when a later key or the end has come.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet langchain-core==1.8.3
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from langchain_core.output_parsers import JsonOutputParser

PIECES = ('{"fee": tr', 'ue, "limit": 1', "00", '0000, "rate": 3', '.5, "name": "예', '금"}')
grown = list(JsonOutputParser().transform(iter(PIECES)))
print("langchain-core", version("langchain-core"), grown)
assert grown == [
    {},
    {"fee": True, "limit": 1},
    {"fee": True, "limit": 100},
    {"fee": True, "limit": 1000000, "rate": 3},
    {"fee": True, "limit": 1000000, "rate": 3.5, "name": "예"},
    {"fee": True, "limit": 1000000, "rate": 3.5, "name": "예금"},
]
PYTHON
