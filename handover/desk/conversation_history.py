"""What colleagues left behind in a conversation, whichever of its handovers it was in.

Asked for by whoever may look at one of its handovers: the conversation is one, and who takes it
a second time needs what the first one wrote down.
"""

from typing import Any

from django.db.models import QuerySet

from chat.assistant.answering.agreements import agreed_in
from chat.protocol.frame_size import KIB, fitting, shortened
from chat.protocol.outgoing import iso
from handover.models import Handover, Note
from handover.queue import ownership

MOST_HANDOVERS, HANDOVERS_BYTES = 10, 8 * KIB  # of a frame
WRAP_UP_CHARACTERS = 1000  # as a frame carries it


def notes(conversation_id: int) -> QuerySet[Note]:
    """All notes of the conversation, the newest first."""
    return Note.objects.filter(handover__conversation=conversation_id).order_by("-id")


def earlier_handovers(row: Handover) -> list[dict[str, Any]]:
    """Those of the same conversation that ended before this one, the newest last."""
    ended = Handover.objects.filter(conversation=row.conversation_id, pk__lt=row.pk)
    ended = ended.exclude(outcome="").select_related("agent").order_by("-pk")
    found = [
        {
            "handover": each.pk,
            "agent": ownership.name_of(each.agent) if each.agent else "",
            "ended_at": iso(each.ended_at) if each.ended_at else None,
            "outcome": each.outcome,
            "wrap_up": shortened(each.wrap_up, WRAP_UP_CHARACTERS),
        }
        for each in ended[:MOST_HANDOVERS]
    ]
    return fitting(found, HANDOVERS_BYTES)[::-1]


def agreements(row: Handover) -> list[dict[str, Any]]:
    """What was agreed with the customer, as the assistant repeats it; the newest last."""
    known = agreed_in(row.conversation.memory)
    return [{"text": each.text, "agent": each.agent, "at": each.at} for each in known]
