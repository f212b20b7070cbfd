#!/bin/sh
# hangulpy 1.5.2: autofix("OTP 분실") is "얘쎼 qnstlf"; both halves were right before.
#
# The function mends what was typed with the keyboard in the other language (dkssud for 안녕), and one
# would guess that it looks which of the two is a word. It turns every Latin letter into the jamo of
# its key and every syllable into the letters of its keys. "login" becomes 이애햐우, and "rkqt 얼마",
# where half is wrong, is mended on the one side and spoilt on the other: "값 djfak". The questions
# of a bank's customers are full of ATM, OTP, PIN and KB; a search that mends its questions so finds
# nothing for the very ones that were typed well. Try the mended text only where the other has no
# hit, and word by word.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet hangulpy==1.5.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from hangulpy import autofix

told = {
    "dkssud": "안녕",
    "OTP 분실": "얘쎼 qnstlf",
    "ATM": "AㅆM",
    "login": "이애햐우",
    "rkqt 얼마": "값 djfak",
    "한도는 100만원": "gksehsms 100aksdnjs",
}
got = {text: autofix(text) for text in told}
print("hangulpy", version("hangulpy"), got)
assert got == told
PYTHON
