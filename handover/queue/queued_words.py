"""What a customer is told who joins the queue, in and out of hours."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aicc.platform.wording import bank_time
from handover.queue.hours import calendar

QUEUED = _("You are in the queue for a person. You may go on asking meanwhile.")
QUEUED_CLOSED = _(
    "Nobody is at the desk right now; we are back %(when)s. You keep your place in the queue, "
    "and may go on asking meanwhile."
)
QUEUED_CLOSED_LONG = _(
    "Nobody is at the desk right now. You keep your place in the queue, and may go on asking "
    "meanwhile."
)


def queued_words(language: str, now: datetime) -> Any:
    """What somebody is told who joins the queue; out of hours also when we are back."""
    hours = calendar()
    if hours.is_open(now):
        return QUEUED
    opens = hours.opens_at(now)
    if opens is None:
        return QUEUED_CLOSED_LONG
    with override(language):
        return QUEUED_CLOSED % {"when": bank_time.moment(opens)}
