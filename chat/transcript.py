"""The transcript: the only way to add a message, to number it, and to read it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from aicc.platform import bulk_sql, events
from chat.assistant.types import Line
from chat.models import Conversation, Message
from chat.models.conversations import new_epoch
from chat.pii import mask

PAGE = 200  # entries; who is further behind starts over


def lock(conversation_id: int) -> Conversation:
    """The conversation, locked until the transaction ends. The first lock of every flow."""
    return Conversation.objects.select_for_update().get(pk=conversation_id)


def write(conversation: Conversation, sender: str, text: Any, **fields: Any) -> Message:
    """The next entry, numbered but not yet stored: `store` does that, in the same transaction.

    conversation: locked by this transaction; its head_seq moves.
    text: masked here when a person typed it; a system's line may be a lazy translation and is
        written in the conversation's language.
    fields: of Message: client_message_id, agent, agent_name, data, reply_to, reply_to_client_id;
        created_at, where many entries are written at one moment.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the transcript grows inside the transaction that locked it")
    if sender in (Message.Sender.CUSTOMER, Message.Sender.AGENT):
        text = mask(text)
    elif sender == Message.Sender.SYSTEM:
        with override(conversation.language):
            text = str(text)
    conversation.head_seq += 1
    conversation.last_message_at = fields.pop("created_at", None) or timezone.now()
    if agent := fields.pop("agent", None):
        fields["agent_id"] = agent.pk
    return bulk_sql.new(
        Message,
        conversation_id=conversation.pk,
        seq=conversation.head_seq,
        sender=sender,
        text=text,
        created_at=conversation.last_message_at,
        **fields,
    )


def store(messages: list[Message], run: bulk_sql.Run | None = None) -> None:
    """Insert what `write` made, in one statement, and hint at it after the commit.

    The conversations' rows are the caller's to save (head_seq, last_message_at). The entries
    stay without a key of their own; they are named by conversation and number.
    run: what the statement is given to, where it is to wait for others.
    """
    bulk_sql.insert(messages, run)
    events.all_after_commit({message.conversation_id: message.seq for message in messages})


def append(conversation: Conversation, sender: str, text: Any, **fields: Any) -> Message:
    """Write, store and number one entry; see `write`."""
    message = write(conversation, sender, text, **fields)
    message.save(force_insert=True)
    events.after_commit(conversation.pk, message.seq)
    conversation.save(update_fields=["head_seq", "last_message_at"])
    return message


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of a transcript, and where the conversation stood when it was read."""

    entries: list[Message]
    head_seq: int
    epoch: str
    owner: str
    agent_name: str
    rated: bool  # the customer has said how it was
    token_version: int  # of the tokens that open the conversation now


def since(conversation_id: int, seq: int, limit: int = PAGE) -> Reading:
    """The entries after `seq`, at most `limit`, oldest first. Two queries."""
    # The head is read first: entries that come in between are more than it says, not fewer.
    head_seq, epoch, owner, agent_name, score, version = Conversation.objects.values_list(
        "head_seq", "epoch", "owner", "agent_name", "score", "token_version"
    ).get(pk=conversation_id)
    entries = list(
        Message.objects.filter(conversation_id=conversation_id, seq__gt=seq).order_by("seq")[
            :limit
        ]
        if head_seq > seq
        else ()
    )
    return Reading(entries, head_seq, epoch, owner, agent_name, score is not None, version)


class Head(NamedTuple):
    """Where a conversation stands, as a socket compares it with what it was told last."""

    conversation_id: int
    head_seq: int
    epoch: str
    owner: str
    agent_name: str
    token_version: int
    score: int | None  # the customer's, of the conversation


HEADS = (
    "SELECT id, head_seq, epoch, owner, agent_name, token_version, score "
    "FROM chat_conversation WHERE id"
)


def heads(ids: Iterable[int]) -> list[Head]:
    """Where these conversations stand; of one that is gone, nothing. One query."""
    wanted = list(ids)
    if not wanted:
        return []
    places = bulk_sql.placeholders(len(wanted))
    return [Head(*row) for row in bulk_sql.select(f"{HEADS} IN ({places})", wanted)]


def heads_of_each(ids: list[int]) -> list[Head | None]:
    """As `heads`, one for each key, in their order; None where the conversation is gone."""
    known = {head.conversation_id: head for head in heads(set(ids))}
    return [known.get(pk) for pk in ids]


def lines(
    conversation_id: int, limit: int = 2 * PAGE, *, without: Iterable[int] = ()
) -> list[Line]:
    """The last entries as the assistant and the briefing read them, oldest first.

    without: the numbers of entries that are left out.
    """
    newest = Message.objects.filter(conversation_id=conversation_id).order_by("-seq")
    newest = newest.exclude(seq__in=set(without))
    rows = newest.values_list("sender", "text")[:limit]
    return [Line(sender, text) for sender, text in reversed(rows)]


def by_client_ids(pairs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Message]:
    """The messages that were stored under these (conversation, client_message_id)s."""
    wanted = set(pairs)
    found = Message.objects.filter(
        conversation_id__in={conversation for conversation, _ in wanted},
        client_message_id__in={client_id for _, client_id in wanted},
    )
    by_id = {(m.conversation_id, m.client_message_id or ""): m for m in found}
    return {pair: message for pair, message in by_id.items() if pair in wanted}


def begin_epoch() -> int:
    """Give every conversation's numbering a new name; how many conversations there are.

    For after a restore: numbers that customers have seen may be given out a second time, to
    other words. A client that comes back with the old name starts over from number 1.
    """
    return Conversation.objects.update(epoch=new_epoch())
