#!/bin/sh
# json-repair 0.64.6: loads('{"open": 09:00}') is {"open": 9}, and [1,000,000] becomes [1, 0, 0].
#
# The package mends what language models write, and an unquoted 010-1234-5678, a date or 1,000,000
# as a member's value it keeps whole, as a text. A time loses its minutes and 15:30 is 15; an
# account number loses its leading nought; and the same amount within a list is cut at its commas
# into numbers that were never said, so that [1,500, 2,000] has four fees. Nothing is None and
# nothing raises, and a schema of numbers accepts it. Only text that is JSON already may be trusted
# with figures; ask the model again for the rest, or have figures in quotes.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet json-repair==0.64.6
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import json_repair

told = {
    '{"open": 09:00, "close": 18:30}': {"open": 9, "close": 18},
    '{"account": 0123456}': {"account": 123456},
    '{"fees": [1,500, 2,000]}': {"fees": [1, 500, 2, 0]},
    '{"limits": [1,000,000]}': {"limits": [1, 0, 0]},
    '{"limit": 1,000,000}': {"limit": "1,000,000"},
    '{"phone": 1588-0000}': {"phone": "1588-0000"},
    '{"until": 2026-11-30}': {"until": "2026-11-30"},
}
got = {text: json_repair.loads(text) for text in told}
print("json-repair", version("json-repair"), got)
assert got == told
PYTHON
