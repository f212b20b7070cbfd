"""Whose a conversation is, and how agents and nameless customers are called."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import NotAllowed, NotFound
from chat import transcript
from chat.models import Conversation
from handover.models import Handover


def lock_conversation_of(handover_id: int) -> Conversation:
    """The locked conversation of a handover. Raises NotFound."""
    conversation_id = (
        Handover.objects.filter(pk=handover_id).values_list("conversation_id", flat=True).first()
    )
    if conversation_id is None:
        raise NotFound
    return transcript.lock(conversation_id)


SNOOZE = ("is_snoozed", "remind_at", "reminder")


def end_snooze(handover: Handover) -> list[str]:
    """Whoever put it aside has it at hand, or no more. Names the fields to save."""
    handover.is_snoozed, handover.remind_at, handover.reminder = False, None, ""
    return list(SNOOZE)


def of_agent(conversation: Conversation, agent: User) -> Handover:
    """The claimed handover of this agent. Raises NotAllowed when it is another's or nobody's."""
    handover = claimed_by(conversation.pk, agent).first()
    if handover is None or conversation.owner != Conversation.Owner.AGENT:
        raise NotYours
    return handover


def claimed_by(conversation_id: int, agent: User) -> QuerySet[Handover]:
    return Handover.objects.filter(
        conversation=conversation_id, status=Handover.Status.CLAIMED, agent=agent
    )


class NotYours(NotAllowed):
    """The conversation is another agent's, or nobody's."""

    code = "not_yours"
    message = _("This conversation is not yours. Take it first.")


def name_of(agent: User) -> str:
    return (agent.get_full_name() or agent.get_username())[:80]


def session_name(session_id: str) -> str:
    """What tells one nameless customer from the next in a list: the whole of a short id, else
    its beginning and its end, for ids that differ in their last digits alone.
    """
    return session_id if len(session_id) <= 12 else f"{session_id[:6]}…{session_id[-4:]}"
