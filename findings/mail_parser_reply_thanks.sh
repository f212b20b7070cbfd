#!/bin/sh
# mail-parser-reply 1.36: "감사합니다. 그런데 한도가 낮아요." and all below it are cut from a mail's body.
#
# Asked for Korean, it takes a line that begins with 감사합니다 and a full stop for the signature, even
# where the sentence goes on; in .body nothing is left of it. And a list of sender and receiver
# (보낸 사람, 받는 사람), as customers give them for a transfer, is the head of a quoted mail to it:
# parse_reply ends before it too, while it leaves in what stands below "...님이 작성하였습니다:", which
# it knows. Keep the mail whole beside its reply, and show staff that something was cut.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mail-parser-reply==1.36
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from mailparser_reply import EmailReplyParser

THANKS = "안녕하세요.\n감사합니다. 그런데 한도가 낮아요.\n올려 주세요."
PLAIN = "안녕하세요.\n고마워요. 그런데 한도가 낮아요.\n올려 주세요."
TRANSFER = (
    "이체를 확인해 주세요.\n\n보낸 사람: Kim\n받는 사람: Lee\n금액: 30만 원\n\n오늘까지 부탁해요."
)
QUOTED = "네.\n\n2026년 11월 30일 (월) 오후 3:05, 가나은행님이 작성하였습니다:\n\n> 안내"
told = {
    THANKS: ("안녕하세요.", THANKS),
    PLAIN: (PLAIN, PLAIN),
    TRANSFER: ("이체를 확인해 주세요.", "이체를 확인해 주세요."),
    QUOTED: (QUOTED, QUOTED),
}
parser = EmailReplyParser(languages=["ko"])
got = {text: (parser.read(text).replies[0].body, parser.parse_reply(text)) for text in told}
print("mail-parser-reply", version("mail-parser-reply"))
for text, (body, reply) in got.items():
    print(" ", [text, body, reply])
assert got == told
PYTHON
