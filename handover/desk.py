"""What an agent does in a conversation that is theirs: each deed one transaction."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.errors import IdReuse
from chat import transcript
from chat.models import Conversation, Message
from chat.pii import mask
from handover import queue
from handover.models import Handover

HANDED_BACK = _("The assistant goes on with the conversation.")
CLOSED = _("The conversation is closed. Write again at any time.")


@transaction.atomic
def say(conversation_id: int, agent: User, text: str, client_message_id: str) -> Message:
    """Store an agent's words once per `client_message_id`.

    text: 1 to 2,000 characters; masked before it is stored.
    Raises NotAllowed when the conversation is not this agent's, IdReuse for another text
    under the same id.
    """
    conversation = transcript.lock(conversation_id)
    queue.of_agent(conversation, agent)
    pair = (conversation_id, client_message_id)
    first = transcript.by_client_ids([pair]).get(pair)
    if first is not None:
        if first.text != mask(text) or first.agent_id != agent.pk:
            raise IdReuse
        return first
    return transcript.append(
        conversation,
        Message.Sender.AGENT,
        text,
        client_message_id=client_message_id,
        agent=agent,
        agent_name=queue.name_of(agent),
    )


def hand_back(conversation_id: int, agent: User) -> None:
    """Give the conversation back to the assistant."""
    leave(conversation_id, agent, Conversation.Owner.ASSISTANT, HANDED_BACK)


def close(conversation_id: int, agent: User) -> None:
    """End the conversation. The customer's next message opens it again."""
    leave(conversation_id, agent, Conversation.Owner.CLOSED, CLOSED)


@transaction.atomic
def leave(conversation_id: int, agent: User, owner: str, words: Any) -> None:
    conversation = transcript.lock(conversation_id)
    handover = queue.of_agent(conversation, agent)
    Handover.objects.filter(pk=handover.pk).update(
        status=Handover.Status.CLOSED, ended_at=timezone.now()
    )
    conversation.owner, conversation.agent, conversation.agent_name = owner, None, ""
    conversation.save(update_fields=["owner", "agent", "agent_name"])
    transcript.append(conversation, Message.Sender.SYSTEM, words)
