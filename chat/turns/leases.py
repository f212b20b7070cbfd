"""What opening and closing a turn share: leases, the next question, and what was asked.

Both lock their conversations in the order of their keys, first of all, so that two batches
never wait for each other and everything that is said in a conversation has one order.
A lease ends by the database's clock, so that servers whose clocks differ agree about it.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson
from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from aicc.platform import bulk_sql
from aicc.platform.inference.token_usage import Usage
from chat.assistant.types import Line, Question, Reply
from chat.models import Conversation, Message, Turn
from chat.turns.batch_transaction import Query, Rows

HISTORY = 6  # entries before a question that the assistant sees
LEASE_SPARE_SECONDS = 5  # for storing the answer, beyond the time for thinking
MOST_ATTEMPTS = 3


def new_lease() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class TurnRequest:
    conversation_id: int
    text: str = field(repr=False)  # as typed, or masked already
    client_message_id: str
    answers: int | None = None  # the question of ours that it answers, where the client says so
    # How far the conversation had come at least, as the sender knows; None: nobody knows. What
    # was said last is then read with the lock, and not after it.
    head: int | None = None
    # Chosen before the transaction: when a commit arrived and only its answer was lost, the
    # repetition knows the turn for its own.
    lease: str = field(default_factory=new_lease)


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A turn whose lease this server holds: it must think and close it."""

    conversation_id: int
    seq: int
    lease: str
    attempt: int
    question: Question


@dataclass(frozen=True, slots=True)
class TurnReceipt:
    """A stored question, and what becomes of it."""

    conversation_id: int
    seq: int
    text: str  # as stored, masked
    created_at: datetime
    client_message_id: str
    duplicate: bool
    owner: str
    epoch: str
    mine: NextQuestion | None  # None: another server, an agent or nobody answers it
    answer: Message | None  # of a duplicate that is answered already
    state: str

    @property
    def is_open(self) -> bool:
        """Whether the assistant will still answer."""
        return self.answer is None and self.state in (Turn.State.WAITING, Turn.State.THINKING)


@dataclass(frozen=True, slots=True)
class Closing:
    mine: NextQuestion
    reply: Reply
    failed: bool = False
    usage: Usage = field(default_factory=Usage)
    next_lease: str = field(default_factory=new_lease)  # of what waits behind; see Ask


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed turn left behind.

    is_elsewhere: not closed by this, and no answer is there: its lease had gone to another, who
        answers it.
    """

    answer: Message | None  # None: an agent took over meanwhile
    following: NextQuestion | None  # the next waiting question, its lease ours
    owner: str = ""  # of the conversation, as this left it; blank: it was erased
    epoch: str = ""
    is_elsewhere: bool = False


class PriorEntry(NamedTuple):
    """An entry of a transcript, as far as opening a turn needs it."""

    conversation_id: int
    seq: int
    sender: str
    text: str
    client_message_id: str | None


def lease_time() -> timedelta:
    return timedelta(seconds=settings.AICC_TURN_SECONDS + LEASE_SPARE_SECONDS)


# What a turn needs of its conversation; the rest is read when somebody asks for it.
LOCKED = bulk_sql.columns(
    Conversation,
    *("id", "epoch", "owner", "language", "head_seq", "open_turns", "memory", "category"),
)
MEMORY = LOCKED.index("memory")


def lock_query(ids: Iterable[int]) -> Query:
    """Locks these conversations in the order of their keys, and reads the database's time."""
    statement = (
        f"SELECT {', '.join(LOCKED)}, {bulk_sql.clock()} "  # noqa: S608  (columns of ours)
        "FROM chat_conversation "
        f"WHERE id IN ({bulk_sql.numbers(ids)}) ORDER BY id {bulk_sql.for_update()}"
    )
    return statement, ()


