"""Chaining entries by hash, in batches, a few seconds after they were written.

Writers only insert, so none waits for another. A loop on every server seals what has come since;
where two do it at once, one wins. An entry gets its key when it is inserted and is seen when its
transaction commits, perhaps after entries with higher keys were sealed: it joins a later batch,
until SETTLES has passed. From then on the batch's horizon says that no more will come.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from aicc.audit import keys
from aicc.audit.models import AuditBatch, AuditEvent

SETTLES = timedelta(minutes=10)  # no transaction takes so long
MOST = 1_000  # entries of a batch
ENTRY = struct.Struct(">Q32s")


def seal() -> int:
    """Chain what is not chained yet; how many entries that were."""
    total = 0
    while True:
        try:
            count = seal_one()
        except IntegrityError:  # another server was faster
            return total
        total += count
        if count < MOST:
            return total


@transaction.atomic
def seal_one() -> int:
    """The next batch. None is made where nothing has come."""
    last = AuditBatch.objects.order_by("-number").first()
    settled = last.horizon if last else 0
    fresh = AuditEvent.objects.filter(pk__gt=settled).order_by("pk")
    listed = already_listed(settled)
    rows: list[tuple[int, str]] = []
    for pk, mac in fresh.values_list("pk", "mac").iterator():
        if pk not in listed:
            rows.append((pk, mac))
        if len(rows) == MOST:
            break
    if not rows:
        return 0
    # A batch that is full leaves higher keys for the next one.
    newest = rows[-1][0] if len(rows) == MOST else None
    horizon = max(settled, horizon_now(settled, newest))
    append(last, horizon, rows)
    return len(rows)


def already_listed(settled: int) -> set[int]:
    """The keys above `settled` that stand in a batch."""
    batches = AuditBatch.objects.filter(last__gt=settled).iterator(chunk_size=20)
    return {pk for batch in batches for pk, _mac in entries_of(batch) if pk > settled}


def horizon_now(settled: int, newest: int | None) -> int:
    """The highest key of what is old enough for nothing to come before it any more."""
    old = AuditEvent.objects.filter(pk__gt=settled, at__lt=timezone.now() - SETTLES)
    if newest is not None:
        old = old.filter(pk__lte=newest)
    return old.order_by("-pk").values_list("pk", flat=True).first() or settled


def append(last: AuditBatch | None, horizon: int, rows: list[tuple[int, str]]) -> AuditBatch:
    key = keys.writing()
    batch = AuditBatch(
        number=last.number + 1 if last else 1,
        sealed_at=timezone.now(),
        horizon=horizon,
        last=rows[-1][0],
        count=len(rows),
        entries=b"".join(ENTRY.pack(pk, bytes.fromhex(mac)) for pk, mac in rows),
        previous=last.digest if last else "",
        key_id=key.key_id,
    )
    batch.digest = key.mac(content(batch))
    batch.save()
    return batch


def content(batch: AuditBatch) -> bytes:
    """The bytes that a batch's digest is over."""
    at = batch.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    head = f"{batch.number} {at} {batch.horizon} {batch.last} {batch.count} {batch.previous} "
    return head.encode() + bytes(batch.entries)


def entries_of(batch: AuditBatch) -> Iterator[tuple[int, str]]:
    """Key and mac of each entry."""
    for pk, mac in ENTRY.iter_unpack(bytes(batch.entries)):
        yield pk, mac.hex()
