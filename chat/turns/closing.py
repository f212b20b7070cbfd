"""Closing turns: answers stored, and what waits behind them handed on, many in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from aicc.platform import bulk_sql
from chat import transcript
from chat.assistant.answering.agreements import carried_over
from chat.assistant.types import Action
from chat.knowledge_gaps import gaps
from chat.models import Conversation, Message, Turn
from chat.turns.batch_transaction import Batch, Query, Rows, batch_transaction
from chat.turns.leases import (
    Closed,
    Closing,
    NextQuestion,
    answer_of,
    hand_on,
    lock_query,
    locked,
    with_history,
)
from handover.models import Handover
from handover.queue import queue

OPEN = (Turn.State.THINKING, Turn.State.WAITING)
TURN_FIELDS = bulk_sql.columns(
    Turn,
    *("id", "conversation_id", "question_seq", "client_message_id", "state", "attempts", "lease"),
)
CLOSED_FIELDS = (
    *("state", "answer_seq", "closed_at", "engine", "trace", "lease_until"),
    *("tokens_in", "tokens_out", "cost_micro_won"),
)
MOVED_FIELDS = ("head_seq", "last_message_at", "owner", "open_turns")
ANSWER_FIELDS = ("memory", "intent", "triage", "category")


@dataclass(slots=True)
class ClosingTurn:
    """A turn that this transaction closes; without a turn, one that needs no closing."""

    closing: Closing
    conversation: Conversation | None
    turn: Turn | None = None
    entries: list[Message] = field(default_factory=list)  # the answer, and what follows from it


def close_turns(closings: list[Closing]) -> list[Closed]:
    """Store each answer once, and lease the conversation's next waiting question to us.

    An answer whose lease has gone to another, or whose conversation an agent took over
    meanwhile, is not stored.
    """
    ids = sorted({closing.mine.conversation_id for closing in closings})
    with batch_transaction(lock_query(ids), open_query(ids)) as here:
        rows, open_rows = here.found
        conversations, _ = locked(rows)
        open_now, now = open_turns_of(open_rows), timezone.now()
        ends = [
            end_of(
                closing,
                conversations.get(closing.mine.conversation_id),
                open_now.get(closing.mine.conversation_id, []),
                now,
            )
            for closing in closings
        ]
        store_answers(ends, here)
        if any(end.turn is None or open_now[end.turn.conversation_id] for end in ends):
            here.flush()  # the next question's history holds these answers
        results = [finish(end, open_now) for end in ends]
        store_turns([(end, end.turn) for end in ends if end.turn], conversations, here.write)
    return results


def store_answers(ends: list[ClosingTurn], here: Batch) -> None:
    """All of them in one statement, and the questions that no article answers."""
    transcript.store([entry for end in ends for entry in end.entries], here.write)
    for end in ends:
        if end.entries and end.closing.reply.unanswered:
            mine = end.closing.mine
            question = mine.question.text
            gaps.note_unanswered(mine.conversation_id, mine.seq, question, end.closing.reply)


def store_turns(
    closed: list[tuple[ClosingTurn, Turn]],
    conversations: dict[int, Conversation],
    run: bulk_sql.Run,
) -> None:
    """The closed turns, and where their conversations stand now."""
    bulk_sql.update([turn for _, turn in closed], CLOSED_FIELDS, run)
    answered = {turn.conversation_id for end, turn in closed if end.entries}
    left = {turn.conversation_id for _, turn in closed} - answered
    moved = [conversations[pk] for pk in sorted(answered)]
    bulk_sql.update(moved, MOVED_FIELDS + ANSWER_FIELDS, run)
    bulk_sql.update([conversations[pk] for pk in sorted(left)], ("open_turns",), run)


def open_query(ids: list[int]) -> Query:
    """The turns of these conversations that nobody closed yet, in their order."""
    statement = (
        f"SELECT {', '.join(TURN_FIELDS)} FROM chat_turn "  # noqa: S608  (columns of ours)
        f"WHERE conversation_id IN ({bulk_sql.numbers(ids)}) "
        "AND state IN (%s, %s) "
        "ORDER BY conversation_id, question_seq"
    )
    return statement, OPEN


def open_turns_of(rows: Rows) -> dict[int, list[Turn]]:
    """By conversation, what `open_query` brought."""
    open_now: dict[int, list[Turn]] = {}
    for row in rows:
        turn = bulk_sql.stored(Turn, TURN_FIELDS, row)
        open_now.setdefault(turn.conversation_id, []).append(turn)
    return open_now


def end_of(
    closing: Closing, conversation: Conversation | None, open_now: list[Turn], now: datetime
) -> ClosingTurn:
    """What closing this turn changes; nothing is stored yet. now: by this server's clock."""
    mine = closing.mine
    turn = next((t for t in open_now if t.question_seq == mine.seq), None)
    if conversation is None or turn is None or turn.lease != mine.lease:
        return ClosingTurn(closing, conversation)  # erased, closed before, or another's now
    open_now.remove(turn)
    end = ClosingTurn(closing, conversation, turn)
    turn.state = Turn.State.LEFT
    if conversation.owner != Conversation.Owner.AGENT:
        end.entries = answer_entries(conversation, turn, closing, now)
        turn.state = Turn.State.FAILED if closing.failed else Turn.State.ANSWERED
    turn.answer_seq = end.entries[0].seq if end.entries else None
    turn.closed_at = now
    turn.engine, turn.trace = closing.reply.engine, closing.reply.trace
    turn.lease_until = None
    usage = closing.usage
    turn.tokens_in, turn.tokens_out = usage.tokens_in, usage.tokens_out
    turn.cost_micro_won = usage.cost_micro_won
    if usage.estimated:
        turn.trace = turn.trace | {"tokens": "estimated"}
    return end


