#!/bin/sh
# jellyfish 1.3.0: metaphone("예금") == metaphone("대출") == "", and soundex of 한도 and 환전 is one.
#
# The package tells how words sound, so that what is misheard or misspelt still matches; one would
# guess that a script it cannot read is an error, or is left as it is. metaphone leaves out all that
# is no Latin letter, so every Korean word has the same empty code and sounds like every other;
# soundex keeps the first sound alone, ᄒ000, so that all words with ㅎ are one. Only nysiis gives the
# word back. A search for customers or branches by sound then matches anybody, and looks busy.
# Compare jamo by jaro_winkler_similarity instead, and take an empty code for none.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jellyfish==1.3.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import jellyfish

WORDS = ("예금", "대출", "한도", "환전", "deposit")
CODES = (jellyfish.metaphone, jellyfish.soundex, jellyfish.nysiis)
got = {word: tuple(code(word) for code in CODES) for word in WORDS}
print("jellyfish", version("jellyfish"), "metaphone, soundex, nysiis:", got)
assert {got[word][0] for word in WORDS[:-1]} == {""} and got["deposit"][0]
assert got["한도"][1] == got["환전"][1] == "\u1112000"
assert got["예금"][1] != got["대출"][1]
assert all(got[word][2] == word for word in WORDS[:-1])
PYTHON
