#!/bin/sh
# pydash 8.1.0: parse_int("1000") is 4096; every number is read to base sixteen.
#
# Its own words are that base ten is used unless the text is hexadecimal, and JavaScript's parseInt,
# after which it is named, asks for 0x. But whatever can be read as hexadecimal is, and digits can:
# "100" is 256, "15" is 21, and the number of a branch, "0011234", is 70196. "5" and "9", as in its
# example, are right, numbers that are no text are, and "1,000" is None. A limit or a place in the
# queue from a form or a header is another one. Give the base, parse_int(text, 10), or take int().
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pydash==8.1.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from pydash import parse_int

texts = ["5", "9", "15", "100", "1000", "0011234", "1,000"]
got = {text: parse_int(text) for text in texts}
ten = parse_int("1000", 10)
print("pydash", version("pydash"), got, ten)
assert list(got.values()) == [5, 9, 21, 256, 4096, 70196, None]
assert ten == 1000
PYTHON
