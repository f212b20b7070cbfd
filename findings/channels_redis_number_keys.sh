#!/bin/sh
# channels_redis 4.3.0: a message with {7: "waiting"} in it is sent, and raises where it arrives.
#
# Channels' layer in memory, which tests and small machines use, hands the dict on as it is. Over
# Redis the sender packs it without a word, and msgpack refuses number keys on unpacking: ValueError
# in receive(), so that every consumer of the group ends while the one at fault goes on. The other
# serializer, "json", turns 7 into "7" instead, and tuples are lists with both. Keys must be texts
# before group_send, and tests ought to send what the serializer gave back.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet channels-redis==4.3.0 channels==4.3.2 msgpack==1.2.4
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
from importlib.metadata import version

from channels.layers import InMemoryChannelLayer
from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer

MESSAGE = {"type": "queue.moved", "desks": {7: "waiting"}, "places": (1, 2)}


async def through_memory():
    layer = InMemoryChannelLayer()
    await layer.send("desk", MESSAGE)
    return await layer.receive("desk")


def unpacked(layer, packed):
    try:
        return layer.deserialize(packed)
    except ValueError as error:
        return f"{type(error).__name__}: {error}"


def through_redis(kind, **options):
    layer = kind(hosts=["redis://127.0.0.1:9"], **options)  # never asked: only packs and unpacks
    return unpacked(layer, layer.serialize(MESSAGE))


memory = asyncio.run(through_memory())
pubsub = through_redis(RedisPubSubChannelLayer)
core = through_redis(RedisChannelLayer)
as_json = through_redis(RedisChannelLayer, serializer_format="json")
print("channels_redis", version("channels_redis"), "msgpack", version("msgpack"))
print("  memory:", memory, "\n  pubsub:", pubsub, "\n  core:", core, "\n  json:", as_json)
assert memory == MESSAGE
assert pubsub == core and pubsub.startswith("ValueError: int is not allowed for map key")
assert as_json["desks"] == {"7": "waiting"} and as_json["places"] == [1, 2]
PYTHON
