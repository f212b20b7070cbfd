#!/bin/sh
# cmarkgfm 2025.10.22: "평일 9시~18시, 토 9시~13시" has "18시, 토 9시" struck through.
#
# Korean writes from and to with a tilde. One would guess that, as the specification of GitHub's
# Markdown shows it, striking out takes two of them. The reference implementation takes one as well,
# and so does marko 2.2.4: the second range of a line closes what the first has opened, so that two
# office hours, or two terms with their rates, appear as withdrawn, and both tildes are gone. With
# one range on a line all is well, so single examples look right. mistune 3.4.0 asks for two. Write
# such a text with \~ before it is rendered.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet cmarkgfm==2025.10.22 marko==2.2.4 mistune==3.4.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import cmarkgfm
import mistune
from marko.ext.gfm import gfm

TEXT = "평일 9시~18시, 토 9시~13시"
got = {
    "cmarkgfm": cmarkgfm.github_flavored_markdown_to_html(TEXT).strip(),
    "marko": gfm(TEXT).strip(),
    "mistune": mistune.create_markdown(plugins=["strikethrough"])(TEXT).strip(),
}
escaped = cmarkgfm.github_flavored_markdown_to_html(TEXT.replace("~", r"\~")).strip()
print("cmarkgfm", version("cmarkgfm"), "expected no <del>, seen", got, escaped)
struck = "<p>평일 9시<del>18시, 토 9시</del>13시</p>"
assert got == {"cmarkgfm": struck, "marko": struck, "mistune": f"<p>{TEXT}</p>"}
assert escaped == f"<p>{TEXT}</p>"
PYTHON
