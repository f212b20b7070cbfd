#!/bin/sh
# marko 2.2.4, GFM: "금리 3~5%, 기간 1~2년" is shown with "5%, 기간 1" struck out.
#
# Korean writes ranges with one tilde and no blanks. The package's GFM, as GitHub's own, strikes out
# between any two tildes, one of each being enough and letters on both sides no hindrance, so that
# the second range of a paragraph crosses out half of the first: a rate that is offered looks
# withdrawn. markdown-it-py 4.3.0 and mistune 3.4.0 want two tildes, and plain marko none, so it
# depends on who renders the same text. Have ranges written with an en dash, or escape the tilde.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet marko==2.2.4 mistune==3.4.0 markdown-it-py==4.3.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import marko
import mistune
from marko.ext.gfm import gfm
from markdown_it import MarkdownIt

RANGES = "금리 3~5%, 기간 1~2년"
ONE = "금리 3~5%"
shown = {
    "marko": marko.convert(RANGES),
    "markdown-it-py": MarkdownIt("commonmark").enable("strikethrough").render(RANGES),
    "mistune": mistune.create_markdown(plugins=["strikethrough"])(RANGES),
}
struck, single = gfm(RANGES).strip(), gfm(ONE).strip()
print({name: version(name) for name in shown}, struck, single, shown)
assert struck == "<p>금리 3<del>5%, 기간 1</del>2년</p>"
assert single == f"<p>{ONE}</p>"
assert all(html.strip() == f"<p>{RANGES}</p>" for html in shown.values())
PYTHON
