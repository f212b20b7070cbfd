"""What one desk follows: conversations, each with a cursor, while they are the agent's to see."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from aicc.platform import events
from aicc.platform.db import in_db
from aicc.platform.errors import NotFound
from chat import transcript
from chat.api.cursor import Cursor
from chat.models import Message
from chat.protocol import outgoing
from chat.transcript import Reading
from handover.desk import looks

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Subscription(Cursor):
    """How far an agent has been sent one conversation."""

    def __init__(
        self, key: str | None, frame: dict[str, Any], conversation_id: int, send: Send
    ) -> None:
        self.key, self.handover = key, int(frame["handover"])
        self.hinted: events.Watcher = lambda hint: None
        super().__init__(conversation_id, frame["head_seq"], frame["epoch"], send)

    async def read(self, seq: int) -> Reading:
        """What this login may read of it now. Raises NotFound once that is nothing any more."""
        look = in_db(looks.read)
        reading = await look(self.key, self.handover, self.conversation_id, seq)
        self.epoch = reading.epoch
        return reading

    async def resume(self, last_seq: int) -> None:
        """Send what follows `last_seq`, at most the last 200 entries."""
        async with self.turn:
            head = (await self.read(last_seq)).head_seq
            self.cursor = max(min(last_seq, head), head - transcript.PAGE)
            await self.fill()


class Subscriptions:
    """The conversations that one desk follows."""

    def __init__(self, key: str | None, send: Send, start: Callable[..., object]) -> None:
        """send: one frame to the desk. start: does something beside the socket."""
        self.key, self.send, self.start = key, send, start
        self.room = events.EventRelay.here()
        self.cursors: dict[int, Subscription] = {}

    async def open(self, handover: int, last_seq: int) -> None:
        """Show a handover, and follow its conversation from `last_seq` on."""
        frame, conversation_id = await in_db(looks.look)(self.key, handover)
        self.leave(handover)
        cursor = Subscription(self.key, frame, conversation_id, partial(self.send_about, handover))
        cursor.hinted = partial(self.hinted, cursor)
        self.cursors[handover] = cursor
        # First the room, then the transcript: what comes in between is hinted at.
        await self.room.watch(conversation_id, cursor.hinted)
        await self.send(frame)
        await cursor.resume(last_seq)

    def follows(self, handover: int) -> bool:
        return handover in self.cursors

    def leave(self, handover: int) -> None:
        cursor = self.cursors.pop(handover, None)
        if cursor is not None:
            self.room.leave(cursor.conversation_id, cursor.hinted)

    def leave_all(self) -> None:
        for handover in list(self.cursors):
            self.leave(handover)

    async def catch_up_all(self) -> None:
        for cursor in list(self.cursors.values()):
            await self.unless_gone(cursor, cursor.catch_up)

    async def acknowledge(self, handover: int, said: Message, key: str | None) -> None:
        """Tell the desk what became of its agent's words, at their place where it follows them."""
        cursor = self.cursors.get(handover)
        if cursor is not None:
            await cursor.acknowledge(said, key, duplicate=False)
        else:
            shown = outgoing.shown_id(key)
            ack = outgoing.ack(said.seq, said.text, said.created_at, shown, duplicate=False)
            await self.send_about(handover, ack)

    async def send_about(self, handover: int, frame: dict[str, Any]) -> None:
        await self.send(frame | {"handover": handover})

    def hinted(self, cursor: Subscription, hint: events.Hint) -> None:
        """Something moved in a conversation; called by the event relay."""
        match hint["kind"]:
            case "moved" | "head" if hint["head_seq"] > cursor.cursor:
                follow = partial(cursor.follow, hint["head_seq"])
                self.start(self.unless_gone(cursor, follow))
            case "briefed":
                self.start(self.unless_gone(cursor, partial(self.show_briefing, cursor.handover)))
            case "changed":
                self.start(self.unless_gone(cursor, partial(self.show, cursor.handover)))
            case "typing" if hint["sender"] == "customer":
                show = partial(self.show_typing, cursor.handover, hint["is_typing"])
                self.start(self.unless_gone(cursor, show))

    async def show_typing(self, handover: int, is_typing: bool) -> None:
        await in_db(looks.still_in_sight)(self.key, handover)
        typing = {"type": "typing", "sender": "customer", "is_typing": is_typing}
        await self.send_about(handover, typing)

    async def show(self, handover: int) -> None:
        frame, _conversation_id = await in_db(looks.look)(self.key, handover)
        await self.send(frame)

    async def show_briefing(self, handover: int) -> None:
        await self.send(await in_db(looks.brief)(self.key, handover))

    async def unless_gone(self, cursor: Subscription, look: Callable[[], Awaitable[Any]]) -> None:
        """Look at it, or say that it is another's now and follow it no more."""
        try:
            await look()
        except NotFound:
            if self.cursors.get(cursor.handover) is cursor:
                self.leave(cursor.handover)
                await self.send({"type": "gone", "handover": cursor.handover})
