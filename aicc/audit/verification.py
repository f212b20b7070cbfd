"""Whether the audit trail is as it was written: each entry, each batch, each signed head.

Entries and batches are read once, in the order of their keys and some at a time: MariaDB's driver
would keep a whole answer in memory. What is held is the entries that no horizon has passed yet,
and of each batch its digest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aicc.audit import chain, keys, recording
from aicc.audit.models import AuditBatch, AuditEvent

CHUNK = 5_000  # entries read at once
BATCHES = 20  # of up to 40 KB
FIELDS = ("pk", "key_id", "mac", *recording.SIGNED)


class Kind(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    BATCH = "batch broken"
    BATCH_REMOVED = "batch removed"
    ANCHOR = "anchor broken"
    UNKNOWN_KEY = "unknown key"


@dataclass(frozen=True, slots=True)
class Fault:
    """number: of the entry, of the batch, or the day of the anchor."""

    kind: Kind
    number: object
    said: str = ""

    def __str__(self) -> str:
        what = "entry" if self.kind in ENTRY_KINDS else ""
        told = " ".join(filter(None, (what, str(self.number), self.kind)))
        return f"{told}: {self.said}" if self.said else told


ENTRY_KINDS = {Kind.CHANGED, Kind.REMOVED, Kind.INSERTED, Kind.REORDERED, Kind.UNKNOWN_KEY}


@dataclass(slots=True)
class Verified:
    """What was looked at and what is wrong with it. heads: of each batch, its digest and how
    many entries there are up to it.
    """

    entries: int = 0
    batches: int = 0
    unchained: int = 0  # written since the newest batch
    faults: list[Fault] = field(default_factory=list)
    heads: dict[int, tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Mismatch:
    """An entry that is another than the one in its batch; row_mac: by its own content."""

    pk: int
    listed: str
    row_mac: str
    is_whole: bool  # its content is as somebody with a key wrote it


def verify() -> Verified:
    """Read everything. What is sealed while it runs is not looked at."""
    return Verification().run()


class Verification:
    def __init__(self) -> None:
        self.found = Verified()
        self.keys = keys.all_keys()
        self.pending: dict[int, str] = {}  # listed, and not met yet
        self.mismatches: list[Mismatch] = []
        # In this order: what the newest batch lists is among the entries that are read.
        self.newest_batch = newest_of(AuditBatch, "number")
        self.newest = newest_of(AuditEvent, "pk")
        self.rows = self.read_rows()
        self.row: tuple[Any, ...] | None = None

    def run(self) -> Verified:
        previous: AuditBatch | None = None
        for batch in self.read_batches():
            self.check_batch(batch, previous)
            self.pending.update(chain.entries_of(batch))
            self.consume(batch.horizon)
            previous = batch
        self.consume_rest()
        self.tell_mismatches()
        self.found.faults.sort(key=lambda each: (str(each.kind), str(each.number).zfill(20)))
        return self.found

    def read_batches(self) -> Iterator[AuditBatch]:
        rows = AuditBatch.objects.filter(number__lte=self.newest_batch).order_by("number")
        some = list(rows[:BATCHES])
        while some:
            yield from some
            some = list(rows.filter(number__gt=some[-1].number)[:BATCHES])

    def read_rows(self) -> Iterator[tuple[Any, ...]]:
        rows = AuditEvent.objects.filter(pk__lte=self.newest).order_by("pk").values_list(*FIELDS)
        some = list(rows[:CHUNK])
        while some:
            yield from some
            some = list(rows.filter(pk__gt=some[-1][0])[:CHUNK])

    def fault(self, kind: Kind, number: object, said: str = "") -> None:
        self.found.faults.append(Fault(kind, number, said))

    # --- Batches -----------------------------------------------------------------------

    def check_batch(self, batch: AuditBatch, previous: AuditBatch | None) -> None:
        self.found.batches += 1
        before = previous.number if previous else 0
        for missing in range(before + 1, batch.number):
            self.fault(Kind.BATCH_REMOVED, missing)
        key = self.keys.get(batch.key_id)
        is_next = batch.previous == (previous.digest if previous else "")
        if key is None or key.mac(chain.content(batch)) != batch.digest or not is_next:
            self.fault(Kind.BATCH, batch.number, "it is not as it was sealed")
        total = self.found.heads[before][1] if previous else 0
        self.found.heads[batch.number] = (batch.digest, total + batch.count)

    # --- Entries -----------------------------------------------------------------------

    def consume(self, horizon: int) -> None:
        """Meet the entries up to a horizon: each stands in a batch, and no other does."""
        for row in self.rows_up_to(horizon):
            listed = self.pending.pop(row[0], None)
            if listed is None:
                self.fault(Kind.INSERTED, row[0], "it stands in no batch")
            else:
                self.compare(row, listed)
        for pk in sorted(pk for pk in self.pending if pk <= horizon):
            del self.pending[pk]
            self.fault(Kind.REMOVED, pk)

    def consume_rest(self) -> None:
        """Those that no horizon has passed yet: they may still be chained."""
        for row in self.rows_up_to(self.newest):
            listed = self.pending.pop(row[0], None)
            if listed is not None:
                self.compare(row, listed)
                continue
            self.found.unchained += 1
            mac = self.mac_of(row)
            if mac is not None and mac != row[2]:
                self.fault(Kind.INSERTED, row[0], "it was not written by this application")
        for pk in sorted(self.pending):
            self.fault(Kind.REMOVED, pk)

    def rows_up_to(self, key: int) -> Iterator[tuple[Any, ...]]:
        while True:
            row = self.row or next(self.rows, None)
            if row is None or row[0] > key:
                self.row = row
                return
            self.row = None
            self.found.entries += 1
            yield row

    def mac_of(self, row: tuple[Any, ...]) -> str | None:
        """By the entry's content; None where its key is not among ours."""
        key = self.keys.get(row[1])
        if key is None:
            self.fault(Kind.UNKNOWN_KEY, row[0], f"no phrase of AICC_AUDIT_KEYS is {row[1]}")
            return None
        return key.mac(recording.content(row[3:]))

    def compare(self, row: tuple[Any, ...], listed: str) -> None:
        mac = self.mac_of(row)
        if mac is not None and (mac != row[2] or row[2] != listed):
            self.mismatches.append(Mismatch(row[0], listed, row[2], mac == row[2]))

    def tell_mismatches(self) -> None:
        """An entry that stands where another was, or one whose content was changed."""
        places = {each.listed: each.pk for each in self.mismatches}
        for each in self.mismatches:
            place = places.get(each.row_mac)
            if each.is_whole and place is not None and place != each.pk:
                self.fault(Kind.REORDERED, each.pk, f"it stood at {place}")
            else:
                self.fault(Kind.CHANGED, each.pk)


def newest_of(model: type[AuditBatch | AuditEvent], name: str) -> int:
    return model.objects.order_by(f"-{name}").values_list(name, flat=True).first() or 0
