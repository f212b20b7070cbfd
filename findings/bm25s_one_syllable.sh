#!/bin/sh
# bm25s 0.3.16: a question of the word 빚 (debt) finds articles that have nothing to do with it.
#
# The default tokenizer takes words of two letters and more, since in English one letter says
# little. One would guess that this is about English, or that a query without words finds nothing.
# In Korean 빚, 돈, 집 and 월 are words, and they are left out of articles and of the question;
# retrieve() then has no word to go by and gives k articles with 0.0 all the same, in an order that
# looks like a ranking. A model that is handed them answers from the wrong ones. Give tokenize() a
# token_pattern of r"\w+", and leave out what has the score 0.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet bm25s==0.3.16
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import bm25s

ARTICLES = ["빚 이 많을 때", "돈 보내기", "카드 분실", "적금 금리"]


def found(question, **options):
    index = bm25s.BM25()
    index.index(bm25s.tokenize(ARTICLES, show_progress=False, **options), show_progress=False)
    words = bm25s.tokenize([question], show_progress=False, **options)
    articles, scores = index.retrieve(words, corpus=ARTICLES, k=2, show_progress=False)
    return articles[0].tolist(), [round(float(score), 2) for score in scores[0]]


got, mended = found("빚"), found("빚", token_pattern=r"\w+")
print("bm25s", version("bm25s"), "expected", ARTICLES[0], "first, seen", got, mended)
assert ARTICLES[0] not in got[0]
assert got[1] == [0.0, 0.0]
assert mended[0][0] == ARTICLES[0]
assert mended[1][0] > 0
PYTHON
