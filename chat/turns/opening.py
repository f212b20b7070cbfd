"""Opening turns: questions stored, numbered and leased, many in one transaction."""

import secrets
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aicc.errors import AiccError, Busy, IdReuse, NotFound
from chat import transcript
from chat.models import Conversation, Message, Turn
from chat.pii import mask
from chat.turns.records import (
    HISTORY,
    Ask,
    Asked,
    lease_again,
    lease_end,
    locked,
    next_question,
)
from handover import queue

MOST_WAITING = 8  # questions of one conversation behind the one being thought

REOPENED = _("The conversation goes on.")


@transaction.atomic
def open_turns(asks: list[Ask]) -> list[Asked | AiccError]:
    """Store and number each question once, and lease its turn to us where it is the first.

    Returns for each what became of it, or the error that its sender gets: NotFound, IdReuse,
    Busy. Sent again with the same id, a question is not stored again.
    """
    conversations = locked(ask.conversation_id for ask in asks)
    batch = Batch(conversations, entries_near(asks, conversations))
    results = [batch.take(ask) for ask in asks]
    batch.store()
    return results


class Batch:
    """Questions that become one transaction."""

    def __init__(
        self, conversations: dict[int, Conversation], near: dict[int, list[Message]]
    ) -> None:
        self.conversations, self.near = conversations, near
        self.messages: list[Message] = []
        self.turns: list[Turn] = []
        self.together: dict[tuple[int, str], Asked] = {}  # asked in this very batch

    def take(self, ask: Ask) -> Asked | AiccError:
        conversation = self.conversations.get(ask.conversation_id)
        if conversation is None:
            return NotFound()
        known = self.near.setdefault(conversation.pk, [])
        twin = self.together.get((ask.conversation_id, ask.client_message_id))
        if twin is not None:
            same = twin.text == mask(ask.text)
            return replace(twin, duplicate=True, mine=None) if same else IdReuse()
        first = next((m for m in known if m.client_message_id == ask.client_message_id), None)
        if first is not None:
            return ask_again(conversation, first, ask)
        if conversation.open_turns > MOST_WAITING:
            return Busy(retry_after=3)
        new, turn, asked = open_turn(conversation, ask, known)
        self.messages += new
        known += new
        self.turns.append(turn)
        self.together[ask.conversation_id, ask.client_message_id] = asked
        return asked

    def store(self) -> None:
        if not self.messages:
            return
        transcript.store(self.messages)
        Turn.objects.bulk_create(self.turns)
        for pk in sorted({message.conversation_id for message in self.messages}):
            self.conversations[pk].save(
                update_fields=["head_seq", "last_message_at", "owner", "open_turns"]
            )


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
        queue.customer_spoke(conversation, message.created_at)
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
