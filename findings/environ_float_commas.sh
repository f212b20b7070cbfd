#!/bin/sh
# django-environ 0.14.0: env.float of "1,000" is 1.0, and of "1e6" 16.0; neither raises.
#
# int() and float() refuse what they do not know, and env.int does; one would guess that env.float
# does too. It drops every character but digits, minus, comma and point first, and takes the last
# comma for the decimal point: "1,000,000", a limit as it is written in Korean and English, is
# 1000.0, and an exponent loses its e. "3.5%" is 3.5, "30s" is 30.0, and "about 5" is 5.0. A
# time-out, a rate or an amount in .env is off by a thousand or more on a server that starts without
# a word, while "5e-1" alone raises. Read such settings as str or int and convert them.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet django-environ==0.14.0
"$folder/venv/bin/python" - <<'PYTHON'
import os
from importlib.metadata import version

import environ

told = {
    "1,000": 1.0,
    "1,000,000": 1000.0,
    "1e6": 16.0,
    "3.5%": 3.5,
    "30s": 30.0,
    "about 5": 5.0,
    "2.5": 2.5,
}


def read(text):
    os.environ["LIMIT"] = text
    return environ.Env().float("LIMIT")


def read_int(text):
    os.environ["LIMIT"] = text
    try:
        return environ.Env().int("LIMIT")
    except ValueError:
        return "refused"


got = {text: read(text) for text in told}
ints = {text: read_int(text) for text in ("1000", "1,000", "1e6")}
print("django-environ", version("django-environ"), "float:", got, "int:", ints)
assert got == told
assert ints == {"1000": 1000, "1,000": "refused", "1e6": "refused"}
PYTHON
