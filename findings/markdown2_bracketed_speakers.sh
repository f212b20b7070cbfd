#!/bin/sh
# markdown2 2.5.5: a line "[상담원]: 네, 가능합니다." is not shown at all; the text is gone.
#
# A line of the form [name]: address defines a link, as every Markdown has it. One would guess that
# a line with a whole sentence behind the colon is no address and is shown, as Markdown 3.11.3 and
# markdown-it-py 4.3.0 do. Here anything behind the colon makes it a definition: of a transcript
# with the speakers in brackets, or of notes that begin with [주의]: or [문의]:, an empty paragraph
# is left. No link is shown and nothing is said. Write the colon within the brackets, or use another
# of the two.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet \
    markdown2==2.5.5 Markdown==3.11.3 markdown-it-py==4.3.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import markdown
import markdown2
from markdown_it import MarkdownIt

TALK = "앞글\n\n[상담원]: 네, 오늘 해지가 가능합니다.\n\n[주의]: 해지하면 이자는 없습니다.\n\n뒷글"
got = {
    "markdown2": markdown2.markdown(TALK).split(),
    "Markdown": markdown.markdown(TALK),
    "markdown-it-py": MarkdownIt().render(TALK),
    "colon within": markdown2.markdown("[주의:] 해지하면 이자는 없습니다."),
}
print("markdown2", version("markdown2"), "expected all four paragraphs, seen", got)
assert got["markdown2"] == ["<p>앞글</p>", "<p>뒷글</p>"]
assert got["colon within"] == "<p>[주의:] 해지하면 이자는 없습니다.</p>\n"
for name in ("Markdown", "markdown-it-py"):
    assert "[상담원]: 네, 오늘 해지가 가능합니다." in got[name]
    assert "[주의]: 해지하면 이자는 없습니다." in got[name]
PYTHON
