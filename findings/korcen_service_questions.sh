#!/bin/sh
# korcen 1.0.3: "재발급 시 발생하는 수수료", the fee when a card is issued anew, is foul language.
#
# The filter of Korean abuse joins what blanks part, so that 시 ("when") and the next word make a
# curse: so do 해지 시 발송 and 승인 시 발급, "up to five trillion" (5조까지) and "a report of an illness"
# (질병 신고). The same without those joins is let through. Customers who ask after fees in the
# words of the bank's own leaflets are warned or kept waiting, and staff are told of abuse that was
# none. Do not act on its answer alone; let the words of your own articles through it first.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet korcen==1.0.3
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from korcen import korcen

told = {
    "재발급 시 발생하는 수수료가 있나요?": True,
    "해지 시 발송되는 문자": True,
    "승인 시 발급 받은 OTP": True,
    "한도를 5조까지 올릴 수 있나요?": True,
    "질병 신고는 어디로 하나요?": True,
    "재발급할 때 드는 수수료가 있나요?": False,
    "해지하면 오는 문자": False,
    "한도를 5억까지 올릴 수 있나요?": False,
}
got = {text: korcen.check(text) for text in told}
print("korcen", version("korcen"), got)
assert got == told
PYTHON
