#!/bin/sh
# soynlp 0.0.493: repeat_normalize("이체 1000000원", num_repeats=2) is "이체 100원".
#
# The function is for laughter (ㅋㅋㅋㅋ to ㅋㅋ) and stands in the usual cleaning before Korean
# language models. It shortens whatever character comes four times or more, digits too: a million
# won become a hundred, an account number loses digits, and nothing looks broken. Letters are
# shortened safely by a pattern of one's own that takes no digits.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet soynlp==0.0.493
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from soynlp.normalizer import emoticon_normalize, repeat_normalize

told = {
    "아 네 ㅋㅋㅋㅋㅋ": "아 네 ㅋㅋ",
    "이체 1000000원": "이체 100원",
    "계좌 110-000012-345": "계좌 110-0012-345",
    "이체 1,000,000원": "이체 1,000,000원",
}
got = {text: repeat_normalize(text, num_repeats=2) for text in told}
print("soynlp", version("soynlp"), got)
assert got == told
assert emoticon_normalize("이체 1000000원", num_repeats=2) == "이체 100원"
PYTHON
