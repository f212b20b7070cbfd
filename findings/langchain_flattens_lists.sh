#!/bin/sh
# langchain-text-splitters 1.1.3: a condition under one item of a list becomes an item of its own.
#
# MarkdownHeaderTextSplitter cuts an article at its headings; one would guess that what is between
# them is left as it is. Each line loses the blanks at its beginning and end: "3개월 이상이면" under 급여이체
# stands beside it, as one more way to the better rate, amounts that hang in an item are paragraphs,
# and a numbered list below a step goes on with the step's numbers. The chunk reads well, and
# whoever shows it, or grounds an answer on it, has another rule. strip_headers=False does not help;
# ExperimentalMarkdownSyntaxTextSplitter keeps the blanks.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet langchain-text-splitters==1.1.3
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from langchain_text_splitters import (
    ExperimentalMarkdownSyntaxTextSplitter,
    MarkdownHeaderTextSplitter,
)

LIST = "- 급여이체: 0.2%p\n    - 3개월 이상이면 0.3%p\n- 카드: 0.1%p"
ARTICLE = f"# 우대금리\n\n{LIST}\n"
HEADERS = [("#", "title")]
got = MarkdownHeaderTextSplitter(HEADERS).split_text(ARTICLE)[0].page_content
kept = ExperimentalMarkdownSyntaxTextSplitter(HEADERS).split_text(ARTICLE)[0].page_content
name = version("langchain-text-splitters")
print("langchain-text-splitters", name, "expected", repr(LIST), "seen", repr(got), repr(kept))
assert got == LIST.replace("    ", "")
assert kept.strip() == LIST
PYTHON
