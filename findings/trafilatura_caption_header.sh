#!/bin/sh
# trafilatura 2.3.1: a table's caption becomes its header, and steps 3 and 4 become 1 and 2.
#
# The package takes the text of a page for search and models, and keeps tables. A <caption> is
# written as the first row, the true header below it with a second line of dashes, so that a
# renderer and a splitter of tables see columns named "2026년 수수료" and nothing, and a row of dashes.
# A list with start="3", as pages have where a picture stands between steps, is numbered from 1
# again in Markdown; as plain text steps have no numbers at all. "Go on with step 3" then names
# another step. Move captions before their tables, and numbers into the items, before extracting.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet trafilatura==2.3.1 lxml_html_clean==0.4.6
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import trafilatura

TABLE = """<table><caption>2026년 수수료</caption><tr><th>구분</th><th>금액</th></tr>
<tr><td>타행</td><td>500원</td></tr></table>"""
STEPS = '<ol start="3"><li>서류 제출</li><li>심사</li></ol>'
PAGE = f"""<html><body><article><p>수수료는 아래 표와 같습니다. 자세한 내용은 상담원에게 문의하세요.</p>
{TABLE}<p>신청은 다음 순서로 이어집니다.</p>{STEPS}</article></body></html>"""

lines = [line.strip() for line in trafilatura.extract(PAGE, output_format="markdown").splitlines()]
plain = trafilatura.extract(PAGE).splitlines()
table = [line for line in lines if line.startswith("|")]
print("trafilatura", version("trafilatura"), table, lines[-2:], plain[-2:])
assert table == [
    "| 2026년 수수료 |  |",
    "|---|---|",
    "| 구분 | 금액 |",
    "|---|---|",
    "| 타행 | 500원 |",
]
assert lines[-2:] == ["1. 서류 제출", "2. 심사"]
assert plain[-2:] == ["- 서류 제출", "- 심사"]
PYTHON
