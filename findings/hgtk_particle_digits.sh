#!/bin/sh
# hgtk 0.2.1: josa.attach("3", EUN_NEUN) is "3는", and so for every digit; 삼 takes 은.
#
# The package is there to choose a Korean particle by the sound before it. It looks at the last
# character: Hangul is right, a Latin letter goes by a list of its own ("KB은", while 케이비 takes
# 는), and a digit or a closing bracket counts as a vowel. 대출(신용)는 follows, and 10로 for 10으로.
# Behind six digits of ten, and most product names with a bracket, that is bad Korean. tossi 0.3.1
# reads digits out, skips brackets and, where it cannot know, writes both: "KB은(는)".
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet hgtk==0.2.1 tossi==0.3.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import hgtk
import tossi

WORDS = ("2", "3", "6", "10", "1,000", "대출(신용)", "KB", "3.5%", "상품", "금리")


def by_hgtk(word, josa):
    return hgtk.josa.attach(word, josa)[len(word) :]


def by_tossi(word, josa):
    return tossi.postfix(word, josa)[len(word) :]


topic = {word: (by_hgtk(word, hgtk.josa.EUN_NEUN), by_tossi(word, "은")) for word in WORDS}
to_ten = by_hgtk("10", hgtk.josa.EURO_RO), by_tossi("10", "로")
digits = {by_hgtk(str(digit), hgtk.josa.EUN_NEUN) for digit in range(10)}
print("hgtk", version("hgtk"), "tossi", version("tossi"))
for word, particles in topic.items():
    print(f"  {word}: {particles}")
print("  10 with 로:", to_ten, "hgtk behind any digit:", digits)
assert digits == {"는"} and to_ten == ("로", "으로")
assert {topic[word] for word in ("3", "6", "10", "1,000", "대출(신용)")} == {("는", "은")}
assert topic["KB"] == ("은", "은(는)")
assert topic["2"] == topic["3.5%"] == topic["금리"] == ("는", "는") and topic["상품"] == ("은", "은")
PYTHON
