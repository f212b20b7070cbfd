"""Keeping the back office's list up: risk flags and the index of the search.

Beside the customers' road: a loop looks every few seconds for conversations in which something
was said since it looked last, one server at a time. What moves no message, a rating, a thumb,
a corrected mood, is judged where it happens, by `again`.

How far it looked is kept by the database's clock and is never ahead of it; messages bear the
times of their own servers. Each look therefore begins before the last one's end, and once an
hour far before it, so that a clock that was wrong hides nothing for good.
"""

import secrets
from datetime import datetime, timedelta
from itertools import accumulate

from django.db.models import F, Q, Sum
from django.db.models.functions import Length, Now
from django.utils import timezone

from chat.backoffice import risk_flags, search
from chat.models import Conversation, Message, Upkeep
from handover.models import Handover

AT_ONCE = 100  # conversations in a step: a fraction of a second
# Of all that was said in them: a step takes the interpreter from the turns, and a conversation of
# long messages as much of it as fifty others.
MOST_CHARACTERS = 20_000
STEPS = 3  # of one round of the loop
LEASE = timedelta(seconds=60)
# Messages that were written before the last look and committed after it, by clocks that differ.
OVERLAP = timedelta(minutes=5)
LOOK_BACK = timedelta(days=2)  # once an hour: more than a clock in the wrong time zone is off by
BEGINNING = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())


def again(conversation_id: int) -> None:
    """Judge one conversation now, in which no message came to be. Eight queries."""
    if Conversation.objects.filter(pk=conversation_id, judged_seq=F("head_seq")).exists():
        risk_flags.update_flags(
            [conversation_id]
        )  # else the loop is about to, and indexes the words as well


def keep_up(steps: int = STEPS, at_once: int = AT_ONCE, *, lease: str = "") -> int:
    """Judge and index what is new, the oldest first. Returns how many conversations.

    Nothing while another server does the same.
    lease: chosen before a repetition may be needed: it goes on with the lease of a round that
        lost its connection.
    """
    lease = lease or secrets.token_hex(16)
    mark, _ = Upkeep.objects.get_or_create(pk=1, defaults={"seen_until": BEGINNING})
    if not work_of(mark, at_once)[0] or not take(lease):
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
    # One that ends later than any that is given was given before the clock was set back.
    free = Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + LEASE)
    free |= Q(lease=lease)
    return bool(Upkeep.objects.filter(free, pk=1).update(lease=lease, lease_until=Now() + LEASE))


def work_of(mark: Upkeep, at_once: int) -> tuple[list[int], datetime]:
    """The conversations to look at next, and up to when all have then been looked at."""
    now = Upkeep.objects.annotate(now=Now()).values_list("now", flat=True).get(pk=mark.pk)
    until = min(mark.seen_until, now)  # it lies ahead where the database's clock was set back
    since = until - (OVERLAP if hour_of(mark.seen_until) == hour_of(now) else LOOK_BACK)
    rows = list(
        Conversation.objects.filter(last_message_at__gte=since)
        .exclude(judged_seq=F("head_seq"))
        .order_by("last_message_at", "pk")
        .values_list("pk", "last_message_at")[:at_once]
    )
    few = within_reach([pk for pk, _ in rows])
    ids = [*few, *broken_promises(at_once)]
    last = rows[len(few) - 1][1] if few else None
    if last and (len(few) < len(rows) or len(rows) == at_once):
        return ids, min(last, now)
    return ids, now


def within_reach(ids: list[int]) -> list[int]:
    """The first of these, in whose new messages are so many characters: one at least."""
    new = Message.objects.filter(conversation__in=ids, seq__gt=F("conversation__judged_seq"))
    sizes = dict(
        new.order_by().values_list("conversation").annotate(characters=Sum(Length("text")))
    )
    sums = accumulate(sizes.get(pk, 0) for pk in ids)
    return ids[: max(1, sum(characters <= MOST_CHARACTERS for characters in sums))]


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def broken_promises(at_once: int) -> list[int]:
    """Conversations whose reply is late by now and that do not show it; time alone broke them."""
    late = Handover.objects.filter(status__in=risk_flags.OPEN, reply_due_at__lt=timezone.now())
    unmarked = late.alias(
        marked=F("conversation__signs").bitand(int(risk_flags.RiskFlag.LATE))
    ).filter(marked=0)
    return list(unmarked.values_list("conversation_id", flat=True)[:at_once])
