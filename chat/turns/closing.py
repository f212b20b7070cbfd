"""Closing turns: answers stored, and what waits behind them handed on, many in one transaction."""

from django.db import transaction
from django.utils import timezone

from chat import transcript
from chat.assistant.words import Action
from chat.models import Conversation, Message, Turn
from chat.turns.records import Closed, Closing, answer_of, hand_on, locked
from handover import queue
from handover.models import Handover


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
