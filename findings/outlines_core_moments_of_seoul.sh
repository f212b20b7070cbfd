#!/bin/sh
# outlines-core 0.2.14: a model that is held to "date-time" cannot write 2026-11-30T15:05:00+09:00.
#
# JSON Schema's "date-time" is RFC 3339's: a moment has Z or an offset at its end. The pattern that
# a model's output is held to has no offset; it ends with Z or with nothing, which RFC 3339 does not
# allow. A model that means 15:05 in Korea can only go on with Z, nine hours too late, or leave the
# zone out, and whichever it is, the answer is valid to the engine. Of "time" the same is so. Ask
# for the day, the hour and the zone by a "pattern" of one's own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet outlines-core==0.2.14
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
import re
from importlib.metadata import version

from outlines_core.json_schema import build_regex_from_schema

OWN = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00\+09:00"
DAY = "2026-11-30T"


def allowed(texts, **schema):
    pattern = build_regex_from_schema(json.dumps({"type": "string", **schema}))
    return [text for text in texts if re.fullmatch(pattern, json.dumps(text))]


endings = ["15:05:00+09:00", "15:05:00Z", "15:05:00"]
got = {
    "date-time": allowed([DAY + ending for ending in endings], format="date-time"),
    "time": allowed(endings, format="time"),
    "own": allowed([DAY + ending for ending in endings], pattern=OWN),
}
print("outlines-core", version("outlines-core"), "expected +09:00 and Z, seen", got)
assert got["date-time"] == [DAY + "15:05:00Z", DAY + "15:05:00"]
assert got["time"] == ["15:05:00Z", "15:05:00"]
assert got["own"] == [DAY + "15:05:00+09:00"]
PYTHON
