#!/bin/sh
# nlptutti 0.0.0.24: get_cer("연 3.5%입니다", "연 35%입니다") is 0: a rate ten times as high is right.
#
# It measures how well Korean speech was written down. By default punctuation is taken away first,
# and that is done within numbers too: a lost point of a rate and a lost sign of a balance cost
# nothing in get_cer and get_wer, while a wrong particle costs its share. Of two recognisers, the
# one that mishears what a bank must not mishear is measured as perfect. jiwer 4.0.0 takes nothing
# away. Pass rm_punctuation=False, or count the numbers of the two texts on their own.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nlptutti==0.0.0.24 jiwer==4.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import jiwer
import nlptutti

PAIRS = [
    ("금리는 연 3.5%입니다", "금리는 연 35%입니다"),
    ("잔액은 -5,000원입니다", "잔액은 5,000원입니다"),
    ("금리는 연 3.5%입니다", "금리가 연 3.5%입니다"),
]
print("nlptutti", version("nlptutti"), "jiwer", version("jiwer"))
rates = []
for said, heard in PAIRS:
    by_default = nlptutti.get_cer(said, heard)["cer"], nlptutti.get_wer(said, heard)["wer"]
    kept = nlptutti.get_cer(said, heard, rm_punctuation=False)["cer"]
    rates.append((by_default, kept))
    print(" ", said, "/", heard, by_default, "kept:", kept, "jiwer:", jiwer.cer(said, heard))
    assert kept > 0 and jiwer.cer(said, heard) > 0
assert [by_default for by_default, _ in rates[:2]] == [(0, 0), (0, 0)]
assert min(rates[2][0]) > 0
PYTHON
