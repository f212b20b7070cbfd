#!/bin/sh
# rank-bm25 0.2.2: a word that stands in half of the articles scores nothing in any of them.
#
# BM25Okapi weighs a word by the logarithm of articles without it over articles with it, which is
# zero when these are as many. With four articles, two of them about cards, a search for 카드 scores
# 0.0 everywhere, and get_top_n, which does not leave out zeros and takes ties from the end, gives
# the two others. A first knowledge base of a few articles by topic is just this. Lucene, and so
# OpenSearch, adds one before the logarithm; BM25Plus and BM25L of this package find the cards.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet rank-bm25==0.2.2 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from rank_bm25 import BM25L, BM25Okapi, BM25Plus

ARTICLES = ["카드 분실", "카드 한도", "대출 한도", "예금 금리"]
words = [article.split() for article in ARTICLES]
kinds = (BM25Okapi, BM25Plus, BM25L)
best = {kind.__name__: kind(words).get_top_n(["카드"], ARTICLES, 2) for kind in kinds}
scores = [float(score) for score in BM25Okapi(words).get_scores(["카드"])]
print("rank-bm25", version("rank-bm25"), scores, best)
assert scores == [0.0, 0.0, 0.0, 0.0]
assert best["BM25Okapi"] == ["예금 금리", "대출 한도"]
assert best["BM25Plus"] == best["BM25L"] == ["카드 분실", "카드 한도"]
PYTHON
