#!/bin/sh
# phonenumbers 9.0.43: "02-123-4567/8", two lines of one office, is read as 02-1234-5678.
#
# Korean letters and signs write consecutive lines so: /8 and ~9 stand for a last digit that
# changes. With the slash the 8 becomes an eighth digit, and the number is somebody else's, valid
# and well formatted; with the tilde it becomes extension 9. PhoneNumberMatcher finds both in a
# text, so that a directory that is read in, or numbers that a page makes clickable, call strangers.
# Cut what stands behind the last group of four digits before parsing.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet phonenumbers==9.0.43
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number, is_valid_number

told = {
    "02-123-4567/8": ("02-1234-5678", True),
    "02-123-4567~9": ("02-123-4567 ext. 9", True),
    "02-123-4567": ("02-123-4567", True),
}


def shown(number):
    return format_number(number, PhoneNumberFormat.NATIONAL), is_valid_number(number)


got = {text: shown(phonenumbers.parse(text, "KR")) for text in told}
found = {
    text: [shown(match.number) for match in PhoneNumberMatcher(f"문의 {text} 로", "KR")]
    for text in told
}
print("phonenumbers", version("phonenumbers"), got)
assert got == told
assert found == {text: [number] for text, number in told.items()}
PYTHON
