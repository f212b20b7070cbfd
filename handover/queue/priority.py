"""Who goes first: the waiting time that a priority is worth, so that nobody waits for ever."""

from datetime import timedelta

from chat.assistant.types import Intent
from chat.models import Conversation
from handover.models import Handover

EMERGENCIES = "fraud"  # the category of losses and fraud
Priority = Handover.Priority
HEAD_START = {
    Priority.NORMAL: timedelta(),
    Priority.COMPLAINT: timedelta(minutes=10),
    Priority.VULNERABLE: timedelta(minutes=30),
    Priority.EMERGENCY: timedelta(days=1),
}


def trigger_of(conversation: Conversation, trigger: str) -> str:
    """What brought it about: whoever told of an emergency and then presses the button is in it
    as much as whoever asks in words.
    """
    is_urgent = trigger == Handover.Trigger.ASKED and conversation.memory.get("urgent")
    return Handover.Trigger.EMERGENCY if is_urgent else trigger


def category_of(conversation: Conversation) -> str:
    """What it is about: an emergency, once told of, whatever was asked after it; else what the
    assistant answered last.
    """
    return EMERGENCIES if conversation.memory.get("urgent") else conversation.category


def priority_of(conversation: Conversation, trigger: str) -> Priority:
    if trigger == Handover.Trigger.EMERGENCY:
        return Priority.EMERGENCY
    if "vulnerable" in conversation.customer_flags:
        return Priority.VULNERABLE
    if conversation.intent == Intent.COMPLAINT:
        return Priority.COMPLAINT
    return Priority.NORMAL
