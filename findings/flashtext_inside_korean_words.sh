#!/bin/sh
# flashtext 2.7: the keyword 적금, a savings plan, is found in "누적금액을 알려 주세요".
#
# The package looks for whole words, which is its difference from a plain search: "card" is not
# found in "discard". What belongs to a word is A to Z, digits and _ alone, so every Hangul syllable
# is a boundary and Korean keywords match within other words: 누적금액 is an accumulated amount, 한도
# stands in 무한도전. replace_keywords writes into the middle of them, and questions are sent to the
# wrong topic. Adding the 11,172 syllables by set_non_word_boundaries makes it miss 적금을 with its
# particle instead, so a morphological analyzer is what is needed.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet flashtext==2.7
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from flashtext import KeywordProcessor

KEYWORDS = {"적금": "SAVINGS", "한도": "LIMIT", "card": "CARD"}
TEXTS = ("누적금액을 알려 주세요", "무한도전", "적금을 해지", "discard it", "my card")


def found(**settings):
    processor = KeywordProcessor()
    for keyword, name in KEYWORDS.items():
        processor.add_keyword(keyword, name)
    if settings:
        processor.set_non_word_boundaries(processor.non_word_boundaries | settings["letters"])
    return [processor.extract_keywords(text) for text in TEXTS], processor


plain, processor = found()
replaced = processor.replace_keywords(TEXTS[0])
syllables, _ = found(letters={chr(code) for code in range(0xAC00, 0xD7A4)})
print("flashtext", version("flashtext"), plain, replaced, "syllables as letters:", syllables)
assert plain == [["SAVINGS"], ["LIMIT"], ["SAVINGS"], [], ["CARD"]]
assert replaced == "누SAVINGS액을 알려 주세요"
assert syllables == [[], [], [], [], ["CARD"]]
PYTHON
