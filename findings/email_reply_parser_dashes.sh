#!/bin/sh
# email-reply-parser 0.5.12: a paragraph that begins with "-카드 분실", and all below it, is cut off.
#
# The package takes a customer's own words out of a mail, leaving out what is quoted and the
# signature. A signature, one would guess, begins with the line "-- " of the mail standards. A
# paragraph counts as one when its first line has a hyphen with a letter or figure right behind it,
# which is how Koreans write lists: the points and whatever follows, "urgent, by today" too, are
# gone, and what is left, "I have a question", still reads as a mail. With a blank behind the
# hyphen, or without the empty line before the list, all is kept, so examples look right. Search
# what was left out for lines with a hyphen, and keep those.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet email-reply-parser==0.5.12
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from email_reply_parser import EmailReplyParser

told = {
    "문의합니다.\n\n-카드 분실 신고\n-5만원 이체 취소\n": "문의합니다.",
    "문의합니다.\n\n-카드 분실 신고\n\n오늘까지 부탁합니다.\n": "문의합니다.",
    "문의합니다.\n\n- 카드 분실 신고\n": "문의합니다.\n\n- 카드 분실 신고",
    "문의합니다.\n-카드 분실 신고\n": "문의합니다.\n-카드 분실 신고",
}
got = {mail: EmailReplyParser.parse_reply(mail) for mail in told}
print("email-reply-parser", version("email-reply-parser"), "expected whole mails, seen", got)
assert got == told
PYTHON
