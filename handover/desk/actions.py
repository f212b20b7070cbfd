"""What an agent does in a conversation that is theirs: each action one transaction."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.platform import events
from aicc.platform.errors import IdReuse, Invalid, NotAllowed
from chat import transcript
from chat.assistant.answering.agreements import Agreement, with_agreement
from chat.backoffice import indexer
from chat.models import Conversation, Message
from chat.pii import mask
from handover.models import Handover, Note, Team
from handover.queue import agent_segments, ownership, queue, sla

HANDED_BACK = _("The assistant goes on with the conversation.")
CLOSED = _("The conversation is closed. Write again at any time.")
CLOSED_FOR_ABUSE = _("The conversation was closed because of abusive language.")
WARNED = _("Please keep your words respectful, or we have to end this conversation.")

# What an agent may end a conversation with.
OUTCOMES = {
    Handover.Outcome.RESOLVED,
    Handover.Outcome.UNRESOLVED,
    Handover.Outcome.CALL_BACK,
    Handover.Outcome.NO_RESPONSE,
    Handover.Outcome.ABUSE,
}


@transaction.atomic
def say(conversation_id: int, agent: User, text: str, client_message_id: str) -> Message:
    """Store an agent's words once per `client_message_id`.

    text: 1 to 2,000 characters; masked before it is stored.
    Raises NotYours when the conversation is not this agent's, IdReuse for another text
    under the same id.
    """
    conversation = transcript.lock(conversation_id)
    pair = (conversation_id, client_message_id)
    first = transcript.by_client_ids([pair]).get(pair)
    if first is not None:
        # Sent again, although it is another's conversation by now: it was stored in time.
        if first.text != mask(text) or first.agent_id != agent.pk:
            raise IdReuse
        return first
    handover = ownership.of_agent(conversation, agent)
    message = transcript.append(
        conversation,
        Message.Sender.AGENT,
        text,
        client_message_id=client_message_id,
        agent=agent,
        agent_name=ownership.name_of(agent),
    )
    handover.read_seq = message.seq  # who answers has read
    if not handover.answered:
        agent_segments.spoke(handover.pk, message.created_at)
    fields = sla.agent_replied(handover, message.created_at)
    handover.save(update_fields=["read_seq", *fields])
    events.changed(conversation_id)
    return message


@transaction.atomic
def note(handover_id: int, agent: User, text: str, client_message_id: str) -> Note:
    """Write down something for colleagues, once per `client_message_id`; masked."""
    conversation = ownership.lock_conversation_of(handover_id)
    first = Note.objects.filter(
        handover_id=handover_id, client_message_id=client_message_id
    ).first()
    if first is not None:
        if first.text != mask(text) or first.author_id != agent.pk:
            raise IdReuse
        return first
    events.changed(conversation.pk)
    return Note.objects.create(
        handover_id=handover_id,
        author=agent,
        author_name=ownership.name_of(agent),
        text=mask(text),
        after_seq=conversation.head_seq,
        client_message_id=client_message_id,
    )


def correct(handover_id: int, fields: dict[str, str]) -> None:
    """The agent knows better than the briefing; blank fields go back to it.

    fields: summary, sentiment, category; masked by the caller.
    """
    indexer.again(keep_correction(handover_id, fields))


@transaction.atomic
def keep_correction(handover_id: int, fields: dict[str, str]) -> int:
    conversation = ownership.lock_conversation_of(handover_id)
    Handover.objects.filter(pk=handover_id).update(correction=fields)
    events.changed(conversation.pk)
    return conversation.pk


@transaction.atomic
def read(handover_id: int, agent: User, seq: int) -> None:
    """The agent has seen everything up to `seq`; never back, and never what was not said yet.
    Their other tabs hear of it.
    """
    said = Conversation.objects.filter(pk=OuterRef("conversation"), head_seq__gte=seq)
    row = Handover.objects.filter(Exists(said), pk=handover_id, agent=agent, read_seq__lt=seq)
    if row.update(read_seq=seq):
        events.changed(
            Handover.objects.values_list("conversation_id", flat=True).get(pk=handover_id)
        )


@transaction.atomic
def release(conversation_id: int, agent: User) -> None:
    """Back to the queue, in the place it had."""
    conversation = transcript.lock(conversation_id)
    queue.back_to_queue(
        conversation, ownership.of_agent(conversation, agent), agent_segments.End.RELEASED
    )


@transaction.atomic
def transfer(
    conversation_id: int,
    agent: User,
    *,
    to: User | None = None,
    team: Team | None = None,
    reason: str = "",
) -> None:
    """Give the conversation to a colleague at once, or to a team's queue; one of the two.

    reason: up to 300 characters, masked; a note that whoever takes it reads in the thread.
    The colleague has AICC_CLAIM_SECONDS for a first word, as after any claim.
    """
    conversation = transcript.lock(conversation_id)
    handover = ownership.of_agent(conversation, agent)
    if (to is None) == (team is None) or to == agent:
        raise Invalid(_("to: a colleague or a team."))
    handover.transfers += 1
    if reason:
        give_reason(conversation, handover, agent, reason)
    if team is not None:
        handover.save(update_fields=["transfers"])
        queue.back_to_queue(
            conversation, handover, agent_segments.End.TRANSFERRED, team_id=team.pk
        )
        return
    pass_to(conversation, handover, to, agent_segments.End.TRANSFERRED)


def give_reason(conversation: Conversation, handover: Handover, agent: User, reason: str) -> None:
    Note.objects.create(
        handover=handover,
        kind=Note.Kind.TRANSFER,
        author=agent,
        author_name=ownership.name_of(agent),
        text=mask(reason),
        after_seq=conversation.head_seq,
        client_message_id=f"transfer/{handover.transfers}",  # no desk's id holds a slash
    )


@transaction.atomic
def take_over(handover_id: int, supervisor: User) -> None:
    """A supervisor takes a conversation out of the queue or out of an agent's hands."""
    conversation = ownership.lock_conversation_of(handover_id)
    handover = queue.open_of(conversation).filter(pk=handover_id).first()
    if handover is None:
        raise queue.AlreadyClaimed(_("This handover is over."))
    if handover.agent_id == supervisor.pk:
        return
    if handover.status == Handover.Status.CLAIMED:
        handover.transfers += 1
    pass_to(conversation, handover, supervisor, agent_segments.End.TAKEN_OVER)


