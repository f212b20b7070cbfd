"""The two short transactions of a turn: opening it and closing it, many at a time.

Each locks its conversations in the order of their keys, first of all, so that two batches
never wait for each other and everything that is said in a conversation has one order.
A lease ends by the database's clock, so that servers whose clocks differ agree about it.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.errors import AiccError, Busy, IdReuse, NotFound
from chat import transcript
from chat.assistant.words import Action, Line, Question, Reply
from chat.models import Conversation, Message, Turn
from chat.pii import mask
from handover import queue
from handover.models import Handover

MOST_WAITING = 8  # questions of one conversation behind the one being thought
HISTORY = 6  # entries before a question that the assistant sees
LEASE_SPARE_SECONDS = 5  # for storing the answer, beyond the time for thinking
MOST_ATTEMPTS = 3

REOPENED = _("The conversation goes on.")


@dataclass(frozen=True, slots=True)
class Ask:
    conversation_id: int
    text: str
    client_message_id: str


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A turn whose lease this server holds: it must think and close it."""

    conversation_id: int
    seq: int
    lease: str
    attempt: int
    question: Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored question, and what becomes of it."""

    conversation_id: int
    seq: int
    text: str  # as stored, masked
    client_message_id: str
    duplicate: bool
    owner: str
    epoch: str
    mine: NextQuestion | None  # None: another server, an agent or nobody answers it
    answer: Message | None  # of a duplicate that is answered already
    state: str


@dataclass(frozen=True, slots=True)
class Closing:
    mine: NextQuestion
    reply: Reply
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed turn left behind."""

    answer: Message | None  # None: an agent took over meanwhile
    following: NextQuestion | None  # the next waiting question, its lease ours


def lease_end():
    return Now() + timedelta(seconds=settings.AICC_TURN_SECONDS + LEASE_SPARE_SECONDS)


def locked(ids: Iterable[int]) -> dict[int, Conversation]:
    rows = Conversation.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    return {conversation.pk: conversation for conversation in rows}


# --- Opening -----------------------------------------------------------------------


@transaction.atomic
def open_turns(asks: list[Ask]) -> list[Asked | AiccError]:
    """Store and number each question once, and lease its turn to us where it is the first.

    Returns for each what became of it, or the error that its sender gets: NotFound, IdReuse,
    Busy. Sent again with the same id, a question is not stored again.
    """
    conversations = locked(ask.conversation_id for ask in asks)
    near = entries_near(asks, conversations)
    messages: list[Message] = []
    turns: list[Turn] = []
    together: dict[tuple[int, str], Asked] = {}  # asked in this very batch
    results: list[Asked | AiccError] = []
    for ask in asks:
        conversation = conversations.get(ask.conversation_id)
        if conversation is None:
            results.append(NotFound())
            continue
        known = near.setdefault(conversation.pk, [])
        twin = together.get((ask.conversation_id, ask.client_message_id))
        if twin is not None:
            same = twin.text == mask(ask.text)
            results.append(replace(twin, duplicate=True, mine=None) if same else IdReuse())
            continue
        first = next((m for m in known if m.client_message_id == ask.client_message_id), None)
        if first is not None:
            results.append(ask_again(conversation, first, ask))
            continue
        if conversation.open_turns > MOST_WAITING:
            results.append(Busy(retry_after=3))
            continue
        new, turn, asked = open_turn(conversation, ask, known)
        messages += new
        known += new
        turns.append(turn)
        together[ask.conversation_id, ask.client_message_id] = asked
        results.append(asked)
    if messages:
        transcript.store(messages)
        Turn.objects.bulk_create(turns)
        touched = {message.conversation_id for message in messages}
        for pk in sorted(touched):
            conversations[pk].save(
                update_fields=["head_seq", "last_message_at", "owner", "open_turns"]
            )
    return results


def entries_near(
    asks: list[Ask], conversations: dict[int, Conversation]
) -> dict[int, list[Message]]:
    """What was said last in each conversation, and whatever came under the same ids before."""
    wanted = Q()
    for ask in asks:
        conversation = conversations.get(ask.conversation_id)
        if conversation is not None and conversation.head_seq:
            wanted |= Q(conversation=conversation, seq__gt=conversation.head_seq - HISTORY)
            wanted |= Q(conversation=conversation, client_message_id=ask.client_message_id)
    near: dict[int, list[Message]] = {}
    if wanted:
        for message in Message.objects.filter(wanted).order_by("conversation_id", "seq"):
            near.setdefault(message.conversation_id, []).append(message)
    return near


def open_turn(
    conversation: Conversation, ask: Ask, known: list[Message]
) -> tuple[list[Message], Turn, Asked]:
    """The new entries, the new turn, and what its sender is told; nothing is stored yet."""
    entries = []
    if conversation.owner == Conversation.Owner.CLOSED:
        conversation.owner = Conversation.Owner.ASSISTANT
        entries.append(transcript.write(conversation, Message.Sender.SYSTEM, REOPENED))
    message = transcript.write(
        conversation,
        Message.Sender.CUSTOMER,
        ask.text,
        client_message_id=ask.client_message_id,
    )
    turn = Turn(
        conversation=conversation,
        question_seq=message.seq,
        client_message_id=ask.client_message_id,
        state=Turn.State.WAITING,
        asked_at=message.created_at,
    )
    mine = None
    if conversation.owner == Conversation.Owner.AGENT:
        turn.state = Turn.State.LEFT
    else:
        if conversation.open_turns == 0:
            turn.state, turn.attempts = Turn.State.THINKING, 1
            turn.lease, turn.lease_until = secrets.token_hex(16), lease_end()
            mine = next_question(conversation, turn, message.text, known)
        conversation.open_turns += 1
    asked = Asked(
        conversation.pk,
        message.seq,
        message.text,
        ask.client_message_id,
        duplicate=False,
        owner=conversation.owner,
        epoch=conversation.epoch,
        mine=mine,
        answer=None,
        state=turn.state,
    )
    return [*entries, message], turn, asked


