#!/bin/sh
# imap-tools 1.16.0: msg.text of a customer's mail has the words of a mail that is attached to it.
#
# An attached message stands in msg.attachments, and one would guess that it stands only there, as a
# PDF does, and that two parts of text are at least kept apart. Every part of plain text is taken,
# those within attached messages too, and joined with nothing between: "한도를 1,000" before a
# picture and "500원" after it become "한도를 1,000500원", and the bank's own old letter is read as
# what the customer writes, classified and answered. An attached text file is left out, as one would
# guess. Parse the same bytes with email.policy.default: get_body() gives the customer's part alone.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet imap-tools==1.16.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import email
import email.policy
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from importlib.metadata import version

from imap_tools import MailMessage

own = EmailMessage()
own["Subject"] = "문의"
own.set_content("카드를 해지해 주세요.\n")
alone = MailMessage.from_bytes(bytes(own))

own.add_attachment("메모\n", filename="memo.txt")
with_file = MailMessage.from_bytes(bytes(own))

old = EmailMessage()
old["Subject"] = "안내"
old.set_content("대출을 신청해 주세요.\n")
own.add_attachment(old)
with_mail = MailMessage.from_bytes(bytes(own))

parts = MIMEMultipart()
parts.attach(MIMEText("한도를 1,000", "plain", "utf-8"))
parts.attach(MIMEImage(b"GIF89a", "gif"))
parts.attach(MIMEText("500원", "plain", "utf-8"))
around = MailMessage.from_bytes(bytes(parts))

body = email.message_from_bytes(bytes(own), policy=email.policy.default).get_body()
got = {
    "alone": alone.text,
    "with a file": with_file.text,
    "with a mail": with_mail.text,
    "attachments": [part.content_type for part in with_mail.attachments],
    "around a picture": around.text,
    "standard library": body.get_content(),
}
print("imap-tools", version("imap-tools"), "expected the customer's words alone, seen", got)
clean = {name: text.replace("\r", "") for name, text in got.items() if name != "attachments"}
assert clean["alone"] == clean["with a file"] == "카드를 해지해 주세요.\n"
assert clean["standard library"] == "카드를 해지해 주세요.\n"
assert clean["with a mail"] == "카드를 해지해 주세요.\n대출을 신청해 주세요.\n"
assert got["attachments"] == ["text/plain", "message/rfc822"]
assert clean["around a picture"] == "한도를 1,000500원"
PYTHON