def pass_to(conversation: Conversation, handover: Handover, agent: Any, how: str) -> None:
    """A locked conversation is this agent's from now on.

    how: the AgentSegment.End of whoever had it before.
    """
    now = timezone.now()
    agent_segments.end(handover.pk, how, now)
    agent_segments.begin(handover.pk, agent, now)
    handover.status, handover.agent = Handover.Status.CLAIMED, agent
    handover.claimed_at, handover.answered = now, False
    fields = sla.customer_waits(handover, now) + ownership.end_snooze(handover)
    handover.save(
        update_fields=["status", "agent", "claimed_at", "answered", "transfers", *fields]
    )
    queue.assign_agent(conversation, agent)


@transaction.atomic
def warn(conversation_id: int, agent: User) -> None:
    """Ask the customer for respect, where everybody can read later that it was asked."""
    conversation = transcript.lock(conversation_id)
    handover = ownership.of_agent(conversation, agent)
    handover.warnings += 1
    handover.save(update_fields=["warnings"])
    name = ownership.name_of(agent)
    transcript.append(conversation, Message.Sender.SYSTEM, WARNED, agent=agent, agent_name=name)
    events.changed(conversation_id)


def hand_back(conversation_id: int, agent: User, wrap_up: str = "", agreed: str = "") -> None:
    """Give the conversation back to the assistant, which knows what was agreed.

    wrap_up: for colleagues. agreed: for the customer, in words that the assistant may repeat.
    """
    owner, outcome = Conversation.Owner.ASSISTANT, Handover.Outcome.HANDED_BACK
    leave(conversation_id, agent, owner, outcome, wrap_up, agreed)


def close(
    conversation_id: int,
    agent: User,
    outcome: str = Handover.Outcome.RESOLVED,
    wrap_up: str = "",
    agreed: str = "",
) -> None:
    """End the conversation. The customer's next message opens it again, with the assistant.

    outcome: one of OUTCOMES. wrap_up, agreed: as of `hand_back`. Raises Invalid for another
    outcome, NotAllowed for abuse that the customer was not warned of.
    """
    if outcome not in OUTCOMES:
        raise Invalid(_("outcome: one of %(all)s.") % {"all": ", ".join(sorted(OUTCOMES))})
    leave(conversation_id, agent, Conversation.Owner.CLOSED, outcome, wrap_up, agreed)


@transaction.atomic
def leave(
    conversation_id: int, agent: User, owner: str, outcome: str, wrap_up: str, agreed: str
) -> None:
    conversation = transcript.lock(conversation_id)
    handover = ownership.of_agent(conversation, agent)
    if outcome == Handover.Outcome.ABUSE and not handover.warnings:
        raise NotAllowed(_("Warn the customer first."))
    queue.finish(handover, Handover.Status.CLOSED, outcome, wrap_up or agreed)
    if agreed:
        now = timezone.now().isoformat(timespec="seconds")
        known = Agreement(text=mask(agreed), agent=ownership.name_of(agent), at=now)
        conversation.memory = with_agreement(conversation.memory, known)
        conversation.save(update_fields=["memory"])
    queue.set_owner(conversation, owner)
    transcript.append(conversation, Message.Sender.SYSTEM, last_words(owner, outcome))
    events.changed(conversation_id)


def last_words(owner: str, outcome: str) -> Any:
    if owner == Conversation.Owner.ASSISTANT:
        return HANDED_BACK
    return CLOSED_FOR_ABUSE if outcome == Handover.Outcome.ABUSE else CLOSED
