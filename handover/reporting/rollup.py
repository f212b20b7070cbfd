"""Keeping the figures of hours and days: what changed is marked, what is marked is counted.

Any number of servers may try; one of them does it, by a lease that ends by the database's
clock. Every step may be repeated and may stop anywhere: a mark goes away in the transaction
that stores what was counted, and the look for changes begins before where the last one ended,
once an hour far before it: records bear the times of their own servers, and a clock that was
wrong hides nothing for good. Where it ended is told by the database's clock.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from handover.models import DayFigures, HourFigures, RollUp
from handover.reporting import stale_hours
from handover.reporting.aggregate import of, of_gone, total
from handover.reporting.counting import count
from handover.reporting.period import Period, day_of

LEASE = timedelta(seconds=60)
# A record bears the time of before its commit, by its own server's clock.
LATE_COMMITS = timedelta(minutes=5)
LOOK_BACK = timedelta(days=2)  # once an hour: more than a clock in the wrong time zone is off by
LOOK_EVERY = timedelta(seconds=30)
HOURS_AT_ONCE = 6
MARKS_AT_ONCE = 500


class LostLease(Exception):
    """Another process counts now."""


def keep_up(*, every: timedelta = LOOK_EVERY, holder: str = "") -> int | None:
    """One bounded step: look for changes, count up to six stale hours, add up their days.

    every: the look is left out when the last one is not that long ago.
    holder: who asks, named before a repetition may be needed: it goes on with the lease of a step
        that lost its connection.
    Returns how many hours are left to count; None while another process does it.
    """
    holder = holder or secrets.token_hex(8)
    if not take_lease(holder):
        return None
    try:
        look(every)
        return count_stale(holder)
    except LostLease:
        return None
    finally:
        RollUp.objects.filter(holder=holder).update(holder="", lease_until=None)


def take_lease(holder: str) -> bool:
    RollUp.objects.get_or_create(pk=1)
    # One that ends later than any that is given was given before the clock was set back.
    free = Q(lease_until=None) | Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + LEASE)
    free |= Q(holder=holder)
    return bool(RollUp.objects.filter(free, pk=1).update(holder=holder, lease_until=Now() + LEASE))


def keep_lease(holder: str) -> None:
    """Within a transaction nobody else gets it before the commit. Raises LostLease."""
    if not RollUp.objects.filter(holder=holder).update(lease_until=Now() + LEASE):
        raise LostLease


def look(every: timedelta) -> None:
    """Mark what changed since the last look; at the first one, everything there is."""
    read_to, now = RollUp.objects.annotate(now=Now()).values_list("read_to", "now").get(pk=1)
    if read_to is None:
        mark(stale_hours.hours_with_records(None, now))
    elif abs(now - read_to) >= every:  # a clock may have been set back
        is_same_hour = stale_hours.hour_of(read_to) == stale_hours.hour_of(now)
        back = LATE_COMMITS if is_same_hour else LOOK_BACK
        mark(stale_hours.hours_changed(min(read_to, now) - back))
    else:
        return
    RollUp.objects.filter(pk=1).update(read_to=now)


def mark(hours: Iterable[datetime]) -> None:
    """These hours are to be counted anew."""
    wanted = sorted(set(hours))
    for start in range(0, len(wanted), MARKS_AT_ONCE):
        some = wanted[start : start + MARKS_AT_ONCE]
        rows = [HourFigures(began_at=hour) for hour in some]
        HourFigures.objects.bulk_create(rows, ignore_conflicts=True)
        HourFigures.objects.filter(began_at__in=some).update(stale=True)


def count_stale(holder: str) -> int:
    """The newest first, for they are looked at most; how many stay behind."""
    stale = HourFigures.objects.filter(stale=True).order_by("-began_at")
    for hour in list(stale.values_list("began_at", flat=True)[:HOURS_AT_ONCE]):
        count_hour(hour, holder)
    for day in DayFigures.objects.filter(stale=True):
        add_up(day, holder)
    return stale.count()


@transaction.atomic
def count_hour(hour: datetime, holder: str) -> None:
    keep_lease(holder)
    # The mark goes first: who sets it again meanwhile waits for this commit.
    HourFigures.objects.filter(began_at=hour).update(stale=False)
    row = HourFigures.objects.get(began_at=hour)
    tally = count(hour, hour + stale_hours.HOUR)
    tally.add(of_gone(row))
    tally.keep_in(row)
    row.save(update_fields=["counts", "spreads"])
    DayFigures.objects.update_or_create(day=day_of(hour), defaults={"stale": True})


@transaction.atomic
def add_up(day: DayFigures, holder: str) -> None:
    keep_lease(holder)
    DayFigures.objects.filter(day=day.day).update(stale=False)
    here = Period(day.day, day.day)
    hours = HourFigures.objects.filter(began_at__gte=here.since, began_at__lt=here.until)
    total(map(of, hours)).keep_in(day)
    day.save(update_fields=["counts", "spreads"])


def stale_hour_count() -> int:
    return HourFigures.objects.filter(stale=True).count()


def count_again(since: datetime, until: datetime) -> None:
    """Mark every hour of since ≤ t < until: for records that were changed behind the flows."""
    HourFigures.objects.filter(began_at__gte=since, began_at__lt=until).update(stale=True)
    mark(stale_hours.hours_with_records(since, until))
