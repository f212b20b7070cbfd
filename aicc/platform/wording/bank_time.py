"""Moments as the bank says them: in its own time zone, which is named for customers abroad."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

DAY, HOUR = "MONTH_DAY_FORMAT", "%H:%M"


def moment(at: datetime) -> str:
    """Day, time and zone in the language that is active: `November 30 09:00 (Seoul time)`."""
    local = in_zone(at)
    return named(f"{day_of(local)} {local:{HOUR}}")


def window(begin: datetime, end: datetime) -> str:
    """From when until when; the day's last midnight is its 24:00, and what ends on the day after
    says so.
    """
    first, last = in_zone(begin), in_zone(end)
    until = f"{last:{HOUR}}"
    if last.date() != first.date():
        until = "24:00" if until == "00:00" else f"{day_of(last)} {until}"
    return named(f"{day_of(first)} {first:{HOUR}}–{until}")


def named(words: str) -> str:
    return _("%(time)s (Seoul time)") % {"time": words}


def in_zone(at: datetime) -> datetime:
    """The bank's own, whatever zone is active: no request chooses it."""
    return timezone.localtime(at, timezone.get_default_timezone())


def day_of(local: datetime) -> str:
    return str(formats.date_format(local, DAY))
