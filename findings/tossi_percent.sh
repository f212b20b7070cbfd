#!/bin/sh
# tossi 0.3.1: postfix("10%", "은") is "10%은"; 퍼센트 ends in a vowel, and 10%는 is written.
#
# Of the packages for particles this one knows most: it reads digits out, looks past brackets and
# writes both where it cannot know, 은(는). One would guess that a sign which is spoken is read out or
# given both. It is passed over like a bracket, and the digit before it chooses: 3.5%는 is right
# because 오 ends in a vowel; 3%, 6%, 10% and 100% are wrong, and so is "10%으로". Every second rate in
# letters and answers has the wrong particle, without the mark of doubt, and a test with 3.5% shows
# nothing. Ask for the particle of the word, 퍼센트.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tossi==0.3.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import tossi

rates = ["3.5%", "3%", "6%", "10%", "100%"]
got = {rate: (tossi.postfix(rate, "은"), tossi.postfix(rate, "으로")) for rate in rates}
word, unknown = tossi.postfix("10퍼센트", "은"), tossi.postfix("OTP", "은")
print("tossi", version("tossi"), got, word, unknown)
assert got == {
    "3.5%": ("3.5%는", "3.5%로"),
    "3%": ("3%은", "3%으로"),
    "6%": ("6%은", "6%으로"),
    "10%": ("10%은", "10%으로"),
    "100%": ("100%은", "100%으로"),
}
assert word == "10퍼센트는" and unknown == "OTP은(는)"
PYTHON
