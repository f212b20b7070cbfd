#!/bin/sh
# cattrs 26.2.1: {"name": null} is structured as a customer of the name "None", without an error.
#
# A converter that checks what JSON holds against a class, one would guess, refuses a null for a str
# or keeps it. It calls the type: str(None), int(1000.9), bool("N"). So whoever has no name is
# greeted as None 고객님, an amount of 1000.9 is 1000, and a consent of "N" is given, with the
# converter for JSON and its detailed validation as well; a null for an int raises. msgspec
# 0.23.0 refuses all three. forbid_extra_keys looks strict and is not about this. Register a hook
# for str, int and bool that asks isinstance().
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet cattrs==26.2.1 attrs==26.1.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
from importlib.metadata import version

from attrs import define
from cattrs.preconf.json import make_converter


@define
class Customer:
    name: str
    limit: int
    consent: bool


text = json.dumps({"name": None, "limit": 1000.9, "consent": "N"})
got = make_converter(forbid_extra_keys=True).loads(text, Customer)
print("cattrs", version("cattrs"), text, "->", got)
assert got == Customer(name="None", limit=1000, consent=True)
PYTHON
