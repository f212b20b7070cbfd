#!/bin/sh
# tokenizers 0.23.3: BertWordPieceTokenizer, with 금리 in its vocabulary, reads 금리 as [UNK].
#
# It lower-cases unless it is told not to, which one would guess to be nothing to Korean, a script
# without capitals. With it goes the stripping of accents, which takes each syllable apart into its
# letters (NFD) and does not join them again: no syllable of the vocabulary is ever met, all Korean
# is one and the same unknown word, and English is right. No error or warning: an embedding finds
# all questions alike, and a classifier sends them to one desk. A vocabulary of Hangul with
# lowercase=True needs strip_accents=False.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tokenizers==0.23.3
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from tokenizers import BertWordPieceTokenizer

words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "금리", "##는", "한도", "card"]
vocabulary = {word: number for number, word in enumerate(words)}


def read(text, **options):
    tokenizer = BertWordPieceTokenizer(vocabulary, **options)
    return tokenizer.encode(text, add_special_tokens=False).tokens


plain = [read(text) for text in ("금리는", "한도", "Card")]
kept = read("금리는", strip_accents=False)
print("tokenizers", version("tokenizers"), plain, kept)
assert plain == [["[UNK]"], ["[UNK]"], ["card"]]
assert kept == ["금리", "##는"]
PYTHON
