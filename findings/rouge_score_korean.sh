#!/bin/sh
# rouge-score 0.1.2: two Korean answers that are the same score 0; two of other matters score 1.
#
# Everything but a-z and 0-9 is thrown away before the words are counted. So only figures and Latin
# letters of a Korean answer count: "금리는 연 3.5%로 오릅니다" and "수수료는 3.5달러입니다" are equal in
# rouge1 and rougeL, and no error or warning tells that nothing was compared. A change that ruins the
# assistant's answers can look like none, or like progress. Pass a tokenizer of your own; one that
# splits at blanks is already better.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet rouge-score==0.1.2
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from rouge_score.rouge_scorer import RougeScorer


class Blanks:
    def tokenize(self, text):
        return text.split()


PAIRS = {
    "same": ("카드를 잃어버렸어요", "카드를 잃어버렸어요"),
    "other": ("금리는 연 3.5%로 오릅니다", "수수료는 3.5달러입니다"),
}


def scores(**options):
    scorer = RougeScorer(["rouge1", "rougeL"], **options)
    return {
        name: {kind: score.fmeasure for kind, score in scorer.score(*pair).items()}
        for name, pair in PAIRS.items()
    }


plain, blanks = scores(), scores(tokenizer=Blanks())
print("rouge-score", version("rouge-score"), "as it is:", plain, "by blanks:", blanks)
assert plain == {"same": {"rouge1": 0, "rougeL": 0}, "other": {"rouge1": 1, "rougeL": 1}}
assert blanks == {"same": {"rouge1": 1, "rougeL": 1}, "other": {"rouge1": 0, "rougeL": 0}}
PYTHON
