#!/bin/sh
# redis-om 1.2.0: a field that is set to None and saved keeps its old value in a HashModel.
#
# save() returns without an error, and one would guess that what get() gives afterwards is what was
# saved, as it is for "" and 0. A None is left out of what is written, and what stood in the hash
# stays: a phone number that a customer has had erased, an agent who was taken off a chat or a limit
# that was lifted is there again at the next request, while the object in hand says None. Setting
# it to "" clears an optional text; for other types delete the record and save it anew. The same
# model loses the offset of a moment: 15:05+09:00 comes back as 06:05+00:00.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet redis-om==1.2.0 fakeredis==2.41.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import datetime
from importlib.metadata import version
from typing import Optional

import fakeredis
from redis_om import HashModel

SEOUL = datetime.timezone(datetime.timedelta(hours=9))
AFTERNOON = datetime.datetime(2026, 11, 30, 15, 5, tzinfo=SEOUL)


class Chat(HashModel, index=True):
    phone: Optional[str] = None
    limit: Optional[int] = None
    at: datetime.datetime = AFTERNOON

    class Meta:
        database = fakeredis.FakeRedis(decode_responses=True)


def change(phone, limit):
    chat = Chat(phone="02-000-0000", limit=1000)
    chat.save()
    chat.phone, chat.limit = phone, limit
    chat.save()
    again = Chat.get(chat.pk)
    return (chat.phone, chat.limit), (again.phone, again.limit)


got = {
    "other values": change("1588-0000", 0),
    "empty text": change("", 0),
    "none": change(None, None),
    "never set": Chat.get(Chat().save().pk).phone,
    "at": Chat.get(Chat().save().pk).at.isoformat(),
}
print("redis-om", version("redis-om"), "expected (None, None) twice for none, seen", got)
assert got["other values"] == (("1588-0000", 0), ("1588-0000", 0))
assert got["empty text"] == (("", 0), (None, 0))
assert got["none"] == ((None, None), ("02-000-0000", 1000))
assert got["never set"] is None
assert got["at"] == "2026-11-30T06:05:00+00:00"
PYTHON
