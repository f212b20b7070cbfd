#!/bin/sh
# hanja 0.15.1: translate("年利率 3.5%", "substitution") is "연리솔 3.5%"; it reads 연이율.
#
# 率 is 률 or 율 in every rate there is (比率, 稅率, 換率) and 솔 only in a few words such as 引率. The package
# even has the rule for 률 and 율 behind a vowel, but its table gives 솔, so the rule is never met. 不
# is 불 before every sound, though 不動産 and 不渡 read 부동산 and 부도. Old contracts and notices in mixed
# script come out with words that nobody searches for, and a voice reads them aloud. A dictionary of
# whole words has to go first.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet hanja==0.15.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import hanja

told = {
    "年利率 3.5%": "연리솔 3.5%",
    "比率": "비솔",
    "稅率": "세솔",
    "換率": "환솔",
    "不動産": "불동산",
    "不渡": "불도",
    "來年 保險料": "내년 보험료",
    "歷史 經歷": "역사 경력",
}
got = {text: hanja.translate(text, "substitution") for text in told}
print("hanja", version("hanja"), got)
assert got == told
PYTHON
