"""Whose a conversation is, and how whoever has it is called."""

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