def next_question(
    conversation: Conversation, turn: Turn, text: str, earlier: list[Message]
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
        ),
    )


def ask_again(conversation: Conversation, first: Message, ask: Ask) -> Asked | AiccError:
    """A question that is here already: its answer, or its turn when nobody holds it any more."""
    if first.text != mask(ask.text):
        return IdReuse()
    turn = Turn.objects.filter(conversation=conversation, question_seq=first.seq).first()
    if turn is None:  # the id belongs to something that was no question
        return IdReuse()
    answer = None
    if turn.answer_seq:
        answer = Message.objects.get(conversation=conversation, seq=turn.answer_seq)
    mine = lease_again(conversation, turn) if turn.state == Turn.State.THINKING else None
    return Asked(
        conversation.pk,
        first.seq,
        first.text,
        ask.client_message_id,
        duplicate=True,
        owner=conversation.owner,
        epoch=conversation.epoch,
        mine=mine,
        answer=answer,
        state=turn.state,
    )


def lease_again(conversation: Conversation, turn: Turn) -> NextQuestion | None:
    """The turn, leased to us, when its lease ran out; None when somebody still holds it.

    The conversation is locked, so the UPDATE has no rival but the lease's own end.
    """
    lease = secrets.token_hex(16)
    if not Turn.objects.filter(pk=turn.pk, lease=turn.lease, lease_until__lt=Now()).update(
        lease=lease, lease_until=lease_end(), attempts=turn.attempts + 1
    ):
        return None
    turn.lease, turn.attempts = lease, turn.attempts + 1
    return with_history(conversation, turn)


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


# --- Closing -----------------------------------------------------------------------


@transaction.atomic
def close_turns(closings: list[Closing]) -> list[Closed]:
    """Store each answer once, and lease the conversation's next waiting question to us.

    An answer whose lease has gone to another, or whose conversation an agent took over
    meanwhile, is not stored.
    """
    conversations = locked(closing.mine.conversation_id for closing in closings)
    open_now: dict[int, list[Turn]] = {}
    for turn in Turn.objects.filter(
        conversation_id__in=conversations, state__in=[Turn.State.THINKING, Turn.State.WAITING]
    ).order_by("conversation_id", "question_seq"):
        open_now.setdefault(turn.conversation_id, []).append(turn)
    return [
        close_turn(
            conversations.get(closing.mine.conversation_id),
            open_now.get(closing.mine.conversation_id, []),
            closing,
        )
        for closing in closings
    ]


def close_turn(
    conversation: Conversation | None, open_now: list[Turn], closing: Closing
) -> Closed:
    mine = closing.mine
    turn = next((t for t in open_now if t.question_seq == mine.seq), None)
    if conversation is None:  # erased meanwhile
        return Closed(None, None)
    if turn is None or turn.lease != mine.lease:  # closed before, or another's now
        return Closed(answer_of(mine.conversation_id, mine.seq), None)
    answer = None
    if conversation.owner != Conversation.Owner.AGENT:
        answer = store_answer(conversation, turn, closing)
    turn.state = (
        Turn.State.LEFT
        if answer is None
        else Turn.State.FAILED
        if closing.failed
        else Turn.State.ANSWERED
    )
    turn.answer_seq = answer.seq if answer else None
    turn.closed_at = timezone.now()
    turn.engine, turn.trace = closing.reply.engine, closing.reply.trace
    turn.lease_until = None
    turn.save(update_fields=["state", "answer_seq", "closed_at", "engine", "trace", "lease_until"])
    open_now.remove(turn)
    following = hand_on(conversation, open_now)
    conversation.open_turns = len(open_now)
    conversation.save(
        update_fields=[
            "head_seq",
            "last_message_at",
            "owner",
            "open_turns",
            "memory",
            "intent",
            "triage",
            "category",
        ]
    )
    return Closed(answer, following)


def store_answer(conversation: Conversation, turn: Turn, closing: Closing) -> Message:
    reply = closing.reply
    answer = transcript.write(
        conversation,
        Message.Sender.ASSISTANT,
        reply.text,
        data=reply.as_data(),
        reply_to=turn.question_seq,
        reply_to_client_id=turn.client_message_id,
    )
    entries = [answer]
    conversation.memory = reply.memory
    conversation.intent, conversation.triage = reply.intent.value, reply.triage.value
    conversation.category = reply.category or conversation.category
    if reply.action is Action.HANDOVER and reply.handover_status == "pending":
        trigger = Handover.Trigger.EMERGENCY if reply.urgent else Handover.Trigger.ASKED
        opened = queue.open_in(conversation, trigger, reply.handover_reason)
        entries += opened.entries
    transcript.store(entries)
    return answer


def hand_on(conversation: Conversation, waiting: list[Turn]) -> NextQuestion | None:
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
    turn.state, turn.attempts, turn.lease = Turn.State.THINKING, 1, secrets.token_hex(16)
    Turn.objects.filter(pk=turn.pk).update(
        state=turn.state, attempts=1, lease=turn.lease, lease_until=lease_end()
    )
    return with_history(conversation, turn)


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


def give_back(leases: list[str]) -> None:
    """Let another server take these turns at once. A crash was not the question's fault."""
    Turn.objects.filter(lease__in=leases, state=Turn.State.THINKING).update(lease_until=Now())
