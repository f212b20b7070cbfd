"""What a supervisor does with conversations that nobody asked a person for.

The assistant has them; the supervisor looks through those that are alive, and puts one into the
queue or takes it at once. From a taking's commit on no assistant message enters it.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform.errors import NotFound
from chat import transcript
from chat.models import Conversation, Message
from chat.protocol.outgoing import iso
from chat.sessions.customer_assertion import stored_subject
from handover.desk import actions
from handover.models import Handover
from handover.queue import agent_segments, ownership, queue

LIVE = timedelta(minutes=30)  # since the last word
MOST_LIVE = 50
WORDS_CHARACTERS = 120
JOINS_SOON = _(
    "Somebody of our staff will join this conversation. You may go on asking meanwhile."
)
NOT_THE_ASSISTANTS = _("A person has this conversation already, or it is over.")


def live(conversations: QuerySet[Conversation], query: str = "") -> list[dict[str, Any]]:
    """Those that the assistant has now, the newest word first; at most 50. One query.

    query: the beginning of a session or of the customer's name, or the customer's id.
    """
    last_words = Message.objects.filter(
        conversation=OuterRef("pk"), sender=Message.Sender.CUSTOMER
    ).order_by("-seq")
    rows = conversations.filter(
        owner=Conversation.Owner.ASSISTANT, last_message_at__gte=timezone.now() - LIVE
    )
    if query:
        rows = rows.filter(
            Q(session_id__startswith=query)
            | Q(customer_name__startswith=query)
            | Q(customer_id=stored_subject(query))
        )
    return [
        {
            "conversation": row.pk,
            "session": ownership.session_name(row.session_id),
            "customer": row.customer_name,
            "flags": row.customer_flags,
            "category": row.category,
            "intent": row.intent,
            "language": row.language,
            "words": (row.words or "")[:WORDS_CHARACTERS],
            "last_message_at": iso(row.last_message_at),
        }
        for row in rows.annotate(words=Subquery(last_words.values("text")[:1])).order_by(
            "-last_message_at"
        )[:MOST_LIVE]
        if row.last_message_at
    ]


@transaction.atomic
def put_in_queue(conversation_id: int) -> Handover:
    """Let the next free agent take it; the assistant answers until then.

    Raises NotFound, and AlreadyClaimed unless the assistant has it.
    """
    conversation = lock_the_assistants(conversation_id)
    opened = queue.open_in(conversation, Handover.Trigger.SUPERVISOR, said=JOINS_SOON)
    transcript.store(opened.entries)
    conversation.save(update_fields=["owner", "head_seq", "last_message_at"])
    if opened.handover is None:
        raise queue.AlreadyClaimed(NOT_THE_ASSISTANTS)
    return opened.handover


@transaction.atomic
def take(conversation_id: int, supervisor: User) -> Handover:
    """Answer it oneself from now on; an answer under way is not stored.

    Raises as `put_in_queue`.
    """
    conversation = lock_the_assistants(conversation_id)
    handover = queue.begin_handover(conversation, Handover.Trigger.SUPERVISOR)
    actions.pass_to(conversation, handover, supervisor, agent_segments.End.TAKEN_OVER)
    return handover


def lock_the_assistants(conversation_id: int) -> Conversation:
    try:
        conversation = transcript.lock(conversation_id)
    except Conversation.DoesNotExist:
        raise NotFound from None
    if conversation.owner != Conversation.Owner.ASSISTANT:
        raise queue.AlreadyClaimed(NOT_THE_ASSISTANTS)
    return conversation
