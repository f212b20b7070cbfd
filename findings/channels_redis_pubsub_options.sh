#!/bin/sh
# channels_redis 4.3.0: RedisPubSubChannelLayer(capacity=10, expiry=1) keeps to neither.
#
# The layer in memory and RedisChannelLayer, configured alike, refuse the eleventh unread message
# with ChannelFull and drop what is a second old. Over pub/sub a consumer's messages wait in a queue
# without an end or an age: 30 of 30 are taken, an old one arrives late, and behind a slow consumer
# the process grows. Whatever else CONFIG says is swallowed too, so that a misspelt "host" is no
# error but the Redis on localhost. Whoever relies on a limit must keep it in the consumer.
# Redis is played by fakeredis; the queue in question is in the process that receives.
# Fails when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet channels-redis==4.3.0 channels==4.3.2 redis==8.1.0 \
    "fakeredis[lua]==2.41.0"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import asyncio
import threading
from importlib.metadata import version

from channels.exceptions import ChannelFull
from channels.layers import InMemoryChannelLayer
from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from fakeredis import TcpFakeServer

LIMITS = {"capacity": 10, "expiry": 1}
MESSAGE = {"type": "queue.moved"}


async def taken(layer):
    channel = await layer.new_channel()
    for count in range(30):
        try:
            await layer.send(channel, MESSAGE)
        except ChannelFull:
            return count
    return 30


async def arrives_late(layer):
    channel = await layer.new_channel()
    await layer.send(channel, MESSAGE)
    await asyncio.sleep(2.5)
    try:
        return await asyncio.wait_for(layer.receive(channel), 2) == MESSAGE
    except TimeoutError:
        return False


async def seen(redis):
    memory = InMemoryChannelLayer(**LIMITS)
    core = RedisChannelLayer(hosts=[redis], **LIMITS)
    pubsub = RedisPubSubChannelLayer(hosts=[redis], **LIMITS)
    layers = (memory, core, pubsub)
    counts = {type(layer).__name__: await taken(layer) for layer in layers}
    late = {type(layer).__name__: await arrives_late(layer) for layer in layers}
    RedisPubSubChannelLayer(host=[redis])._get_layer()  # taken without a word
    try:
        RedisChannelLayer(host=[redis])
        refused = None
    except TypeError as error:
        refused = f"{error}"
    await core.close_pools()
    await pubsub.flush()
    return counts, late, refused


server = TcpFakeServer(("127.0.0.1", 0), server_type="redis")
threading.Thread(target=server.serve_forever, daemon=True).start()
counts, late, refused = asyncio.run(seen(server.server_address[:2]))
server.shutdown()
print("channels_redis", version("channels_redis"), "of 30 unread messages taken:", counts)
print("arrives after its time:", late, "the other layer, misspelt:", refused)
assert list(counts.values()) == [10, 10, 30]
assert list(late.values()) == [False, False, True]
assert "unexpected keyword argument 'host'" in refused
PYTHON
