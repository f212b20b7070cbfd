"""Keeping the back office's list up: signs of risk and the index of the search.

Beside the customers' road: a loop looks every few seconds for conversations in which something
was said since it looked last, one server at a time. What moves no message, a rating, a thumb,
a corrected mood, is judged where it happens, by `again`.
"""

import secrets
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from chat.backoffice import risk_flags, search
from chat.models import Conversation, Upkeep
from handover.models import Handover

AT_ONCE = 100  # conversations in a step: a fraction of a second
STEPS = 3  # of one round of the loop
LEASE = timedelta(seconds=60)
# Messages that were written before the last look and committed after it, by clocks that differ.
OVERLAP = timedelta(seconds=60)
BEGINNING = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())


def again(conversation_id: int) -> None:
    """Judge one conversation now, in which no message came to be. Eight queries."""
    if Conversation.objects.filter(pk=conversation_id, judged_seq=F("head_seq")).exists():
        risk_flags.update_flags(
            [conversation_id]
        )  # else the loop is about to, and indexes the words as well


def keep_up(steps: int = STEPS, at_once: int = AT_ONCE) -> int:
    """Judge and index what is new, the oldest first. Returns how many conversations.

    Nothing while another server does the same.
    """
    mark, _ = Upkeep.objects.get_or_create(pk=1, defaults={"seen_until": BEGINNING})
    if not work_of(mark, at_once)[0] or not take(lease := secrets.token_hex(16)):
        return 0
    done = 0
    try:
        for _ in range(steps):
            mark.refresh_from_db(fields=["seen_until"])
            ids, until = work_of(mark, at_once)
            rows, said = risk_flags.look(ids)
            search.add(said)
            risk_flags.keep(rows)  # last: what is broken off before is done again
            done += len(ids)
            # The lease is renewed with each step, so that a long one is nobody else's.
            mine = Upkeep.objects.filter(pk=1, lease=lease)
            if not mine.update(seen_until=until, lease_until=Now() + LEASE) or not ids:
                break
    finally:
        Upkeep.objects.filter(pk=1, lease=lease).update(lease="", lease_until=None)
    return done


def take(lease: str) -> bool:
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    return bool(Upkeep.objects.filter(free, pk=1).update(lease=lease, lease_until=Now() + LEASE))


def work_of(mark: Upkeep, at_once: int) -> tuple[list[int], datetime]:
    """The conversations to look at next, and up to when all have then been looked at."""
    now, since = timezone.now(), mark.seen_until - OVERLAP
    rows = list(
        Conversation.objects.filter(last_message_at__gte=since)
        .exclude(judged_seq=F("head_seq"))
        .order_by("last_message_at", "pk")
        .values_list("pk", "last_message_at")[:at_once]
    )
    ids = [pk for pk, _ in rows]
    if len(rows) == at_once and rows[-1][1]:
        return ids, rows[-1][1]
    # A promise of time is broken by nothing but time.
    late = Handover.objects.filter(
        status__in=risk_flags.OPEN, reply_due_at__gt=mark.seen_until, reply_due_at__lte=now
    )
    return ids + list(late.values_list("conversation_id", flat=True)[:at_once]), now
