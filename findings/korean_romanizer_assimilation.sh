#!/bin/sh
# korean_romanizer 0.28.0: 종로 is "jongro", 신라 "sinra"; the official spellings are Jongno, Silla.
#
# The package is the one most found for the Revised Romanization of Korean, and it knows part of its
# sound rules: 좋고 is joko, 독립문 loses its g. Where n, l and r meet, the rule's own first examples,
# it writes letter by letter, so that addresses and names of branches are spelt as no map or card
# spells them, and a search by the official name misses. koroman 1.0.16 has all of them right.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet korean-romanizer==0.28.0 koroman==1.0.16
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import koroman
from korean_romanizer.romanizer import Romanizer

told = {
    "종로": ("jongro", "jongno"),
    "신라": ("sinra", "silla"),
    "독립문": ("dokripmun", "dongnimmun"),
    "대관령": ("daegwanryeong", "daegwallyeong"),
    "국민은행": ("gukmineunhaeng", "gungmineunhaeng"),
    "좋고": ("joko", "joko"),
}
got = {word: (Romanizer(word).romanize(), koroman.romanize(word)) for word in told}
print("korean_romanizer", version("korean_romanizer"), "koroman", version("koroman"), got)
assert got == told
PYTHON
