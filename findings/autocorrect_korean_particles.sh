#!/bin/sh
# autocorrect-py 2.14.0: format("OTP를 분실") is "OTP 를 분실"; the particle is torn off its word.
#
# The package sets blanks between letters of Chinese, Japanese and Korean and those of others, and
# names Korean among what it mends, so one would guess that it knows that particles, endings and
# counters stand right behind their word. It treats Hangul as it does Chinese: "연 3.5%입니다" becomes
# "3.5% 입니다", "100만원" is "100 만원", and a number to call is "1588-0000 으로". Korean reads as badly
# spaced, and a quotation is no longer found in its source. Run over the articles of two languages
# it spoils one of them. Keep it from files in Korean.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet autocorrect-py==2.14.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import autocorrect_py

told = {
    "OTP를 분실": "OTP 를 분실",
    "연 3.5%입니다": "연 3.5% 입니다",
    "한도는 100만원": "한도는 100 만원",
    "1588-0000으로": "1588-0000 으로",
    "한도는 백만 원입니다": "한도는 백만 원입니다",
}
got = {text: autocorrect_py.format(text) for text in told}
print("autocorrect-py", version("autocorrect-py"), got)
assert got == told
PYTHON
