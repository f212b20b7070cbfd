"""What one socket has been sent of its conversation, and what comes next.

The cursor is the last number that was sent. Everything with a number passes it: what lies in
between is read from the transcript and sent first, what was sent already is not sent again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aicc.db import GroupCommit, in_db
from chat import protocol, transcript
from chat.models import Conversation, Message
from chat.sessions import Session
from chat.transcript import Reading
from handover.presence import Standing, standings

Send = Callable[[dict[str, Any]], Awaitable[None]]
Owner = Conversation.Owner

# The queue moves for everybody in it at once, and is then read once for all of them.
standing_of = GroupCommit(standings, most=1000)


class Cursor:
    """How far one reader has been sent one conversation; the customer's socket or an agent's."""

    def __init__(
        self, conversation_id: int, head_seq: int, epoch: str, send: Send, *, current: bool
    ) -> None:
        """current: the client speaks `aicc.v1`; any other gets the first system's frames."""
        self.conversation_id, self.cursor, self.epoch = conversation_id, head_seq, epoch
        self.send, self.current = send, current
        # One thing after another: what is sent beside the socket keeps its order.
        self.turn = asyncio.Lock()

    async def read(self, seq: int) -> Reading:
        reading = await in_db(transcript.since)(self.conversation_id, seq)
        self.epoch = reading.epoch
        return reading

    async def fill(self) -> Reading:
        while True:
            reading = await self.read(self.cursor)
            await self.show(reading.entries)
            if self.cursor >= reading.head_seq:
                return reading

    async def show(self, entries: list[Message]) -> None:
        for message in entries:
            if message.seq > self.cursor:
                self.cursor = message.seq
                frame = self.frame_of(message)
                if frame is not None:
                    await self.send(frame)

    def frame_of(self, message: Message) -> dict[str, Any] | None:
        """The frame that shows an entry; None for what a first-system client has no frame for."""
        if message.sender == Message.Sender.ASSISTANT:
            return protocol.response(message, self.epoch)
        if self.current:
            return protocol.entry(message)
        if message.sender == Message.Sender.AGENT:
            return protocol.response(message, self.epoch)
        return None

    async def acknowledge(
        self, seq: int, text: str, client_message_id: str | None, *, duplicate: bool
    ) -> None:
        """Say that a message is stored. What came before it is shown first."""
        async with self.turn:
            if seq > self.cursor + 1:
                reading = await self.read(self.cursor)
                await self.show([entry for entry in reading.entries if entry.seq < seq])
            self.cursor = max(self.cursor, seq)
            if self.current:
                await self.send(
                    protocol.ack(seq, text, protocol.shown_id(client_message_id), duplicate)
                )


class Delivery(Cursor):
    """One socket's end of its conversation."""

    def __init__(self, session: Session, send: Send, *, current: bool) -> None:
        """current: the client speaks `aicc.v1`; any other gets the first system's frames."""
        super().__init__(
            session.conversation_id, session.head_seq, session.epoch, send, current=current
        )
        self.session, self.owner, self.agent_name = session, session.owner, session.agent_name
        self.standing: Standing | None = None  # in the queue, as it was told last

    async def begin(self, last_seq: int | None, epoch: str) -> None:
        """The first frame, and what was missed since `last_seq`; None: nothing is replayed."""
        async with self.turn:
            missed: list[Message] = []
            recovered = False
            if last_seq is not None:
                reading = await self.read(last_seq)
                recovered = self.can_resume(reading, last_seq, epoch)
                self.cursor = reading.head_seq
                if recovered:
                    self.cursor, missed = last_seq, reading.entries
            await self.status("connected", head_seq=self.cursor_end(missed), recovered=recovered)
            await self.show(missed)
        if self.owner in (Owner.QUEUE, Owner.AGENT):
            await self.tell_owner()

    async def resume(self, last_seq: int, epoch: str) -> None:
        """The client found a gap: what follows `last_seq`, or word that it must start over."""
        async with self.turn:
            reading = await self.read(last_seq)
            if self.can_resume(reading, last_seq, epoch):
                self.cursor = last_seq
                await self.show(reading.entries)
            else:
                self.cursor = reading.head_seq
                await self.status("connected", head_seq=self.cursor, recovered=False)

    def can_resume(self, reading: Reading, last_seq: int, epoch: str) -> bool:
        return epoch in ("", reading.epoch) and 0 <= reading.head_seq - last_seq <= transcript.PAGE

    def cursor_end(self, missed: list[Message]) -> int:
        return missed[-1].seq if missed else self.cursor

    async def catch_up(self) -> None:
        """Send what the transcript holds beyond the cursor, and who owns the conversation now."""
        async with self.turn:
            reading = await self.fill()
        if (reading.owner, reading.agent_name) != (self.owner, self.agent_name):
            left = self.owner == Owner.AGENT and reading.owner == Owner.QUEUE
            self.owner, self.agent_name = reading.owner, reading.agent_name
            if left:
                await self.status("agent_left")
            await self.tell_owner()

    async def answer(self, message: Message, *, again: bool = False) -> None:
        """Send an answer straight to who asked.

        again: the question was a repetition, and its answer is sent whatever the cursor says.
        """
        async with self.turn:
            if message.seq > self.cursor + 1:
                await self.fill()
            elif message.seq == self.cursor + 1:
                await self.show([message])
            elif again:
                await self.send(protocol.response(message, self.epoch))

    async def notice(self, text: str, client_message_id: str | None) -> None:
        """A response that is no answer: only first-system clients wait for one."""
        if not self.current:
            data = protocol.notice(text)
            await self.send(
                {"type": "response", "data": data, "client_message_id": client_message_id}
            )

    async def delta(self, reply_to: int, offset: int, text: str) -> None:
        async with self.turn:
            await self.send(protocol.delta(reply_to, offset, text))

    async def tell_owner(self) -> None:
        """Who looks after the conversation now, as a status."""
        if self.owner == Owner.QUEUE:
            self.standing = None
            await self.tell_standing()
        elif self.owner == Owner.AGENT:
            await self.status("agent_joined", agent_name=self.agent_name)
        elif self.owner == Owner.CLOSED:
            await self.status("closed")
        else:
            await self.status("assistant_back")

    async def tell_standing(self) -> None:
        """Where the customer stands in the queue, unless they know it already."""
        if self.owner != Owner.QUEUE:
            return
        standing = await standing_of(self.session.conversation_id)
        if standing.position and standing != self.standing:
            self.standing = standing
            message = "waiting" if standing.is_open else "offline_hours"
            await self.status(message, **protocol.standing(standing))

    async def status(self, message: str, **fields: Any) -> None:
        frame = {
            "type": "status",
            "message": message,
            "session_id": self.session.session_id,
            "protocol": protocol.VERSION,
            "owner": self.owner,
            "epoch": self.epoch,
            "head_seq": self.cursor,
            "recovered": True,
        }
        await self.send(frame | fields)
