"""How agents order their work: conversations put aside until later, and the bank's labels."""

from collections.abc import Collection
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.audit.recording import Action, record
from aicc.platform import events
from aicc.platform.errors import Invalid, NotFound
from chat import transcript
from chat.pii import mask
from handover.models import Handover, Label
from handover.queue import ownership

UNANSWERED = _("Say something to the customer first; then snooze the conversation.")


@transaction.atomic
def snooze(conversation_id: int, agent: User, minutes: int, reminder: str = "") -> None:
    """Put one's own conversation aside for so many minutes. What the customer writes brings it
    back at once; the reminder stays until its time.

    Raises NotYours, and Invalid while the customer has not had a word from this agent.
    """
    handover = ownership.of_agent(transcript.lock(conversation_id), agent)
    if not handover.answered:
        raise Invalid(UNANSWERED)
    handover.is_snoozed, handover.reminder = True, mask(reminder)[:200]
    handover.remind_at = timezone.now() + timedelta(minutes=minutes)
    keep(handover, ownership.SNOOZE)


@transaction.atomic
def wake(conversation_id: int, agent: User) -> None:
    """It is at hand again, and nobody is reminded. Raises NotYours."""
    handover = ownership.of_agent(transcript.lock(conversation_id), agent)
    keep(handover, ownership.end_snooze(handover))


def keep(handover: Handover, fields: Collection[str]) -> None:
    handover.save(update_fields=fields)
    events.changed(handover.conversation_id)
    events.queue_moved()


@transaction.atomic
def put_labels(handover_id: int, agent: User, labels: Collection[int]) -> None:
    """The conversation has these labels and no other; who changed them is on record.

    Raises NotFound for one that the desk does not offer, unless the conversation has it.
    """
    conversation = ownership.lock_conversation_of(handover_id)
    known = Label.objects.filter(Q(is_offered=True) | Q(conversations=conversation))
    chosen = set(known.filter(pk__in=labels).values_list("pk", flat=True))
    if chosen != set(labels):
        raise NotFound
    conversation.labels.set(chosen)
    now = {"labels": sorted(chosen), "handover": handover_id}
    record(Action.CHANGE, "chat.conversation", conversation.pk, user=agent, details=now)
    events.changed(conversation.pk)
    events.queue_moved()
