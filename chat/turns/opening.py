"""Opening turns: questions stored, numbered and leased, many in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform import bulk_sql
from aicc.platform.errors import AiccError, Busy, IdReuse, NotFound
from chat import transcript
from chat.models import Conversation, Message, Turn
from chat.pii import mask
from chat.turns.batch_transaction import Query, Rows, batch_transaction
from chat.turns.leases import (
    HISTORY,
    PriorEntry,
    TurnReceipt,
    TurnRequest,
    lease_again,
    lease_time,
    lock_query,
    locked,
    next_question,
)
from handover.queue import intake, queue

MOST_AHEAD = 40  # entries beyond what the sender knew of that are read with the lock
MOST_WAITING = 8  # questions of one conversation behind the one being thought

REOPENED = _("The conversation goes on.")


def open_turns(asks: list[TurnRequest]) -> list[TurnReceipt | AiccError]:
    """Store and number each question once, and lease its turn to us where it is the first.

    Returns for each what became of it, or the error that its sender gets: NotFound, IdReuse,
    Busy. Sent again with the same id, a question is not stored again.
    """
    # Before the lock is taken that everybody's turns wait for.
    asks = [replace(ask, text=mask(ask.text)) for ask in asks]
    conversations_asked = lock_query(ask.conversation_id for ask in asks)
    with batch_transaction(conversations_asked, near_query(asks, heads_known(asks))) as here:
        rows, near = here.found
        conversations, now = locked(rows)
        if late := heads_unknown(asks, conversations):
            near += here.read(near_query((), late))[0]
        batch = Questions(conversations, entries_of(near), now)
        results = [batch.take(ask) for ask in asks]
        batch.store(here.write)
    return results


class Questions:
    """Questions that become one transaction."""

    def __init__(
        self,
        conversations: dict[int, Conversation],
        near: dict[int, list[PriorEntry | Message]],
        now: datetime,
    ) -> None:
        """now: the database's time."""
        self.conversations, self.near, self.now = conversations, near, now
        self.written_at = timezone.now()  # by this server's clock, the conversations locked
        self.messages: list[Message] = []
        self.turns: list[Turn] = []
        self.together: dict[tuple[int, str], TurnReceipt] = {}  # asked in this very batch

    def take(self, ask: TurnRequest) -> TurnReceipt | AiccError:
        conversation = self.conversations.get(ask.conversation_id)
        if conversation is None:
            return NotFound()
        known = self.near.setdefault(conversation.pk, [])
        twin = self.together.get((ask.conversation_id, ask.client_message_id))
        if twin is not None:
            same = twin.text == ask.text
            return replace(twin, duplicate=True, mine=None) if same else IdReuse()
        first = next((m for m in known if m.client_message_id == ask.client_message_id), None)
        if first is not None:
            return ask_again(conversation, first, ask)
        if conversation.open_turns > MOST_WAITING:
            return Busy(retry_after=3)
        new, turn, asked = open_turn(conversation, ask, known, self.now, self.written_at)
        self.messages += new
        known += new
        self.turns.append(turn)
        self.together[ask.conversation_id, ask.client_message_id] = asked
        return asked

    def store(self, run: bulk_sql.Run) -> None:
        if not self.messages:
            return
        transcript.store(self.messages, run)
        bulk_sql.insert(self.turns, run)
        grown = {message.conversation_id for message in self.messages}
        bulk_sql.update(
            [self.conversations[pk] for pk in sorted(grown)],
            ("head_seq", "last_message_at", "owner", "open_turns"),
            run,
        )


def heads_known(asks: list[TurnRequest]) -> set[tuple[int, int]]:
    """How far their senders know the conversations to have come, at least."""
    return {(ask.conversation_id, ask.head) for ask in asks if ask.head is not None}


def heads_unknown(
    asks: list[TurnRequest], conversations: dict[int, Conversation]
) -> set[tuple[int, int]]:
    """How far the others have come, whose last entries are still to be read."""
    found = set()
    for ask in asks:
        conversation = conversations.get(ask.conversation_id)
        head = conversation.head_seq if conversation else 0
        # After a restore a sender may know of more than there is.
        if head and (ask.head is None or not ask.head <= head <= ask.head + MOST_AHEAD):
            found.add((ask.conversation_id, head))
    return found