def finish(end: ClosingTurn, open_now: dict[int, list[Turn]]) -> Closed:
    """Hand on what waits behind a closed turn."""
    if end.conversation is None:
        return Closed(None, None)
    mine, stands = end.closing.mine, (end.conversation.owner, end.conversation.epoch)
    if end.turn is None:
        answer = answer_of(mine.conversation_id, mine.seq)
        following = handed_on_before(end.conversation, end.closing.next_lease)
        return Closed(answer, following, *stands, is_elsewhere=answer is None)
    waiting = open_now[end.turn.conversation_id]
    following = hand_on(end.conversation, waiting, end.closing.next_lease)
    end.conversation.open_turns = len(waiting)
    return Closed(end.entries[0] if end.entries else None, following, *stands)


def handed_on_before(conversation: Conversation, lease: str) -> NextQuestion | None:
    """What this very closing leased to us when its commit arrived and only its answer was lost."""
    turn = Turn.objects.filter(
        conversation=conversation, state=Turn.State.THINKING, lease=lease
    ).first()
    return with_history(conversation, turn) if turn else None


def answer_entries(
    conversation: Conversation, turn: Turn, closing: Closing, now: datetime
) -> list[Message]:
    """The answer, and what it leads to; numbered, not yet stored."""
    reply = closing.reply
    answer = transcript.write(
        conversation,
        Message.Sender.ASSISTANT,
        reply.text,
        data=reply.as_data(),
        reply_to=turn.question_seq,
        reply_to_client_id=turn.client_message_id,
        created_at=now,
    )
    entries = [answer]
    conversation.memory = carried_over(conversation.memory, reply.memory)
    conversation.intent, conversation.triage = reply.intent.value, reply.triage.value
    conversation.category = reply.category or conversation.category
    wants_person = reply.action is Action.HANDOVER and reply.handover_status == "pending"
    # Who ended the conversation meanwhile waits for nobody.
    if wants_person and conversation.owner != Conversation.Owner.CLOSED:
        trigger = Handover.Trigger.EMERGENCY if reply.urgent else Handover.Trigger.ASKED
        opened = queue.open_in(conversation, trigger, reply.handover_reason)
        entries += opened.entries
    elif reply.handover_status == "declined" and conversation.owner == Conversation.Owner.QUEUE:
        entries += queue.leave(conversation) or []
    return entries
