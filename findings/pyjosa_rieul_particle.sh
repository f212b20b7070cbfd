#!/bin/sh
# pyjosa 1.0.3: get_full_string("서울", "으로") is "서울으로"; after ㄹ 로 is written, 서울로.
#
# The package is for nothing but particles, and 으로 / 로 stands in its list, so one would guess that
# it knows the one exception of that pair: a word that ends in ㄹ takes 로 like one that ends in a
# vowel. Every final consonant is treated alike: 서울으로, 메일으로, 오늘으로, in a letter or an answer
# that names the branch, the channel or the day. 을, 은, 이 and 과 are right, so a test with those
# finds nothing. tossi 0.3.1 writes 서울로, and reads digits as well.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyjosa==1.0.3 tossi==0.3.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import tossi
from pyjosa.josa import Josa

WORDS = ["서울", "메일", "오늘", "종로", "통장"]
got = {
    "pyjosa": [Josa.get_full_string(word, "으로") for word in WORDS],
    "tossi": [tossi.postfix(word, "(으)로") for word in WORDS],
    "pyjosa, 은": [Josa.get_full_string(word, "은") for word in WORDS],
}
print("pyjosa", version("pyjosa"), "expected 서울로 메일로 오늘로 종로로 통장으로, seen", got)
assert got["pyjosa"] == ["서울으로", "메일으로", "오늘으로", "종로로", "통장으로"]
assert got["tossi"] == ["서울로", "메일로", "오늘로", "종로로", "통장으로"]
assert got["pyjosa, 은"] == ["서울은", "메일은", "오늘은", "종로는", "통장은"]
PYTHON
