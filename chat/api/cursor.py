"""How far one reader has been sent one conversation: everything with a number passes it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aicc.platform import metrics
from aicc.platform.db import in_db
from chat import transcript
from chat.models import Message
from chat.protocol import outgoing
from chat.transcript import Reading

Send = Callable[[dict[str, Any]], Awaitable[None]]

# Seconds between two looks for what a hint told of and cannot be read yet: on another member of
# the database's cluster it may be visible before it is on ours. After half a minute the next
# ping, or the server's own look, finds it.
LATE_PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.0, 5.0, 5.0, 5.0, 5.0)


class Cursor:
    """How far one reader has been sent one conversation; the customer's socket or an agent's."""

    def __init__(self, conversation_id: int, head_seq: int, epoch: str, send: Send) -> None:
        self.conversation_id, self.cursor, self.epoch = conversation_id, head_seq, epoch
        self.send = send
        self.rated = False
        self.promised = 0  # so far the conversation has come, by the hints of a moment
        self.is_following = False
        # One thing after another: what is sent beside the socket keeps its order.
        self.turn = asyncio.Lock()

    async def read(self, seq: int) -> Reading:
        reading = await in_db(transcript.since)(self.conversation_id, seq)
        self.epoch, self.rated = reading.epoch, reading.rated
        return reading

    async def fill(self, before: int | None = None) -> Reading:
        """Send what lies beyond the cursor: all of it, or only what comes before a number."""
        while True:
            reading = await self.read(self.cursor)
            end = reading.head_seq if before is None else before - 1
            start = self.cursor
            await self.show([entry for entry in reading.entries if entry.seq <= end])
            if self.cursor >= end or self.cursor == start:
                return reading

    async def catch_up(self) -> Reading:
        """Send what the transcript holds beyond the cursor."""
        async with self.turn:
            return await self.fill()

    async def follow(self, head_seq: int) -> None:
        """Catch up as far as a hint says that the conversation has come, whenever that is there.

        One of us looks, for all hints that come meanwhile.
        """
        self.promised = max(self.promised, head_seq)
        if self.is_following:
            return
        self.is_following = True
        try:
            for pause in (*LATE_PAUSES, None):
                reading = await self.catch_up()
                if pause is None or reading.head_seq >= self.promised:
                    break
                metrics.LATE_READINGS.inc()
                await asyncio.sleep(pause)
        finally:
            self.is_following, self.promised = False, 0

    async def reach(self, seq: int) -> None:
        """Send what comes before an entry that is shown otherwise, and pass it."""
        if seq > self.cursor + 1:
            await self.fill(seq)
        self.cursor = max(self.cursor, seq)

    async def show(self, entries: list[Message]) -> None:
        for message in entries:
            if message.seq > self.cursor:
                self.cursor = message.seq
                await self.send_entry(message)

    async def send_entry(self, message: Message) -> None:
        is_answer = message.sender == Message.Sender.ASSISTANT
        await self.send(
            outgoing.response(message, self.epoch) if is_answer else outgoing.entry(message)
        )

    async def acknowledge(
        self, said: Message, client_message_id: str | None, *, duplicate: bool
    ) -> None:
        """Say that a message is stored. What came before it is shown first."""
        async with self.turn:
            await self.reach(said.seq)
            shown = outgoing.shown_id(client_message_id)
            await self.send(outgoing.ack(said.seq, said.text, said.created_at, shown, duplicate))
