#!/bin/sh
# Python-Markdown 3.11.3: "2026. 11. 30. 부터 적용합니다." at a line's start is shown as 1. 1. 1.
#
# Korean writes dates so, and each part reads as the head of a numbered list: three lists in one
# another, and because only the extension sane_lists keeps a list's first number, the date on which
# terms take effect is gone. markdown-it-py keeps the numbers, below one another in three lists. A
# page that markdownify 1.2.3 made into Markdown meets the same; html2text 2025.4.15 escapes the
# first dot ("2026\. 11. 30."), which is what keeps a date a date.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet markdown==3.11.3 markdown-it-py==4.3.0 markdownify==1.2.3 \
    html2text==2025.4.15
"$folder/venv/bin/python" - <<'PYTHON'
import html2text
import markdown
from markdown_it import MarkdownIt
from markdownify import markdownify

DATE = "2026. 11. 30. 부터 적용합니다."


def html(text, *extensions):
    return markdown.markdown(text, extensions=list(extensions)).replace("\n", "")


LISTS = "<ol><li><ol><li><ol><li>부터 적용합니다.</li></ol></li></ol></li></ol>"
by_markdownify = markdownify(f"<p>{DATE}</p>").strip()
by_html2text = html2text.html2text(f"<p>{DATE}</p>").strip()
by_markdown_it = MarkdownIt().render(DATE).replace("\n", "")
print("Python-Markdown", markdown.__version__, html(DATE))
print("markdown-it-py", by_markdown_it)
print("markdownify", by_markdownify, "html2text", by_html2text)
assert html(DATE) == LISTS and "2026" not in html(DATE)
numbered = LISTS
for part in (2026, 11, 30):
    numbered = numbered.replace("<ol>", f'<ol start="{part}">', 1)
assert html(DATE, "sane_lists") == by_markdown_it == numbered
assert by_markdownify == DATE
assert html(by_html2text) == f"<p>{DATE}</p>"
PYTHON
