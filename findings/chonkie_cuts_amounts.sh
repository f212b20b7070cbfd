#!/bin/sh
# chonkie 1.7.0: RecursiveChunker ends a chunk with "1,000," where the text has 1,000,000원.
#
# A sentence that is too long for a chunk is cut at signs before it is cut at blanks, and the comma
# within an amount, the colon of 18:00 and the hyphen of 1588-0000 count as signs. The next chunk
# begins with "000원까지": both read well, and an answer that is grounded on either is wrong by a
# factor of a thousand. langchain-text-splitters 1.1.3 goes from lines to blanks and keeps amounts
# whole; so does this package by rules with paragraphs, sentences and blanks alone.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet chonkie==1.7.0 chonkie-core==0.10.2 \
    langchain-text-splitters==1.1.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from chonkie import RecursiveChunker, RecursiveLevel, RecursiveRules
from langchain_text_splitters import RecursiveCharacterTextSplitter

LIMITS = "이체 한도는 하루에 5,000,000원까지이고 한 번에 1,000,000원까지 보낼 수 있습니다"
HOURS = "상담 시간은 평일 오전 09:00부터 오후 18:00까지이며 점심에도 쉬지 않습니다"
SIZE = 40  # characters
BLANKS = RecursiveRules(
    levels=[
        RecursiveLevel(delimiters=["\n"]),
        RecursiveLevel(delimiters=[". ", "! ", "? "]),
        RecursiveLevel(whitespace=True),
    ]
)


def chunks(text, **rules):
    chunker = RecursiveChunker(tokenizer="character", chunk_size=SIZE, **rules)
    return [chunk.text.strip() for chunk in chunker(text)]


def by_langchain(text):
    return RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=0).split_text(text)


def is_whole(part, texts):
    return any(part in text for text in texts)


limits, hours = chunks(LIMITS), chunks(HOURS)
print("chonkie", version("chonkie"), limits, hours)
print("at blanks:", chunks(LIMITS, rules=BLANKS), chunks(HOURS, rules=BLANKS))
print("langchain-text-splitters", version("langchain-text-splitters"), by_langchain(LIMITS))
assert limits[0].endswith("한 번에 1,000,") and limits[1].startswith("000원까지")
assert not is_whole("18:00", hours)
for split in (by_langchain, lambda text: chunks(text, rules=BLANKS)):
    assert is_whole("1,000,000원까지", split(LIMITS)) and is_whole("18:00까지", split(HOURS))
PYTHON
