"""The clocks of a handover: until the first reply, each next one, and the solution.

They count business hours only. A reply's clock runs while the customer waits for words; the
solution's from the handover request to the end. Each function changes the row it is given
and names the fields to save.
"""

from datetime import datetime

from django.conf import settings

from handover.models import Handover
from handover.queue.hours import calendar


def begin(handover: Handover, now: datetime) -> None:
    """The customer asked for a person."""
    hours = calendar()
    handover.awaiting_since = now
    handover.reply_due_at = hours.after(now, settings.AICC_FIRST_REPLY_SECONDS)
    handover.resolution_due_at = hours.after(now, settings.AICC_RESOLUTION_MINUTES * 60)


def customer_waits(handover: Handover, now: datetime) -> list[str]:
    """The customer waits for words, since now unless they did already."""
    if handover.awaiting_since is not None:
        return []
    handover.awaiting_since = now
    handover.reply_due_at = calendar().after(now, settings.AICC_NEXT_REPLY_SECONDS)
    return ["awaiting_since", "reply_due_at"]


def agent_replied(handover: Handover, now: datetime) -> list[str]:
    """The agent said something: the clock that ran is judged and stopped."""
    handover.answered = True
    fields = ["answered"]
    if handover.awaiting_since is None:
        return fields
    is_late = handover.reply_due_at is not None and now > handover.reply_due_at
    if handover.first_reply_at is None:
        handover.first_reply_at, handover.first_reply_kept = now, not is_late
        fields += ["first_reply_at", "first_reply_kept"]
    handover.replies += 1
    handover.late_replies += is_late
    handover.awaiting_since = handover.reply_due_at = None
    return [*fields, "replies", "late_replies", "awaiting_since", "reply_due_at"]


def end(handover: Handover, now: datetime) -> list[str]:
    """It is over: every clock stops."""
    handover.ended_at = now
    handover.resolution_kept = (
        handover.resolution_due_at is None or now <= handover.resolution_due_at
    )
    handover.awaiting_since = handover.reply_due_at = None
    return ["ended_at", "resolution_kept", "awaiting_since", "reply_due_at"]
