"""The only hand on the channel layer: hints to whoever watches a conversation.

A hint says that something moved; what moved is read from the database. So a lost hint costs
time and nothing else, and the layer may be lossy, slow or gone.

Each server has one channel of its own and joins a conversation's group while somebody here
watches it. A hint reaches this server's own watchers by the same road as another server's.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from aicc import metrics

log = logging.getLogger(__name__)

# A turn moves its conversation twice; within this many seconds the hints become one.
TOGETHER_SECONDS = 0.02
LAYER_SECONDS = 2.0  # the longest a layer may keep us

Watcher = Callable[[dict[str, Any]], None]


def after_commit(conversation_id: int, head_seq: int) -> None:
    """Hint, once the running transaction is committed, that the transcript has grown."""
    hint = {"type": "hint", "room": conversation_id, "kind": "moved", "head_seq": head_seq}
    transaction.on_commit(partial(send, hint))


def typing(conversation_id: int, sender: str, is_typing: bool) -> None:
    """Hint that somebody types. Stored nowhere."""
    kind = {"kind": "typing", "sender": sender, "is_typing": is_typing}
    send({"type": "hint", "room": conversation_id} | kind)


def send(hint: dict[str, Any]) -> None:
    """From any thread. A process that serves nobody sends at once and by itself."""
    post = PostRoom.current
    if post is not None and not post.loop.is_closed():
        post.loop.call_soon_threadsafe(post.send_soon, hint)
    else:
        async_to_sync(give)(hint)


def group_of(room: int) -> str:
    return f"conversation.{room}"


async def give(hint: dict[str, Any]) -> None:
    await attempt(lambda layer: layer.group_send(group_of(hint["room"]), hint))


async def attempt(call: Callable[[Any], Coroutine[Any, Any, Any]]) -> bool:
    """Whether the layer did as it was told. Its failures stop here, counted."""
    try:
        await asyncio.wait_for(call(get_channel_layer()), LAYER_SECONDS)
    except Exception as error:  # noqa: BLE001  (each layer has its own kinds of failure)
        metrics.LAYER_FAILURES.inc()
        log.warning("the channel layer failed: %s", type(error).__name__)
        return False
    return True


async def layer_answers() -> bool:
    return await attempt(lambda layer: layer.group_send("health", {"type": "hint"}))


class PostRoom:
    """This server's watchers, by conversation, and its one channel. Lives on one event loop."""

    current: "PostRoom | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.watchers: dict[int, set[Watcher]] = {}
        self.joined: set[int] = set()
        self.pending: dict[tuple[int, str], dict[str, Any]] = {}
        self.channel: str | None = None
        self.tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    def here(cls) -> "PostRoom":
        """The post room of the running loop; a test's new loop gets a new one."""
        if cls.current is None or cls.current.loop is not asyncio.get_running_loop():
            cls.current = cls()
        return cls.current

    async def watch(self, room: int, watcher: Watcher) -> None:
        """Call `watcher` with each hint of the conversation from now on.

        Does not fail: where the layer cannot be joined now, `join` is tried again.
        """
        self.watchers.setdefault(room, set()).add(watcher)
        await self.join(room)

    async def join(self, room: int) -> None:
        """Join the conversation's group unless that is done."""
        if room in self.joined or room not in self.watchers:
            return
        if self.channel is None and not await self.open_channel():
            return
        if await attempt(lambda layer: layer.group_add(group_of(room), self.channel)):
            self.joined.add(room)

    async def leave(self, room: int, watcher: Watcher) -> None:
        watchers = self.watchers.get(room, set())
        watchers.discard(watcher)
        if watchers:
            return
        self.watchers.pop(room, None)
        if room in self.joined:
            self.joined.discard(room)
            await attempt(lambda layer: layer.group_discard(group_of(room), self.channel))
            if room in self.watchers:  # somebody came while we were leaving
                await self.join(room)

    async def open_channel(self) -> bool:
        async def new(layer: Any) -> None:
            channel = await layer.new_channel()
            if self.channel is None:
                self.channel = channel
                self.run(self.listen())

        return await attempt(new)

    async def listen(self) -> None:
        """Hand each hint that arrives to the conversation's watchers."""
        layer = get_channel_layer()
        while True:
            try:
                hint = await layer.receive(self.channel)
            except Exception as error:  # noqa: BLE001  (as in attempt)
                metrics.LAYER_FAILURES.inc()
                log.warning("the channel layer failed: %s", type(error).__name__)
                await asyncio.sleep(1)
                continue
            for watcher in list(self.watchers.get(hint["room"], ())):
                watcher(hint)

    def send_soon(self, hint: dict[str, Any]) -> None:
        key = (hint["room"], hint["kind"])
        if key not in self.pending:
            self.loop.call_later(TOGETHER_SECONDS, self.flush, key)
        self.pending[key] = hint  # the newest says all that the older ones said

    def flush(self, key: tuple[int, str]) -> None:
        self.run(give(self.pending.pop(key)))

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        task = self.loop.create_task(coroutine)
        self.tasks.add(task)  # or it may be collected while it runs
        task.add_done_callback(self.tasks.discard)
