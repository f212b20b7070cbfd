"""What one socket has been sent of its conversation, and what comes next.

The cursor is the last number that was sent. Everything with a number passes it: what lies in
between is read from the transcript and sent first, what was sent already is not sent again.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aicc.platform import metrics
from aicc.platform.db import GroupCommit
from aicc.platform.errors import BadToken
from chat import transcript
from chat.api.cursor import LATE_PAUSES, Cursor, Send
from chat.models import Conversation, Message
from chat.protocol import incoming, outgoing
from chat.protocol.frame_size import LONG_TEXT_CHARACTERS
from chat.sessions.sessions import Session
from chat.transcript import Reading
from chat.turns import TurnReceipt
from handover.queue.presence import QueuePosition, queue_positions

Owner = Conversation.Owner

# The queue moves for everybody in it at once, and is then read once for all of them.
standing_of = GroupCommit(queue_positions, most=1000)
head_of = GroupCommit(transcript.heads_of_each, most=1000)
SHOWN_PAUSES = 7  # of LATE_PAUSES, three seconds: a restore from a backup brings nothing back
AT_THE_HEAD = 10  # these hear of every move
LONGEST_PAUSE_SECONDS = 30.0


def pause_at(position: int) -> float:
    """Seconds between two tellings of a place in the queue."""
    return 0.0 if position <= AT_THE_HEAD else min(position * 0.05, LONGEST_PAUSE_SECONDS)


class Delivery(Cursor):
    """One socket's end of its conversation; chat.api.legacy_delivery has other clients'."""

    current = True  # the client speaks `aicc.v1`

    def __init__(self, session: Session, send: Send) -> None:
        super().__init__(session.conversation_id, session.head_seq, session.epoch, send)
        self.session, self.owner, self.agent_name = session, session.owner, session.agent_name
        self.rated = session.score is not None
        self.standing: QueuePosition | None = None  # in the queue, as it was told last
        self.told_at = -math.inf  # that, by time.monotonic
        self.is_told_soon = False  # a move of the queue waits to be told
        self.begun = False
        self.pending_deltas: list[dict[str, Any]] = []  # deltas whose question is not shown yet
        self.answered = 0  # the last question whose answer was shown
        self.asking: str | None = None  # the id of the message that is being stored for us
        self.left_off = False  # before that message, which its ack shows
        # By which messages are stored that came in before the socket's end: a client of the first
        # system sends nothing twice.
        self.storing: set[asyncio.Task[Any] | None] = set()
        self.is_gone = False  # the socket
        # What the customer does keeps its order too: of two thumbs the last one sent counts.
        self.action_lock = asyncio.Lock()

    async def read(self, seq: int) -> Reading:
        """Raises BadToken once the token that opened this socket was made worthless."""
        reading = await super().read(seq)
        if reading.token_version != self.session.token_version:
            raise BadToken
        return reading

    async def begin(self, last_seq: int | None, epoch: str) -> None:
        """The first frame, and what was missed since `last_seq`; None: nothing is replayed."""
        async with self.turn:
            self.begun = True  # what is hinted at from here on waits for its turn
            # Without last_seq too: something may have come while we joined the group.
            since = self.cursor if last_seq is None else last_seq
            reading = await self.late_reading(self.first_reading, since, epoch)
            recovered = last_seq is not None and self.can_resume(reading, last_seq, epoch)
            if last_seq is not None:
                self.cursor = last_seq if recovered else reading.head_seq
            missed = [entry for entry in reading.entries if entry.seq > self.cursor]
            self.owner, self.agent_name = reading.owner, reading.agent_name
            head_seq = missed[-1].seq if missed else self.cursor
            await self.status("connected", head_seq=head_seq, recovered=recovered)
            await self.show(missed)
            if self.owner in (Owner.QUEUE, Owner.AGENT):
                await self.tell_owner()

    async def late_reading(
        self, read: Callable[[int], Awaitable[Reading]], seq: int, epoch: str
    ) -> Reading:
        """What follows `seq`, which a client has seen in this numbering: so it is there, and
        where it cannot be read yet it is waited for, as for a hint's, but for seconds alone.
        """
        for pause in (*LATE_PAUSES[:SHOWN_PAUSES], None):
            reading = await read(seq)
            if reading.head_seq >= seq or epoch != reading.epoch or pause is None:
                break
            metrics.LATE_READINGS.inc()
            await asyncio.sleep(pause)
        return reading

    async def first_reading(self, seq: int) -> Reading:
        """As `read`; where nothing follows, one statement for all that come at this moment."""
        head = await head_of(self.conversation_id)
        if head is None or head.head_seq > seq:
            return await self.read(seq)
        if head.token_version != self.session.token_version:
            raise BadToken
        _, head_seq, epoch, owner, agent_name, version, score = head
        self.epoch, self.rated = epoch, score is not None
        return Reading([], head_seq, epoch, owner, agent_name, self.rated, version)

    async def resume(self, last_seq: int, epoch: str) -> None:
        """The client found a gap: what follows `last_seq`, or word that it must start over."""
        async with self.turn:
            reading = await self.late_reading(self.read, last_seq, epoch)
            if self.can_resume(reading, last_seq, epoch):
                self.cursor = last_seq
                await self.show(reading.entries)
            else:
                self.cursor = reading.head_seq
                await self.status("connected", head_seq=self.cursor, recovered=False)
            await self.note_owner(reading)

    def can_resume(self, reading: Reading, last_seq: int, epoch: str) -> bool:
        return epoch in ("", reading.epoch) and 0 <= reading.head_seq - last_seq <= transcript.PAGE

    def is_behind(self, head: transcript.Head) -> bool:
        """Whether the client was told less than what stands there, or something else."""
        there = (head.owner, head.agent_name, head.epoch, head.token_version)
        told = (self.owner, self.agent_name, self.epoch, self.session.token_version)
        return head.head_seq > self.cursor or there != told

    async def look(self) -> None:
        """As `catch_up`, with one statement for all that look at this moment."""
        head = await head_of(self.conversation_id)
        if head is None or self.turn.locked() or self.is_behind(head):
            await self.catch_up()

    async def confirm_owner(self) -> None:
        """Catch up, and say who owns the conversation even where that has not changed."""
        async with self.turn:
            before = (self.owner, self.agent_name)
            await self.fill()
            if (self.owner, self.agent_name) == before:
                await self.tell_owner()

    async def fill(self, before: int | None = None) -> Reading:
        reading = await super().fill(before)
        await self.note_owner(reading)
        return reading

    async def show(self, entries: list[Message]) -> None:
        """A hint may be faster than an ack: then it waits, and the ack goes on from there."""
        for at, message in enumerate(entries):
            if self.asking and message.client_message_id == self.asking:
                self.left_off = True
                entries = entries[:at]
                break
        await super().show(entries)

    async def send_entry(self, message: Message) -> None:
        self.answered = max(self.answered, message.reply_to or 0)
        await super().send_entry(message)
        await self.flush_deltas()

    async def accept(self, asked: TurnReceipt) -> None:
        """Say that a message is stored, and that an answer is looked for where that is so."""
        async with self.turn:
            await self.reach(asked.seq)
            await self.acknowledge_asked(asked)
            if asked.is_open:
                client_id = outgoing.shown_id(asked.client_message_id)
                await self.send(outgoing.processing(client_id))
            await self.flush_deltas()
            await self.resume_after_store()

    async def acknowledge_asked(self, asked: TurnReceipt) -> None:
        client_id = outgoing.shown_id(asked.client_message_id)
        await self.send(
            outgoing.ack(asked.seq, asked.text, asked.created_at, client_id, asked.duplicate)
        )

    async def give_up(self) -> None:
        """What we wanted to say was not stored."""
        async with self.turn:
            await self.resume_after_store()

    async def resume_after_store(self) -> None:
        """Nothing of ours is being stored any more: show what waited for that."""
        self.asking = None
        if self.left_off:
            self.left_off = False
            await self.fill()

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
                await self.send(outgoing.response(message, self.epoch))

    async def notice(self, data: dict[str, Any], asked: TurnReceipt | None = None) -> None:
        """A response that is no answer: only other clients wait for one."""

    def excuse(self, asked: TurnReceipt) -> None:
        """The client hears of an error instead of an answer."""

    async def delta(self, reply_to: int, offset: int, text: str) -> None:
        """A piece of an answer under way, once its question is shown; none after its answer."""
        async with self.turn:
            text = text[: max(0, LONG_TEXT_CHARACTERS - offset)]
            if text and self.owner != Owner.AGENT and reply_to > self.answered:
                self.pending_deltas.append(outgoing.delta(reply_to, offset, text))
                await self.flush_deltas()

    async def flush_deltas(self) -> None:
        held, self.pending_deltas = self.pending_deltas, []
        for piece in held:
            if piece["reply_to"] > self.cursor:
                self.pending_deltas.append(piece)
            elif piece["reply_to"] > self.answered:
                await self.send(piece)

    async def note_owner(self, reading: Reading) -> None:
        """Tell who owns the conversation, if that is another than the client knows of."""
        if (reading.owner, reading.agent_name) == (self.owner, self.agent_name):
            return
        left = self.owner == Owner.AGENT and reading.owner == Owner.QUEUE
        self.owner, self.agent_name = reading.owner, reading.agent_name
        if left:
            await self.status("agent_left")
        await self.tell_owner()

    async def queue_moved(self) -> None:
        """Tell where the customer stands now: at once at the head of the queue, and the seldomer
        the further back. Everybody behind a move moves, and thousands may wait.
        """
        if self.is_told_soon:
            return
        self.is_told_soon = True
        try:
            position = self.standing.position if self.standing else 0
            await asyncio.sleep(self.told_at + pause_at(position) - time.monotonic())
        finally:
            self.is_told_soon = False
        async with self.turn:
            await self.tell_standing()

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
            self.standing, self.told_at = standing, time.monotonic()
            message = "waiting" if standing.is_open else "offline_hours"
            await self.status(message, **outgoing.standing(standing))

    async def status(self, message: str, **fields: Any) -> None:
        frame = {
            "type": "status",
            "message": message,
            "session_id": self.session.session_id,
            "protocol": incoming.VERSION,
            "owner": self.owner,
            "epoch": self.epoch,
            "head_seq": self.cursor,
            "recovered": True,
        }
        if self.owner == Owner.CLOSED:
            frame["rated"] = self.rated  # whoever comes back later is not asked again
        await self.send(frame | fields)
