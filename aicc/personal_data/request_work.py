"""What a server does for approved requests, one at a time, and what it takes away when their
time is over. Whichever server comes first holds a lease; one that is killed leaves it to the next.

Each request is carried out by one transaction, with its new state and its entry in the audit log:
killed half-way, nothing of it was done.
"""

import base64
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from aicc.personal_data import deletion, erasure, package
from aicc.personal_data.data_requests import PURPOSE, Kind, State, opened, still_there
from aicc.platform import encryption
from aicc.platform.db import with_retries
from aicc.platform.encryption import Unreadable
from aicc.platform.errors import AiccError, Unavailable
from chat.models import DataPackagePart, DataRequest

LEASE = timedelta(minutes=10)
MOST_TRIES = 5  # by servers that died of it, or met a fault
PART_BYTES = 256 * 1024  # of a package; encrypted some 470,000 characters
AT_ONCE = 100  # requests whose time is over


def keep_up() -> int:
    """Carry out what is approved; how many requests that were."""
    end_expired()
    done = 0
    while (pk := take_one()) is not None:
        carry_out(pk)
        done += 1
    return done


def take_one() -> int | None:
    """The oldest approved request that no server is at, with a lease on it."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = DataRequest.objects.filter(free, state=State.APPROVED)
    for pk, tries in rows.order_by("pk").values_list("pk", "tries"):
        if tries >= MOST_TRIES:
            fail(pk, "gave_up")
        elif rows.filter(pk=pk).update(lease_until=now + LEASE, tries=F("tries") + 1):
            return int(pk)
    return None


def carry_out(pk: int) -> None:
    """A refusal ends the request; where the database or the index is away it is tried again."""
    kind = DataRequest.objects.values_list("kind", flat=True).get(pk=pk)
    try:
        if kind == Kind.EXPORT:
            with_retries(make_package, pk)
        else:
            with deletion.index_to_oneself():
                with_retries(erase, pk, secrets.token_hex(8))
    except Unavailable:
        raise
    except AiccError as error:
        fail(pk, error.code)
    except Unreadable:
        fail(pk, "unreadable")


def under_way(pk: int) -> DataRequest | None:
    """None: it was carried out already, by us or by another."""
    return DataRequest.objects.select_for_update().filter(pk=pk, state=State.APPROVED).first()


def by_whom(row: DataRequest) -> str:
    """In certificates, manifests and the audit log."""
    return f"{row.requested_by_name}, {row.decided_by_name}"[:150]


@transaction.atomic
def make_package(pk: int) -> None:
    if (row := under_way(pk)) is None:
        return
    person = still_there(opened(row.asked_sealed))
    # An erasure waits for this package and takes it away, or was there before and leaves nothing.
    erasure.locked(person.ids)
    made = package.take(person, row.reason, by_whom(row))
    for number, start in enumerate(range(0, len(made.body), PART_BYTES)):
        piece = base64.b64encode(made.body[start : start + PART_BYTES]).decode()
        DataPackagePart.objects.create(
            request=row, number=number, sealed=encryption.encrypt(piece, PURPOSE)
        )
    row.sha256, row.conversations = made.sha256, person.ids
    end(row, State.READY, ["sha256", "conversations"])


@transaction.atomic
def erase(pk: int, number: str) -> None:
    if (row := under_way(pk)) is None:
        return
    person = still_there(opened(row.asked_sealed))
    row.certificate = erasure.erase_now(person, row.reason, number, by_whom(row))
    end(row, State.DONE, ["certificate"])


def end(row: DataRequest, state: str, fields: list[str]) -> None:
    row.state, row.worked_at, row.asked_sealed, row.lease_until = state, timezone.now(), "", None
    row.save(update_fields=["state", "worked_at", "asked_sealed", "lease_until", *fields])


@transaction.atomic
def fail(pk: int, code: str) -> None:
    if (row := under_way(pk)) is not None:
        row.failure = code[:32]
        end(row, State.FAILED, ["failure"])


def end_expired() -> None:
    """Whom it was about, and a package that nobody fetched, go with their time."""
    over = timezone.now() - DataRequest.lifetime()
    late = Q(state=State.PENDING, requested_at__lte=over)
    late |= Q(state=State.READY, worked_at__lte=over)
    for pk in DataRequest.objects.filter(late).values_list("pk", flat=True)[:AT_ONCE]:
        with_retries(expire, pk)


@transaction.atomic
def expire(pk: int) -> None:
    row = DataRequest.objects.select_for_update().get(pk=pk)
    if row.state != State.EXPIRED and row.is_expired:
        row.parts.all().delete()
        row.state, row.asked_sealed = State.EXPIRED, ""
        row.save(update_fields=["state", "asked_sealed"])
