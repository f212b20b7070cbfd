#!/bin/sh
# channels-lite 0.4.0: capacity=10 is full with one message each for ten sockets of a server.
#
# Its page says, as that of channels_redis does, that a channel which is at capacity takes no more;
# one would guess that a socket's own channel is meant. All sockets of a process share the part of
# their channels' names before "!", under which the layer keeps their messages in SQLite, and it is
# these that are counted: of fifteen sockets with nothing unread the last five get ChannelFull.
# Channels' layer in memory, with the same figure, takes all fifteen, so tests are green. With the
# default of 100, a desk that answers each customer by send() loses words as soon as more than that
# are on their way in one interval of polling. group_send does not ask and reaches all. Set capacity
# by the sockets of a process, or enforce_capacity to False.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet channels-lite==0.4.0 channels==4.3.2 Django==5.2.19
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import asyncio
import sys
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{sys.argv[1]}/layer.sqlite3"}
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["channels_lite"],
    USE_TZ=True,
)
django.setup()
from channels.exceptions import ChannelFull
from channels.layers import InMemoryChannelLayer
from channels_lite.layers.core import SQLiteChannelLayer
from django.core.management import call_command

WORD = {"type": "word", "text": "상담원이 답하고 있습니다"}


async def taken(layer, sockets=15):
    """How many of the sockets' channels, all empty, take one message each."""
    took = 0
    for _ in range(sockets):
        try:
            await layer.send(await layer.new_channel(), WORD)
        except ChannelFull:
            continue
        took += 1
    return took


async def own_limit(layer):
    """How many messages one channel takes."""
    channel, took = await layer.new_channel(), 0
    try:
        while took < 50:
            await layer.send(channel, WORD)
            took += 1
    except ChannelFull:
        return took


call_command("migrate", verbosity=0)
alone = asyncio.run(own_limit(InMemoryChannelLayer(capacity=10)))
memory = asyncio.run(taken(InMemoryChannelLayer(capacity=10)))
lite = asyncio.run(taken(SQLiteChannelLayer(database="default", capacity=10)))
print(
    "channels-lite",
    version("channels-lite"),
    lite,
    "of 15;",
    "in memory",
    memory,
    "of 15, one",
    alone,
)
assert alone == 10 and memory == 15
assert lite == 10
PYTHON