def near_query(asks: Sequence[TurnRequest], heads: Iterable[tuple[int, int]]) -> Query:
    """What was said around these heads, and whatever came under these requests' ids before."""
    # Ranges and keys, each of which has its index; joined by OR they would have none.
    columns = ", ".join(PriorEntry._fields)
    read = f"SELECT {columns} FROM chat_message WHERE "  # noqa: S608  (columns of ours)
    parts: list[str] = []
    values: list[object] = []
    if near := [(int(pk), int(head) - HISTORY, head + MOST_AHEAD) for pk, head in sorted(heads)]:
        parts.append(
            " OR ".join(
                f"(conversation_id = {pk} AND seq > {first} AND seq <= {last})"
                for pk, first, last in near
            )
        )
    if asks:
        parts.append(
            " OR ".join(
                f"(conversation_id = {int(ask.conversation_id)} AND client_message_id = %s)"
                for ask in asks
            )
        )
        values += [ask.client_message_id for ask in asks]
    return " UNION ".join(read + part for part in parts), values


def entries_of(rows: Rows) -> dict[int, list[PriorEntry | Message]]:
    """By conversation, each entry once and in order."""
    near: dict[int, list[PriorEntry | Message]] = {}
    for row in sorted(set(rows), key=itemgetter(0, 1)):
        near.setdefault(row[0], []).append(PriorEntry(*row))
    return near


def open_turn(
    conversation: Conversation,
    ask: TurnRequest,
    known: Sequence[PriorEntry | Message],
    now: datetime,
    written_at: datetime,
) -> tuple[list[Message], Turn, TurnReceipt]:
    """The new entries, the new turn, and what its sender is told; nothing is stored yet.

    now: the database's time; written_at: this server's, as everybody is shown it.
    """
    entries = []
    if conversation.owner == Conversation.Owner.CLOSED:
        conversation.owner = Conversation.Owner.ASSISTANT
        entries.append(transcript.write(conversation, Message.Sender.SYSTEM, REOPENED))
    message = transcript.write(
        conversation,
        Message.Sender.CUSTOMER,
        ask.text,
        client_message_id=ask.client_message_id,
        created_at=written_at,
    )
    turn = bulk_sql.new(
        Turn,
        conversation_id=conversation.pk,
        question_seq=message.seq,
        client_message_id=ask.client_message_id,
        state=Turn.State.WAITING,
        lease=ask.lease,
        asked_at=message.created_at,
    )
    entries.append(message)
    mine = reply = None
    if conversation.owner == Conversation.Owner.QUEUE:
        reply = intake.hear(conversation, message, known, ask.answers)
    if conversation.owner == Conversation.Owner.AGENT:
        turn.state = Turn.State.LEFT
        queue.customer_spoke(conversation, message.created_at)
    elif reply:  # it answered a question of ours, and is none for the assistant
        turn.state, turn.engine = Turn.State.ANSWERED, intake.ENGINE
        turn.answer_seq, turn.closed_at = reply.seq, reply.created_at
        entries.append(reply)
    else:
        if conversation.open_turns == 0:
            turn.state, turn.attempts = Turn.State.THINKING, 1
            turn.lease_until = now + lease_time()
            mine = next_question(conversation, turn, message.text, known)
        conversation.open_turns += 1
    asked = TurnReceipt(
        conversation.pk,
        message.seq,
        message.text,
        message.created_at,
        ask.client_message_id,
        duplicate=False,
        owner=conversation.owner,
        epoch=conversation.epoch,
        mine=mine,
        answer=reply,
        state=turn.state,
    )
    return entries, turn, asked


def ask_again(
    conversation: Conversation, first: PriorEntry | Message, ask: TurnRequest
) -> TurnReceipt | AiccError:
    """A question that is here already: its answer, or its turn when nobody holds it any more."""
    if first.text != ask.text:
        return IdReuse()
    turn = Turn.objects.filter(conversation=conversation, question_seq=first.seq).first()
    if turn is None:  # the id belongs to something that was no question
        return IdReuse()
    answer = None
    if turn.answer_seq:
        answer = Message.objects.get(conversation=conversation, seq=turn.answer_seq)
    # Stored by us a moment ago, and the commit's answer was lost. With more attempts it was
    # another's, and what we did a moment ago was to take its lease.
    ours = turn.lease == ask.lease and turn.attempts <= 1
    mine = None
    if turn.state == Turn.State.THINKING:
        mine = lease_again(conversation, turn, ask.lease)
    return TurnReceipt(
        conversation.pk,
        first.seq,
        first.text,
        turn.asked_at,
        ask.client_message_id,
        duplicate=not ours,
        owner=conversation.owner,
        epoch=conversation.epoch,
        mine=mine,
        answer=answer,
        state=turn.state,
    )
