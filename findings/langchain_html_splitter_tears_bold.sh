#!/bin/sh
# langchain-text-splitters 1.1.3: HTMLHeaderTextSplitter tears bold amounts out of their sentences.
#
# "타행 이체는 <b>500원</b>, 당행은 <b>0원</b>입니다." is split as "타행 이체는 , 당행은 입니다." with 500원 and 0원 on lines
# of their own behind it; links and emphasis leave their places too. It writes a node's own text
# before its children's, as if no word stood between tags. HTMLSemanticPreservingSplitter puts them
# before the sentence instead. What a bank sets in bold are its figures, and a model that reads such
# a chunk pairs them by guess. HTMLSectionSplitter keeps the order; so does turning HTML into text
# first.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    langchain-text-splitters==1.1.3 beautifulsoup4==4.15.0 lxml==6.1.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from langchain_text_splitters import (
    HTMLHeaderTextSplitter,
    HTMLSectionSplitter,
    HTMLSemanticPreservingSplitter,
)

PAGE = "<h1>수수료</h1><p>타행 이체는 <b>500원</b>, 당행은 <b>0원</b>입니다.</p>"


def last_of(splitter):
    return splitter([("h1", "title")]).split_text(PAGE)[-1].page_content


by_header = last_of(HTMLHeaderTextSplitter)
preserving = last_of(HTMLSemanticPreservingSplitter)
by_section = " ".join(last_of(HTMLSectionSplitter).split())
print("langchain-text-splitters", version("langchain-text-splitters"))
print([by_header, preserving, by_section])
assert by_header == "타행 이체는 , 당행은 입니다.  \n500원  \n0원"
assert preserving == "500원 0원 타행 이체는 , 당행은 입니다."
assert by_section == "수수료 타행 이체는 500원 , 당행은 0원 입니다."
PYTHON
