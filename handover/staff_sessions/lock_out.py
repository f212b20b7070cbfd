"""Who may try a password, and who is locked out.

A try is counted before its password is looked at, so that no number of tries at the same moment
gets further than one after the other. What is counted, and locks:

- an account at one place (an address, or a device that has signed in to it before): after
  AICC_SIGN_IN_FAILURES, a minute, and twice as long with each failure that follows, up to an hour;
- an account wherever from, after four times as many; and an address whatever the account, after
  ten times as many. These two lock out strangers alone: whoever signed in here before is known by
  their device, and keeps their way in while others guess, in their own office too.

A name that belongs to nobody is counted and locked just as one that does.
"""

import hashlib
import hmac
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from aicc.platform import metrics
from aicc.platform.db import with_retries
from aicc.platform.errors import RateLimited
from aicc.platform.rate_limits import network_of
from handover.models import SignInFailures

log = logging.getLogger(__name__)

FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)  # without a failure the count begins anew
KEPT = timedelta(days=90)  # then the row goes
ACCOUNT_FACTOR, ADDRESS_FACTOR = 4, 10  # times AICC_SIGN_IN_FAILURES
EVERYWHERE = NOBODY = ""


class LockedOut(RateLimited):
    """Too many tries failed; not even the right password is looked at now."""

    code = "locked_out"


@dataclass(frozen=True, slots=True)
class Report:
    """What failed for an account since its owner last signed in."""

    failures: int
    last_at: datetime
    last_address: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one account. device: of whoever signed in to it before; else blank."""

    account: str
    username: str = field(repr=False)  # as typed: it may be a password
    address: str
    device: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.device)

    @property
    def place(self) -> str:
        return f"device {self.device}" if self.device else network_of(self.address)

    def counted(self) -> list[tuple[str, str, int]]:
        """Account, place, and after how many failures that is locked, in the order of locks."""
        free = settings.AICC_SIGN_IN_FAILURES
        found = [
            (self.account, EVERYWHERE, free * ACCOUNT_FACTOR),
            (self.account, self.place, free),
        ]
        if not self.is_known:
            found.append((NOBODY, self.place, free * ADDRESS_FACTOR))
        return found

    def is_kept_out_by(self, row: SignInFailures) -> bool:
        """Whether a lock of this row is for us."""
        return not (self.is_known and row.place == EVERYWHERE)


def account_of(username: str) -> str:
    """Names an account, so that no table or cookie holds what somebody typed for one."""
    name = User.normalize_username(username).casefold().encode()
    return hmac.new(settings.SECRET_KEY.encode(), name, hashlib.sha256).hexdigest()[:32]


def begin(attempt: Attempt) -> None:
    """Count a try as a failure, which `succeed` takes back. Raises LockedOut."""
    try:
        with_retries(_begin, attempt)
    except LockedOut:
        metrics.SIGN_INS.labels("locked").inc()
        raise


@transaction.atomic
def _begin(attempt: Attempt) -> None:
    now = timezone.now()
    rows = rows_of(attempt)
    ends = [
        row.locked_until
        for row, _ in rows
        if row.locked_until and row.locked_until > now and attempt.is_kept_out_by(row)
    ]
    if ends:
        raise LockedOut(retry_after=max(1, round((max(ends) - now).total_seconds())))
    for row, free in rows:
        if row.last_try_at is None or row.last_try_at < now - FORGOTTEN_AFTER:
            row.failures = 0
        row.failures, row.last_try_at = row.failures + 1, now
        if row.failures >= free:
            row.locked_until = now + lock_after(row.failures - free)
        row.save(update_fields=["failures", "last_try_at", "locked_until"])


def rows_of(attempt: Attempt) -> list[tuple[SignInFailures, int]]:
    """The rows that this attempt is counted in, locked, with the failures that each lets pass."""
    counted = sorted(attempt.counted())
    for account, place, _free in counted:
        SignInFailures.objects.get_or_create(account=account, place=place)
    rows = SignInFailures.objects.select_for_update()
    return [(rows.get(account=account, place=place), free) for account, place, free in counted]


def lock_after(beyond: int) -> timedelta:
    """How long a lock lasts; beyond: failures after the first that locked."""
    return min(LONGEST_LOCK, FIRST_LOCK * 2 ** min(beyond, 10))


def fail(attempt: Attempt) -> None:
    """The password was wrong: what `begin` counted stands, under its owner's name."""
    metrics.SIGN_INS.labels("wrong").inc()
    user = User.objects.filter(username=attempt.username).first()
    locked = with_retries(_fail, attempt, user)
    log.warning("a password was wrong", extra={"login": user and user.pk, "locked": locked})
    SignInFailures.objects.filter(last_try_at__lt=timezone.now() - KEPT).delete()


@transaction.atomic
def _fail(attempt: Attempt, user: User | None) -> bool:
    """Whether it led to a lock."""
    locked = False
    for row, free in rows_of(attempt):
        row.user = user if row.account else None
        row.untold += 1
        row.last_failure_at, row.last_address = timezone.now(), attempt.address[:64]
        if row.failures >= free:
            row.lockouts, locked = row.lockouts + 1, True
        row.save()
    return locked


@transaction.atomic
def give_back(attempt: Attempt) -> None:
    """The password was not looked at: nothing failed."""
    for row, free in rows_of(attempt):
        take_back_one(row, free)


def take_back_one(row: SignInFailures, free: int) -> None:
    row.failures = max(0, row.failures - 1)
    if row.failures < free:
        row.locked_until = None
    row.save(update_fields=["failures", "locked_until"])


def succeed(attempt: Attempt) -> Report | None:
    """Begin the account's count anew; what failed since the last success, or None."""
    metrics.SIGN_INS.labels("let_in").inc()
    return with_retries(_succeed, attempt)


@transaction.atomic
def _succeed(attempt: Attempt) -> Report | None:
    report = None
    for row, free in rows_of(attempt):
        if row.account == NOBODY:
            take_back_one(row, free)  # others may go on guessing there
            continue
        if row.place == EVERYWHERE and row.untold and row.last_failure_at:
            report = Report(row.untold, row.last_failure_at, row.last_address)
        row.failures, row.untold, row.locked_until = 0, 0, None
        row.save(update_fields=["failures", "untold", "locked_until"])
    return report


def unlock(username: str) -> int:
    """Let an account be tried again from everywhere; how many locks there were."""
    return unlock_rows(SignInFailures.objects.filter(account=account_of(username)))


def unlock_address(address: str) -> int:
    return unlock_rows(SignInFailures.objects.filter(place=network_of(address)))


def unlock_rows(rows: QuerySet[SignInFailures]) -> int:
    locked = rows.filter(locked_until__gt=timezone.now()).count()
    rows.update(failures=0, locked_until=None)
    return locked
