"""The only hand on the channel layer: hints to whoever watches a conversation or the queue.

A hint says that something moved; what moved is read from the database. So a lost hint costs
time and nothing else, and the layer may be lossy, slow or gone.

All servers share one group. What moved on a server within a tenth of a second is one message to
it, however many conversations that were: a socket costs the layer nothing, and a busy server ten
messages a second. This server's own watchers hear at once, whatever becomes of the layer.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from contextvars import Context
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from aicc.platform import metrics
from aicc.platform.hints.heartbeat import Heartbeat
from aicc.platform.hints.numbers import HintNumbers
from aicc.platform.hints.outbox import AGAIN_SECONDS, EventKey, Hint, HintOutbox, Paced

log = logging.getLogger(__name__)

GROUP = "hints"
# A turn moves its conversation twice; within this many seconds the hints become one.
TOGETHER_SECONDS = 0.02
LAYER_SECONDS = 2.0  # the longest a layer may keep us
# A move of the queue is read by every desk and by everybody who waits: while it goes on moving,
# they hear of it so often and no oftener.
QUEUE_SECONDS = 0.25

QUEUE = "queue"  # the room of those who wait for a person, and of those who take them
HERE = "here"  # the room of this server's own loops: told that something moved on it, not what

COMMAND = ""  # who sends from a process that serves nobody

Room = int | str  # a conversation by its key, QUEUE or HERE
Watcher = Callable[[Hint], None]
MOVED_HERE: Hint = {"room": HERE, "kind": "moved"}


def after_commit(conversation_id: int, head_seq: int) -> None:
    """Hint, once the running transaction is committed, that the transcript has grown."""
    all_after_commit({conversation_id: head_seq})


def all_after_commit(heads: dict[int, int]) -> None:
    """As `after_commit`, for many conversations of one transaction."""
    hints = [{"room": pk, "kind": "moved", "head_seq": head} for pk, head in heads.items()]
    if hints:
        transaction.on_commit(partial(send, *hints))


def changed(conversation_id: int) -> None:
    """Hint, after the commit, that what stands beside the transcript has changed."""
    transaction.on_commit(partial(send, {"room": conversation_id, "kind": "changed"}))


def briefed(conversation_id: int) -> None:
    """Hint, after the commit, that a new briefing of the conversation stands written."""
    transaction.on_commit(partial(send, {"room": conversation_id, "kind": "briefed"}))


def queue_moved() -> None:
    """Hint, after the commit, that somebody joined the queue, left it, or sat down at a desk."""
    transaction.on_commit(partial(send, {"room": QUEUE, "kind": "queue"}))


def call_backs_moved() -> None:
    """Hint, after the commit, that somebody wants to be called, or that this has changed."""
    transaction.on_commit(partial(send, {"room": QUEUE, "kind": "call_backs"}))


def signed_out(login: str) -> None:
    """Hint that a staff login has ended; `login` names it and opens nothing."""
    send({"room": QUEUE, "kind": "signed_out", "login": login})


def revoked(conversation_id: int) -> None:
    """Hint, after the commit, that the tokens of a conversation opened their last door."""
    transaction.on_commit(partial(send, {"room": conversation_id, "kind": "revoked"}))


def rights_changed(user_id: int) -> None:
    """Hint, after the commit, that somebody may do more or less than before."""
    transaction.on_commit(partial(send, {"room": QUEUE, "kind": "rights", "user": user_id}))


def event_key(hint: Hint) -> EventKey:
    """Of two hints with the same news the newer one says all that the older one said."""
    about = hint.get("login") or hint.get("user")
    return hint["room"], hint["kind"], hint.get("sender"), about


def typing(conversation_id: int, sender: str, is_typing: bool) -> None:
    """Hint that somebody types. Stored nowhere."""
    send({"room": conversation_id, "kind": "typing", "sender": sender, "is_typing": is_typing})


def send(*hints: Hint) -> None:
    """From any thread. A process that serves nobody sends at once and by itself."""
    post = EventRelay.current
    if post is not None and not post.loop.is_closed():
        post.loop.call_soon_threadsafe(post.send_soon, *hints)
    else:
        async_to_sync(give)(list(hints), COMMAND)


async def give(hints: list[Hint], sender: str, number: int = 0) -> bool:
    message = {"type": "hints", "from": sender, "number": number, "hints": hints}
    return await attempt(lambda layer: layer.group_send(GROUP, message))


async def attempt(call: Callable[[Any], Coroutine[Any, Any, Any]]) -> bool:
    """Whether the layer did as it was told. Its failures stop here, counted."""
    try:
        await asyncio.wait_for(call(get_channel_layer()), LAYER_SECONDS)
    except Exception as error:  # noqa: BLE001  (each layer has its own kinds of failure)
        metrics.LAYER_FAILURES.inc()
        log.warning("the channel layer failed: %s", type(error).__name__)
        return False
    return True


async def round_trip() -> float | None:
    """Seconds that a hint takes to come back to a listener; None when it does not."""
    group = f"round-trip-{secrets.token_hex(8)}"
    begin = asyncio.get_running_loop().time()

    async def go_round(layer: Any) -> None:
        channel = await layer.new_channel()
        await layer.group_add(group, channel)
        await layer.group_send(group, {"type": "hints"})
        await layer.receive(channel)
        await layer.group_discard(group, channel)

    came = await attempt(go_round)
    return asyncio.get_running_loop().time() - begin if came else None


async def layer_state() -> str:
    """connected, disconnected, or deaf: it takes what we say, and brings nothing back."""
    if not await attempt(lambda layer: layer.group_send("health", {"type": "hints"})):
        return "disconnected"
    relay = EventRelay.current
    is_deaf = relay is not None and relay.beating is not None and relay.heartbeat.is_deaf()
    return "deaf" if is_deaf else "connected"


class EventRelay:
    """This server's watchers, by room, and its one channel. Lives on one event loop."""

    current: "EventRelay | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.name = secrets.token_hex(8)
        self.watchers: dict[Room, set[Watcher]] = {}
        self.pending: dict[EventKey, Hint] = {}  # in this window of 20 ms
        self.in_window: dict[EventKey, Hint] = {}  # in the window before
        self.joining: asyncio.Task[None] | None = None
        self.beating: asyncio.Task[None] | None = None
        self.numbers = HintNumbers(self.name, self.loop.time)
        self.heartbeat = Heartbeat(self.numbers, self.give, self.mark_layer_unreliable)
        self.outbox = HintOutbox(self.give, self.run)
        self.tried = asyncio.Event()  # to join, whether it succeeded or not
        tell_of_queue = partial(self.tell, {"room": QUEUE, "kind": "queue"})
        self.queue_moved = Paced(QUEUE_SECONDS, tell_of_queue)
        self.tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    def here(cls) -> "EventRelay":
        """The event relay of the running loop; a test's new loop gets a new one."""
        if cls.current is None or cls.current.loop is not asyncio.get_running_loop():
            cls.current = cls()
        return cls.current

    async def watch(self, room: Room, watcher: Watcher) -> None:
        """Call `watcher` with each hint of the conversation from now on.

        Does not fail: a layer that cannot be joined now is tried again, every second.
        """
        self.watchers.setdefault(room, set()).add(watcher)
        await self.join()

    def watch_here(self, watcher: Watcher) -> None:
        """Call `watcher` whenever something moved on this server."""
        self.watchers.setdefault(HERE, set()).add(watcher)

    def leave(self, room: Room, watcher: Watcher) -> None:
        watchers = self.watchers.get(room, set())
        watchers.discard(watcher)
        if not watchers:
            self.watchers.pop(room, None)

    async def join(self) -> None:
        """See to it that other servers' hints are heard; waits for the first try alone."""
        if self.joining is None or self.joining.done():
            self.joining = self.run(self.listen())
            self.beating = self.beating or self.run(self.heartbeat.run())
        await self.tried.wait()

    async def listen(self) -> None:
        """Join the group, however long that takes; then hand out each hint that arrives."""
        layer = get_channel_layer()
        channel = ""

        async def open_channel(layer: Any) -> None:
            nonlocal channel
            channel = channel or await layer.new_channel()
            await layer.group_add(GROUP, channel)

        while not await attempt(open_channel):
            self.mark_layer_unreliable()
            self.tried.set()
            await asyncio.sleep(AGAIN_SECONDS)
        self.tried.set()
        while True:
            try:
                message = await layer.receive(channel)
            except Exception as error:  # noqa: BLE001  (as in attempt)
                metrics.LAYER_FAILURES.inc()
                log.warning("the channel layer failed: %s", type(error).__name__)
                self.mark_layer_unreliable()
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            self.receive(message)

    def receive(self, message: dict[str, Any]) -> None:
        sender = message.get("from", "")
        if sender != COMMAND:
            self.numbers.hear(sender, message.get("number"))
        if sender != self.name:
            self.hand_out(message.get("hints", ()))

    def mark_layer_unreliable(self) -> None:
        self.outbox.mark_layer_unreliable()
        self.numbers.doubt()

    def hand_out(self, hints: Any) -> None:
        for hint in hints:
            if hint["kind"] == "queue":
                self.queue_moved()
            else:
                self.tell(hint)

    def tell(self, hint: Hint) -> None:
        for watcher in list(self.watchers.get(hint["room"], ())):
            watcher(hint)

    def send_soon(self, *hints: Hint) -> None:
        if not self.pending and not self.in_window:
            self.loop.call_later(TOGETHER_SECONDS, self.flush)
        for hint in hints:
            key = event_key(hint)
            older = self.pending.get(key)
            # The newest says all that the older ones said; threads may bring them in any order.
            if older is None or older.get("head_seq", 0) <= hint.get("head_seq", 0):
                self.pending[key] = hint

    def flush(self) -> None:
        # A hint ripens for a whole window: by then the socket that asked has had its answer
        # directly, and reads nothing. Without it every turn cost one reading more.
        hints, self.in_window, self.pending = self.in_window, self.pending, {}
        if self.in_window:
            self.loop.call_later(TOGETHER_SECONDS, self.flush)
        if hints:
            self.hand_out(hints.values())
            self.tell(MOVED_HERE)
            self.outbox.put(hints)

    async def give(self, hints: list[Hint]) -> bool:
        given = await give(hints, self.name, self.numbers.next())
        if not given:
            self.numbers.not_taken()
        return given

    def is_certain(self, room: Room) -> bool:
        """Whether what moved in a conversation was hinted at, and told: nobody need be asked."""
        key = (room, "moved", None, None)
        return key not in self.pending and key not in self.in_window and self.numbers.is_certain()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        # In a context of its own: what the relay does belongs to no request.
        task = self.loop.create_task(coroutine, context=Context())
        self.tasks.add(task)  # or it may be collected while it runs
        task.add_done_callback(self.tasks.discard)
        return task
