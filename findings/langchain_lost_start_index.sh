#!/bin/sh
# langchain-text-splitters 1.1.3: add_start_index=True says -1 for chunks that are counted by words.
#
# A page that shows where an answer comes from needs the place of a chunk in its article, and one
# would guess that this option gives it for each. It looks for a chunk from where the one before it
# ended less the overlap, and takes the overlap, which is counted in what length_function counts,
# words here or tokens, for characters. That is too far on: the chunk is not found, and -1, Python's
# last character, is its place. With characters, the default, all is right. Look for each chunk from
# one behind the last place found.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet langchain-text-splitters==1.1.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from langchain_text_splitters import RecursiveCharacterTextSplitter

TEXT = (
    "정기예금 금리는 연 3.5% 입니다. 한도는 1,000,000원 입니다. 정기예금 해지는 영업점 에서 합니다. "
    "한도는 1,000,000원 입니다. 문의는 콜센터 로 하십시오."
)


def misplaced(**options):
    """How many chunks there are, and the places that are told of those that are elsewhere."""
    splitter = RecursiveCharacterTextSplitter(add_start_index=True, separators=[" "], **options)
    chunks = splitter.create_documents([TEXT])
    assert all(chunk.page_content in TEXT for chunk in chunks)
    told = [(chunk.metadata["start_index"], chunk.page_content) for chunk in chunks]
    wrong = [place for place, chunk in told if place < 0 or not TEXT.startswith(chunk, place)]
    return len(chunks), wrong


by_words = misplaced(chunk_size=6, chunk_overlap=3, length_function=lambda text: len(text.split()))
by_characters = misplaced(chunk_size=30, chunk_overlap=15)
name = version("langchain-text-splitters")
print("langchain-text-splitters", name, "by words", by_words, "by characters", by_characters)
assert by_characters[1] == []
assert by_words[1]
assert set(by_words[1]) == {-1}
PYTHON
