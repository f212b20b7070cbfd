"""The queue: who waits for a person, in which order, and who takes them.

Locks: the Conversation, then its Handover. Whoever waits longer goes first; a priority is
worth so much waiting time, so that nobody is overtaken for ever.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aicc.platform import events
from aicc.platform.errors import AiccError
from chat import transcript
from chat.assistant.language.normalise import language_of
from chat.models import Conversation, Message, Turn
from chat.pii import mask
from handover.models import Handover
from handover.queue import agent_segments, intake, ownership, sla
from handover.queue.presence import queue_positions
from handover.queue.priority import HEAD_START, category_of, priority_of, trigger_of
from handover.queue.queued_words import queued_words

REASON_CHARACTERS = 500
LAST_WORDS = 5  # messages that tell a language; one "ok" among Korean ones tells none

LEFT_QUEUE = _("You have left the queue. The assistant goes on answering.")
JOINED = _("%(agent)s has joined the conversation.")
BACK_IN_QUEUE = _("You are back in the queue and keep your place. Another agent will take over.")
TOO_LATE = _("Another agent was faster, or the customer left.")


class AlreadyClaimed(AiccError):
    """Another agent took this handover first, or it waits no longer."""

    code = "already_claimed"
    status = 409


@dataclass(frozen=True, slots=True)
class Opened:
    handover: Handover | None  # None: an agent is here already
    entries: list[Message]  # numbered, not yet stored; none where nothing changed


def open_in(
    conversation: Conversation, trigger: str, reason: str = "", said: Any = None
) -> Opened:
    """Put a locked conversation into the queue. Repeat is harmless; an emergency moves up.

    said: what the customer is told who did not ask for it.
    The caller stores the entries and saves the conversation's owner and head_seq.
    """
    if conversation.owner == Conversation.Owner.AGENT:
        return Opened(None, [])
    there = waiting().filter(conversation=conversation).first()
    priority, now = priority_of(conversation, trigger), timezone.now()
    if there:
        if priority > there.priority:
            there.priority, there.rank_at = priority, there.requested_at - HEAD_START[priority]
            there.category = category_of(conversation)
            there.save(update_fields=["priority", "rank_at", "category"])
            events.queue_moved()
        return Opened(there, [])
    handover = begin_handover(conversation, trigger, reason)
    conversation.owner = Conversation.Owner.QUEUE
    words = said or queued_words(conversation.language, now)
    queued = transcript.write(conversation, Message.Sender.SYSTEM, words)
    return Opened(handover, [queued, *intake.begin(conversation, handover)])


def begin_handover(conversation: Conversation, trigger: str, reason: str = "") -> Handover:
    """A new handover of a locked conversation, waiting; its clocks run.

    From here on the conversation has the language that its customer writes.
    """
    follow_language(conversation)
    priority, now = priority_of(conversation, trigger), timezone.now()
    handover = Handover(
        conversation=conversation,
        trigger=trigger,
        reason=mask(reason)[:REASON_CHARACTERS],
        category=category_of(conversation),
        priority=priority,
        requested_at=now,
        rank_at=now - HEAD_START[priority],
    )
    sla.begin(handover, now)
    handover.save()
    events.queue_moved()
    return handover


def follow_language(conversation: Conversation) -> None:
    """A session that named none, or another, is told by its customer's last words."""
    said = Message.objects.filter(conversation=conversation, sender=Message.Sender.CUSTOMER)
    texts = said.order_by("-seq").values_list("text", flat=True)[:LAST_WORDS]
    language = language_of("\n".join(texts), conversation.language)
    if language != conversation.language:
        conversation.language = language
        conversation.save(update_fields=["language"])


@transaction.atomic
def open_handover(
    conversation_id: int, *, trigger: str = Handover.Trigger.ASKED, reason: str = ""
) -> tuple[Handover | None, int]:
    """The customer wants a person: their handover and their position, from 1.

    (None, 0) while an agent is already here. A closed conversation is opened by it.
    """
    conversation = transcript.lock(conversation_id)
    opened = open_in(conversation, trigger_of(conversation, trigger), reason)
    if opened.entries:
        transcript.store(opened.entries)
        conversation.save(update_fields=["owner", "head_seq", "last_message_at"])
    if opened.handover is None:
        return None, 0
    return opened.handover, position_of(conversation_id)


def waiting() -> QuerySet[Handover]:
    """All that wait, the next one first."""
    return Handover.objects.filter(status=Handover.Status.WAITING).order_by("rank_at", "id")


def position_of(conversation_id: int) -> int:
    """The customer's place in the queue, from 1; 0 when they do not wait."""
    return queue_positions([conversation_id])[0].position


@transaction.atomic
def cancel(conversation_id: int) -> bool:
    """The customer leaves the queue. False when they were not in it."""
    conversation = transcript.lock(conversation_id)
    entries = leave(conversation)
    if entries:
        transcript.store(entries)
        conversation.save(update_fields=["owner", "head_seq", "last_message_at"])
    return entries is not None