def locked(rows: Rows) -> tuple[dict[int, Conversation], datetime]:
    """What `lock_query` brought: the conversations by their keys, and the time."""
    now = bulk_sql.time_of(rows[0][-1]) if rows else timezone.now()
    found = {}
    for row in rows:
        values = list(row[:-1])
        values[MEMORY] = orjson.loads(values[MEMORY])
        found[values[0]] = bulk_sql.stored(Conversation, LOCKED, values)
    return found, now


def next_question(
    conversation: Conversation, turn: Turn, text: str, earlier: Sequence[PriorEntry | Message]
) -> NextQuestion:
    history = tuple(Line(m.sender, m.text) for m in earlier if m.seq < turn.question_seq)
    return NextQuestion(
        conversation.pk,
        turn.question_seq,
        turn.lease,
        turn.attempts,
        Question(
            text=text,
            language=conversation.language,
            history=history[-HISTORY:],
            memory=conversation.memory,
            in_queue=conversation.owner == Conversation.Owner.QUEUE,
            is_retaken=turn.attempts > 1,
        ),
    )


def with_history(conversation: Conversation, turn: Turn) -> NextQuestion:
    """The turn's question and what was said before it, read from the transcript."""
    entries = list(
        Message.objects.filter(
            conversation=conversation,
            seq__gt=turn.question_seq - HISTORY - 1,
            seq__lte=turn.question_seq,
        ).order_by("seq")
    )
    return next_question(conversation, turn, entries[-1].text, entries)


def ran_out() -> Q:
    """Leases that nobody holds any more, by the database's clock.

    One that ends later than any that is given was given before that clock was set back.
    """
    return Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + 2 * lease_time())


def lease_again(conversation: Conversation, turn: Turn, lease: str) -> NextQuestion | None:
    """The turn, leased to us, when its lease ran out; None when somebody still holds it.

    The conversation is locked, so the UPDATE has no rival but the lease's own end.
    lease: chosen before the transaction: a repetition knows the turn for its own; see Ask.
    """
    if turn.lease == lease:
        return with_history(conversation, turn)
    if not Turn.objects.filter(ran_out(), pk=turn.pk, lease=turn.lease).update(
        lease=lease, lease_until=Now() + lease_time(), attempts=turn.attempts + 1
    ):
        return None
    turn.lease, turn.attempts = lease, turn.attempts + 1
    return with_history(conversation, turn)


def hand_on(conversation: Conversation, waiting: list[Turn], lease: str) -> NextQuestion | None:
    """Lease the next waiting question to us; all that wait are left once an agent owns it."""
    if conversation.owner == Conversation.Owner.AGENT:
        Turn.objects.filter(pk__in=[turn.pk for turn in waiting]).update(
            state=Turn.State.LEFT, closed_at=timezone.now()
        )
        waiting.clear()
        return None
    if not waiting or waiting[0].state != Turn.State.WAITING:
        return None
    turn = waiting[0]
    turn.state, turn.attempts, turn.lease = Turn.State.THINKING, 1, lease
    Turn.objects.filter(pk=turn.pk).update(
        state=turn.state, attempts=1, lease=turn.lease, lease_until=Now() + lease_time()
    )
    return with_history(conversation, turn)


def give_back(leases: list[str]) -> None:
    """Let another server take these turns at once, as if we had not begun.

    A server that goes down in order did not die of them, and they are thought with all there is.
    """
    Turn.objects.filter(lease__in=leases, state=Turn.State.THINKING).update(
        lease_until=Now(), attempts=Greatest(F("attempts"), 1) - 1
    )


def answer_of(conversation_id: int, question_seq: int) -> Message | None:
    """The stored answer to this question, if there is one."""
    return Message.objects.filter(
        conversation_id=conversation_id,
        sender=Message.Sender.ASSISTANT,
        reply_to=question_seq,
    ).first()


def state_of(conversation_id: int, question_seq: int) -> str | None:
    return (
        Turn.objects.filter(conversation_id=conversation_id, question_seq=question_seq)
        .values_list("state", flat=True)
        .first()
    )
