#!/bin/sh
# markdownify 1.2.3: under a cell with rowspan the amounts slide one column to the left.
#
# Fee tables name a row once and span it: 타행 for counter and app. A cell over columns is given its
# empty neighbours, one over rows is not, so that the next row begins with 앱 where 타행 stands and its
# fee is read under the channel; the last column is empty. The table is well-formed and nothing is
# said; an answer grounded on it pairs fees with the wrong things. markitdown 0.1.9 makes its tables
# with this package. trafilatura 2.3.1 keeps the place. Repeat spanned cells in the HTML first.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    markdownify==1.2.3 trafilatura==2.3.1 lxml_html_clean==0.4.6
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import trafilatura
from markdownify import markdownify

TABLE = """<table><tr><th>구분</th><th>채널</th><th>수수료</th></tr>
<tr><td rowspan="2">타행</td><td>창구</td><td>1,000원</td></tr>
<tr><td>앱</td><td>면제</td></tr>
<tr><td colspan="2">당행</td><td>0원</td></tr></table>"""
PAGE = f"<html><body><article><p>수수료는 아래 표와 같습니다.</p>{TABLE}</article></body></html>"


def rows(markdown):
    lines = [line.strip() for line in markdown.splitlines()]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if line[:1] == "|"]


by_markdownify = rows(markdownify(TABLE))[2:]
by_trafilatura = rows(trafilatura.extract(PAGE, output_format="markdown"))[2:]
print("markdownify", version("markdownify"), by_markdownify)
print("trafilatura", version("trafilatura"), by_trafilatura)
assert by_markdownify == [["타행", "창구", "1,000원"], ["앱", "면제"], ["당행", "", "0원"]]
assert by_trafilatura[1] == ["", "앱", "면제"]
PYTHON