def leave(conversation: Conversation) -> list[Message] | None:
    """Take a locked conversation out of the queue; None when it was not in it.

    The caller stores the entries and saves the conversation's owner and head_seq.
    """
    handover = waiting().filter(conversation=conversation).first()
    if handover is None:
        return None
    finish(handover, Handover.Status.CANCELLED, Handover.Outcome.LEFT)
    if conversation.owner != Conversation.Owner.QUEUE:
        return []
    conversation.owner = Conversation.Owner.ASSISTANT
    return [transcript.write(conversation, Message.Sender.SYSTEM, LEFT_QUEUE)]


def end_handovers(conversation: Conversation) -> None:
    """The customer ended a locked conversation: whoever waits or works for them stops."""
    for handover in open_of(conversation):
        was_waiting = handover.status == Handover.Status.WAITING
        status = Handover.Status.CANCELLED if was_waiting else Handover.Status.CLOSED
        finish(handover, status, Handover.Outcome.LEFT)


def open_of(conversation: Conversation) -> QuerySet[Handover]:
    return Handover.objects.filter(
        conversation=conversation, status__in=[Handover.Status.WAITING, Handover.Status.CLAIMED]
    )


def finish(handover: Handover, status: str, outcome: str, wrap_up: str = "") -> None:
    """End a handover whose conversation is locked."""
    handover.status, handover.outcome, handover.wrap_up = status, outcome, mask(wrap_up)
    now = timezone.now()
    fields = sla.end(handover, now) + ownership.end_snooze(handover)
    handover.save(update_fields=["status", "outcome", "wrap_up", *fields])
    is_left = outcome == Handover.Outcome.LEFT
    agent_segments.end(
        handover.pk, agent_segments.End.LEFT if is_left else agent_segments.End.CLOSED, now
    )
    intake.stop(handover.conversation_id)
    events.queue_moved()


@transaction.atomic
def claim(handover_id: int, agent: User) -> Handover:
    """Give a waiting handover to `agent`. Raises AlreadyClaimed if another got it first.

    Locks the Conversation, then the Handover. From this commit on no assistant message enters
    the conversation: closing a turn reads the owner under the same lock.
    """
    conversation = ownership.lock_conversation_of(handover_id)
    now = timezone.now()
    news = {"agent": agent, "claimed_at": now, "answered": False}
    if not waiting().filter(pk=handover_id).update(status=Handover.Status.CLAIMED, **news):
        raise AlreadyClaimed(TOO_LATE)
    agent_segments.begin(handover_id, agent, now)
    assign_agent(conversation, agent)
    return Handover.objects.get(pk=handover_id)


def assign_agent(conversation: Conversation, agent: User) -> None:
    """A locked conversation is the agent's from this commit on, open questions included."""
    leave_turns(conversation)
    intake.stop(conversation.pk)
    conversation.owner = Conversation.Owner.AGENT
    conversation.agent, conversation.agent_name = agent, ownership.name_of(agent)
    conversation.save(update_fields=["owner", "agent", "agent_name", "open_turns"])
    name = conversation.agent_name
    with override(conversation.language):  # it is the customer who reads it
        joined = JOINED % {"agent": name}
    transcript.append(conversation, Message.Sender.SYSTEM, joined, agent_name=name)
    events.changed(conversation.pk)
    events.queue_moved()


def leave_turns(conversation: Conversation) -> None:
    """Open questions are the agent's now; an answer under way finds its turn closed."""
    Turn.objects.filter(
        conversation=conversation, state__in=[Turn.State.THINKING, Turn.State.WAITING]
    ).update(state=Turn.State.LEFT, closed_at=timezone.now(), lease_until=None)
    conversation.open_turns = 0


def back_to_queue(
    conversation: Conversation, handover: Handover, how: str, *, team_id: int | None = None
) -> None:
    """A locked conversation waits for another agent, in the place it had.

    how: a AgentSegment.End. team_id: whose it is from now on; None changes nothing.
    """
    now = timezone.now()
    agent_segments.end(handover.pk, how, now)
    handover.status, handover.passed_by = Handover.Status.WAITING, handover.agent
    handover.agent, handover.claimed_at, handover.answered = None, None, False
    fields = sla.customer_waits(handover, now) + ownership.end_snooze(handover)
    if team_id is not None:
        handover.team_id = team_id
        fields.append("team")
    handover.save(
        update_fields=["status", "passed_by", "agent", "claimed_at", "answered", *fields]
    )
    set_owner(conversation, Conversation.Owner.QUEUE)
    transcript.append(conversation, Message.Sender.SYSTEM, BACK_IN_QUEUE)
    events.changed(conversation.pk)
    events.queue_moved()


def set_owner(conversation: Conversation, owner: str) -> None:
    """No agent has a locked conversation any more."""
    conversation.owner, conversation.agent, conversation.agent_name = owner, None, ""
    conversation.ended_at = None  # what its customer ended before goes on
    conversation.save(update_fields=["owner", "agent", "agent_name", "ended_at"])


def customer_spoke(conversation: Conversation, now: datetime) -> None:
    """The customer of a locked conversation said something that an agent will answer."""
    handover = Handover.objects.filter(
        conversation=conversation, status=Handover.Status.CLAIMED
    ).first()
    if handover is not None:
        fields = sla.customer_waits(handover, now)
        if handover.is_snoozed:  # it is at hand again; the reminder keeps its time
            handover.is_snoozed = False
            fields.append("is_snoozed")
            events.queue_moved()
        if fields:
            handover.save(update_fields=fields)
            events.changed(conversation.pk)
