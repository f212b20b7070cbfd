"""The chain's head, signed once a day. Kept where no administrator of the database comes to, it
proves that nothing before it was changed, not even by somebody who holds the keys.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from aicc.audit import keys
from aicc.audit.models import AuditAnchor, AuditBatch
from aicc.audit.verification import Fault, Kind, Verified

NAMES = ("day", "number", "digest", "total", "public_key", "signature")


class Head(Protocol):
    """A signed head, whether a row of ours or a line that was kept elsewhere."""

    day: Any
    number: int
    digest: str
    total: int
    public_key: str
    signature: str


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A line of `manage.py audit_anchor` that was kept elsewhere."""

    day: str
    number: int
    digest: str
    total: int
    public_key: str
    signature: str


class BadAnchor(ValueError):
    """A line that is no anchor of ours."""


def keep_up() -> AuditAnchor | None:
    """Sign the head once for yesterday, whichever server comes first; None: done, or nothing."""
    return anchor(timezone.localdate() - timedelta(days=1))


def anchor(day: date) -> AuditAnchor | None:
    """Sign the newest batch as the head of this day; None where the day has one already, or
    nothing was ever recorded.
    """
    if AuditAnchor.objects.filter(day=day).exists():
        return None
    head = AuditBatch.objects.order_by("-number").first()
    if head is None:
        return None
    total = AuditBatch.objects.aggregate(total=Sum("count"))["total"]
    row = AuditAnchor(
        day=day,
        number=head.number,
        digest=head.digest,
        total=total,
        public_key=keys.public_key(),
    )
    row.signature = base64.b64encode(keys.signing().sign(content(row))).decode()
    try:
        row.save()
    except IntegrityError:  # another server was faster
        return None
    return row


def content(head: Head) -> bytes:
    return f"aicc audit head {head.day} {head.number} {head.digest} {head.total}".encode()


def is_signed(head: Head, trusted: Iterable[str]) -> bool:
    """By one of the trusted public keys."""
    if head.public_key not in set(trusted):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(head.public_key))
        key.verify(base64.b64decode(head.signature), content(head))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def as_line(head: Head) -> str:
    """As JSON, for whoever keeps it elsewhere."""
    return json.dumps({name: getattr(head, name) for name in NAMES}, default=str)


def read_lines(lines: Iterable[str]) -> list[KeptHead]:
    """Raises BadAnchor."""
    found = []
    for number, line in enumerate(filter(str.strip, lines), start=1):
        try:
            given = json.loads(line)
            found.append(KeptHead(**{name: given[name] for name in NAMES}))
        except (ValueError, TypeError, KeyError):
            raise BadAnchor(f"line {number} is no anchor") from None
    return found


def check(heads: Iterable[Head], found: Verified, trusted: Iterable[str]) -> Iterator[Fault]:
    """Signed heads, of the table or kept elsewhere, against the chain that was read."""
    trusted = set(trusted)
    for head in heads:
        there = found.heads.get(head.number)
        if not is_signed(head, trusted):
            yield Fault(Kind.ANCHOR, head.day, "its signature is not that of a trusted key")
        elif there is None:
            yield Fault(Kind.ANCHOR, head.day, f"batch {head.number} is gone")
        elif there != (head.digest, head.total):
            yield Fault(Kind.ANCHOR, head.day, f"batch {head.number} is another one")
