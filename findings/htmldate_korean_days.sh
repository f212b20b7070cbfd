#!/bin/sh
# htmldate 1.11.0: a page of "등록일 2025. 3. 12." is dated 2025-01-01, and "25.03.12" 2012-03-25.
#
# The first is the official Korean way to write 12 March 2025, 2025년 3월 12일 fares no better, and
# only zeros and no blanks help: 2025.03.12. A guess from the bare year is answered like a found
# day, and two figures for a year are taken for a day. An article that is read in so counts as in
# force since New Year, or as outdated by years. Ask with extensive_search=False, which says None
# to all four of these, and read the date yourself.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet htmldate==1.11.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from htmldate import find_date

PAGE = (
    "<html><head><title>금리 안내</title></head><body><h1>금리 안내</h1>"
    "<p>등록일 {}</p><p>예금 금리가 바뀝니다.</p></body></html>"
)
told = {
    "2025. 3. 12.": ("2025-01-01", None),
    "2025년 3월 12일": ("2025-01-01", None),
    "25.03.12": ("2012-03-25", None),
    "2025.03.12": ("2025-03-12", None),
}
got = {
    text: (
        find_date(PAGE.format(text)),
        find_date(PAGE.format(text), extensive_search=False),
    )
    for text in told
}
print("htmldate", version("htmldate"), got)
assert got == told
PYTHON
