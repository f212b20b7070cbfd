"""The queue: who waits for a person, where they stand, and who takes them."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aicc.errors import AiccError, NotAllowed, NotFound
from chat import transcript
from chat.models import Conversation, Message, Turn
from chat.pii import mask
from handover.models import Handover

PRIORITIES: dict[str, int] = {Handover.Trigger.EMERGENCY: 30, Handover.Trigger.FAILED: 10}
VULNERABLE_PRIORITY = 20
REASON_CHARACTERS = 500

QUEUED = _("You are in the queue for a person. You may go on asking meanwhile.")
LEFT_QUEUE = _("You have left the queue. The assistant goes on answering.")
JOINED = _("%(agent)s has joined the conversation.")


class AlreadyClaimed(AiccError):
    """Another agent took this handover first, or it waits no longer."""

    code = "already_claimed"
    status = 409


@dataclass(frozen=True, slots=True)
class Opened:
    handover: Handover | None  # None: an agent is here already
    entries: list[Message]  # numbered, not yet stored; none where nothing changed


def open_in(conversation: Conversation, trigger: str, reason: str = "") -> Opened:
    """Put a locked conversation into the queue. Repeat is harmless.

    The caller stores the entries and saves the conversation's owner and head_seq.
    """
    if conversation.owner == Conversation.Owner.AGENT:
        return Opened(None, [])
    there = waiting().filter(conversation=conversation).first()
    if there:
        return Opened(there, [])
    priority = PRIORITIES.get(trigger, 0)
    if "vulnerable" in conversation.customer_flags:
        priority = max(priority, VULNERABLE_PRIORITY)
    handover = Handover.objects.create(
        conversation=conversation,
        trigger=trigger,
        reason=mask(reason)[:REASON_CHARACTERS],
        priority=priority,
    )
    conversation.owner = Conversation.Owner.QUEUE
    return Opened(handover, [transcript.write(conversation, Message.Sender.SYSTEM, QUEUED)])


@transaction.atomic
def open_handover(
    conversation_id: int, *, trigger: str = Handover.Trigger.ASKED, reason: str = ""
) -> tuple[Handover | None, int]:
    """The customer wants a person: their handover and their position, from 1.

    (None, 0) while an agent is already here. A closed conversation is opened by it.
    """
    conversation = transcript.lock(conversation_id)
    opened = open_in(conversation, trigger, reason)
    if opened.entries:
        transcript.store(opened.entries)
        conversation.save(update_fields=["owner", "head_seq", "last_message_at"])
    if opened.handover is None:
        return None, 0
    return opened.handover, position(opened.handover)


def waiting() -> QuerySet[Handover]:
    """All that wait, the next one first."""
    return Handover.objects.filter(status=Handover.Status.WAITING).order_by(
        "-priority", "requested_at", "id"
    )


def position(handover: Handover) -> int:
    """How many are served before this one, plus one."""
    before = (
        Q(priority__gt=handover.priority)
        | Q(priority=handover.priority, requested_at__lt=handover.requested_at)
        | Q(
            priority=handover.priority,
            requested_at=handover.requested_at,
            id__lt=handover.id,
        )
    )
    return waiting().filter(before).count() + 1


def position_of(conversation_id: int) -> int:
    """The customer's place in the queue, from 1; 0 when they do not wait."""
    handover = waiting().filter(conversation_id=conversation_id).first()
    return position(handover) if handover else 0


@transaction.atomic
def cancel(conversation_id: int) -> bool:
    """The customer leaves the queue. False when they were not in it."""
    conversation = transcript.lock(conversation_id)
    left = (
        waiting()
        .filter(conversation=conversation)
        .update(status=Handover.Status.CANCELLED, ended_at=timezone.now())
    )
    if not left:
        return False
    if conversation.owner == Conversation.Owner.QUEUE:
        conversation.owner = Conversation.Owner.ASSISTANT
        conversation.save(update_fields=["owner"])
        transcript.append(conversation, Message.Sender.SYSTEM, LEFT_QUEUE)
    return True


@transaction.atomic
def claim(handover_id: int, agent: User) -> Handover:
    """Give a waiting handover to `agent`. Raises AlreadyClaimed if another got it first.

    Locks the Conversation, then the Handover. From this commit on no assistant message enters
    the conversation: closing a turn reads the owner under the same lock.
    """
    conversation_id = (
        Handover.objects.filter(pk=handover_id).values_list("conversation_id", flat=True).first()
    )
    if conversation_id is None:
        raise NotFound
    conversation = transcript.lock(conversation_id)
    taken = (
        waiting()
        .filter(pk=handover_id)
        .update(status=Handover.Status.CLAIMED, agent=agent, claimed_at=timezone.now())
    )
    if not taken:
        raise AlreadyClaimed(_("Another agent was faster, or the customer left."))
    leave_turns(conversation)
    conversation.owner = Conversation.Owner.AGENT
    conversation.agent, conversation.agent_name = agent, name_of(agent)
    conversation.save(update_fields=["owner", "agent", "agent_name", "open_turns"])
    name = conversation.agent_name
    with override(conversation.language):  # it is the customer who reads it
        joined = JOINED % {"agent": name}
    transcript.append(conversation, Message.Sender.SYSTEM, joined, agent_name=name)
    return Handover.objects.get(pk=handover_id)


def leave_turns(conversation: Conversation) -> None:
    """Open questions are the agent's now; an answer under way finds its turn closed."""
    Turn.objects.filter(
        conversation=conversation, state__in=[Turn.State.THINKING, Turn.State.WAITING]
    ).update(state=Turn.State.LEFT, closed_at=timezone.now(), lease_until=None)
    conversation.open_turns = 0


def of_agent(conversation: Conversation, agent: User) -> Handover:
    """The claimed handover of this agent. Raises NotAllowed when it is another's or nobody's."""
    handover = Handover.objects.filter(
        conversation=conversation, status=Handover.Status.CLAIMED, agent=agent
    ).first()
    if handover is None or conversation.owner != Conversation.Owner.AGENT:
        raise NotAllowed(_("This conversation is not yours. Take it first."))
    return handover


def name_of(agent: User) -> str:
    return (agent.get_full_name() or agent.get_username())[:80]
