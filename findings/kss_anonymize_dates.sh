#!/bin/sh
# kss 6.0.6: anonymize("2026. 11. 30.까지 신청하세요") is "2026. 11. <URL> 신청하세요".
#
# The function puts placeholders for personal details. A dot with Hangul right behind it is taken
# for an address of the Web, so the day of a term with its particle is gone, and "500원.까지" too; five
# digits within 1588-0000 are a postal code, and the call centre's number reads 1<ZIP>0. None of
# these is anybody's detail, and what is lost is what the conversation was about: by when, and where
# to call. With a blank before the particle the date stays, so examples from books look right. Look
# at what it took before texts are kept only in this form.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet kss==6.0.6 pecab==1.0.8
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import kss

told = {
    "2026. 11. 30.까지 신청하세요": "2026. 11. <URL> 신청하세요",
    "2026. 11. 30. 까지 신청하세요": "2026. 11. 30. 까지 신청하세요",
    "문의는 1588-0000으로": "문의는 1<ZIP>0으로",
    "500원.까지": "<URL>",
    "한도는 1,000,000원": "한도는 1,000,000원",
}
got = {text: kss.anonymize(text) for text in told}
print("kss", version("kss"), got)
assert got == told
PYTHON
