"""What the desk is shown of a handover and of what was done in it. Pure."""

from typing import Any

from chat.protocol.frame_size import shortened
from chat.protocol.outgoing import iso, shown_id
from handover.models import Handover, Note
from handover.queue import ownership

GLANCE_CHARACTERS = 120


def moment(when: Any) -> str | None:
    return iso(when) if when else None


def card(row: Handover) -> dict[str, Any]:
    """What a list shows of a handover. Reads nothing beyond the row, its conversation,
    agent, team and labels.
    """
    conversation = row.conversation
    return {
        "handover": row.pk,
        "status": row.status,
        "session": ownership.session_name(conversation.session_id),
        "customer": conversation.customer_name,
        "is_known": bool(conversation.customer_id),
        "flags": conversation.customer_flags,
        "language": conversation.language,
        "trigger": row.trigger,
        "reason": row.reason,
        "category": row.correction.get("category") or row.category or conversation.category,
        "priority": row.priority,
        "team": row.team.name if row.team else None,
        "agent": row.agent_id,
        "agent_name": conversation.agent_name,
        "requested_at": iso(row.requested_at),
        "claimed_at": moment(row.claimed_at),
        "awaiting_since": moment(row.awaiting_since),
        "reply_due_at": moment(row.reply_due_at),
        "resolution_due_at": moment(row.resolution_due_at),
        "transfers": row.transfers,
        "warnings": row.warnings,
        "outcome": row.outcome,
        "wrap_up": row.wrap_up,
        "labels": labels_of(conversation),
        "is_snoozed": row.is_snoozed,
        "remind_at": moment(row.remind_at),
        "reminder": row.reminder,
        "read_seq": row.read_seq,
        "head_seq": conversation.head_seq,
        "epoch": conversation.epoch,
    }


def labels_of(conversation: Any) -> list[int]:
    """Prefetched by whoever shows a list."""
    return [label.pk for label in conversation.labels.all()]


def board_card(row: Handover) -> dict[str, Any]:
    """A card for the lists that every desk is shown at every move: its texts are glances."""
    glance = {"reason": shortened(row.reason, GLANCE_CHARACTERS), "wrap_up": ""}
    return card(row) | glance


def note_of(note: Note) -> dict[str, Any]:
    return {
        "id": note.pk,
        "kind": note.kind,
        "author": note.author_name,
        "text": note.text,
        "after_seq": note.after_seq,
        "created_at": iso(note.created_at),
        "client_message_id": shown_id(note.client_message_id),
    }


def pulled(handover: Handover) -> dict[str, Any]:
    """A conversation was brought to a person."""
    return {
        "type": "pulled",
        "conversation": handover.conversation_id,
        "handover": handover.pk,
        "status": handover.status,
    }


def note_ack(handover_id: int, note: Note) -> dict[str, Any]:
    """A note is stored."""
    return {
        "type": "ack",
        "handover": handover_id,
        "client_message_id": shown_id(note.client_message_id),
        "text": note.text,
        "note": note.pk,
    }
