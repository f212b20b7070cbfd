"""One person's data by the office: somebody asks, a second person approves, a server does it
(`request_work`), and whoever asked fetches the package once.

What is done is what the commands do (`package`, `erasure`). Each step is in the audit log by the
transaction that takes it: of the row's changes by `aicc.audit.changes`, of looks and files here.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.audit.recording import Action, name_of, record
from aicc.personal_data import erasure, holds, subject
from aicc.personal_data.inventory import CONVERSATION
from aicc.personal_data.package import checked
from aicc.personal_data.retention import IN_USE
from aicc.personal_data.subject import Asked, Subject
from aicc.platform import encryption
from aicc.platform.errors import AiccError, NotAllowed, NotFound
from chat.models import Conversation, DataRequest, LegalHold
from chat.models.dual_control import Outdated, SecondPerson
from handover.callbacks.requests import canonical

State, Kind = DataRequest.State, DataRequest.Kind
ASKS = "chat.ask_datarequest"
APPROVES = "chat.approve_datarequest"
PURPOSE = b"aicc data request"
OBJECT = "chat.datarequest"
# What is held, by the names that people know it by. A test compares it with the inventory.
CLASSES = {
    "conversations": (CONVERSATION,),
    "messages": ("chat.message",),
    "answers": ("chat.turn",),
    "feedback": ("chat.feedback", "chat.knowledgegap"),
    "handovers": (
        *("handover.handover", "handover.agentsegment", "handover.note"),
        *("handover.writtenbriefing", "handover.intakeanswer", "handover.label_conversations"),
    ),
    "call_backs": ("handover.callback", "handover.callbacklook"),
    "reviews": (
        *("chat.review", "chat.reviewanswer", "chat.pinnedcomment", "chat.assignment"),
        *("chat.coachingnote", "chat.coachingreply", "chat.evaluationcase"),
    ),
    "holds": ("chat.legalhold",),
}


class NotThere(AiccError):
    """The package was fetched before, its time is over, or it is not made yet."""

    code = "package_gone"
    status = 409
    message = _(
        "There is no package to download: it was downloaded once, its time is over, or it is not "
        "ready yet. Ask for it anew where it is still needed."
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What is held of a person. counts: rows by the names of CLASSES, and `mentions` elsewhere.

    in_use: conversations that somebody is at, or with an open call-back.
    """

    subject: Subject
    counts: dict[str, int]
    holds: list[LegalHold]
    in_use: int


def look_up(
    by: User, *, customer: str = "", sessions: tuple[str, ...] = (), phone: str = ""
) -> Found:
    """Find a person. On record, also where nobody is found: without whom, as a keyed hash.

    Raises NotAllowed, Invalid, BadPhone, NotFound.
    """
    if not by.has_perm(ASKS):
        raise NotAllowed
    customer = customer.strip()
    try:
        found = counted(subject.find(customer, sessions, phone))
    except NotFound:
        note_look(by, Asked(customer, sessions, canonical(phone) if phone else ""), [])
        raise
    note_look(by, found.subject.asked, found.subject.ids)
    return found


def note_look(by: User, asked: Asked, ids: list[int]) -> None:
    told = {"found_by": asked.kinds(), "subject": asked.mark(), "conversations": ids}
    record(Action.SEARCH, OBJECT, user=by, details=told)


def counted(person: Subject) -> Found:
    counts = by_class(erasure.planned(person))
    counts["mentions"] = sum(1 for _mention in subject.mentions(person))
    kept_by = holds.keeping(person.ids, person.asked.references()).order_by("-pk")
    in_use = Conversation.objects.filter(IN_USE, pk__in=person.ids).count()
    return Found(person, counts, list(kept_by), in_use)


def by_class(rows: dict[str, int]) -> dict[str, int]:
    return {name: sum(rows[label] for label in labels) for name, labels in CLASSES.items()}


def erased_counts(content: dict[str, Any]) -> dict[str, int]:
    """Of a certificate: rows by class, with `mentions` and the office's `history`."""
    written_over = sum(content["written_over"].values())
    history = content["rows"][erasure.HISTORY]
    return by_class(content["rows"]) | {"mentions": written_over, "history": history}


def sealed(asked: Asked) -> str:
    return encryption.encrypt(json.dumps(asdict(asked)), PURPOSE)


def opened(text: str) -> Asked:
    """Raises Unreadable."""
    fields = json.loads(encryption.decrypt(text, PURPOSE))
    return Asked(fields["customer"], tuple(fields["sessions"]), fields["phone"])


def still_there(asked: Asked) -> Subject:
    """Raises NotFound."""
    return subject.find(asked.customer, asked.sessions, asked.phone)


# --- Asking and deciding --------------------------------------------------------------------


@transaction.atomic
def ask(by: User, asked: Asked, kind: str, reason: str) -> DataRequest:
    """reason: 5 to 500 characters, masked. Raises NotAllowed, Invalid, NotFound; of an erasure
    also Held, InUse.
    """
    if not by.has_perm(ASKS):
        raise NotAllowed
    why, found = checked(reason), counted(still_there(asked))
    if kind == Kind.ERASE:
        erasure.refuse_what_is_kept(found.subject, found.subject.ids)
    return DataRequest.objects.create(
        kind=Kind(kind),
        asked_sealed=sealed(asked),
        subject=asked.mark(),
        found_by=asked.kinds(),
        counts=found.counts,
        reason=why,
        requested_by=by,
        requested_by_name=name_of(by),
    )


def waiting_for(user: User) -> QuerySet[DataRequest]:
    """What this person may decide now."""
    rows = DataRequest.pending().exclude(requested_by=user)
    return rows if user.has_perm(APPROVES) else rows.none()


def packages_for(user: User) -> QuerySet[DataRequest]:
    """What this person may download now."""
    since = timezone.now() - DataRequest.lifetime()
    rows = DataRequest.objects.filter(state=State.READY, worked_at__gt=since, requested_by=user)
    return rows if user.has_perm(ASKS) else rows.none()


@transaction.atomic
def approve(pk: int, by: User) -> DataRequest:
    """A server begins with it now. Raises NotAllowed, SecondPerson, NotFound, AlreadyDecided,
    Outdated where whoever asked may not ask any more; of an erasure also Held, InUse.
    """
    row = DataRequest.locked(pk)
    check_second_person(row, by)
    if not row.requested_by.has_perm(ASKS):
        raise Outdated
    if row.kind == Kind.ERASE:
        found = still_there(opened(row.asked_sealed))
        erasure.refuse_what_is_kept(found, found.ids)
    return decide(row, State.APPROVED, by)


@transaction.atomic
def refuse(pk: int, by: User) -> DataRequest:
    """Raises NotAllowed, SecondPerson, NotFound, AlreadyDecided."""
    row = DataRequest.locked(pk)
    check_second_person(row, by)
    return decide(row, State.REFUSED, by)


@transaction.atomic
def withdraw(pk: int, by: User) -> DataRequest:
    """Whoever asked thinks better of it. Raises NotAllowed, NotFound, AlreadyDecided."""
    if not by.has_perm(ASKS) or DataRequest.objects.filter(pk=pk).exclude(requested_by=by):
        raise NotAllowed
    row = DataRequest.locked(pk)
    return decide(row, State.WITHDRAWN, by)


def check_second_person(row: DataRequest, by: User) -> None:
    if not by.has_perm(APPROVES):
        raise NotAllowed
    if by.pk == row.requested_by_id:
        raise SecondPerson


def decide(row: DataRequest, state: str, by: User) -> DataRequest:
    row.decide(state, name_of(by), by)
    if state != State.APPROVED:
        row.asked_sealed = ""
    row.save(
        update_fields=["state", "decided_by", "decided_by_name", "decided_at", "asked_sealed"]
    )
    return row


# --- Fetching ---------------------------------------------------------------------------------


@transaction.atomic
def fetch(pk: int, by: User) -> tuple[bytes, DataRequest]:
    """The package, once, for whoever asked; it is gone here with that, and on record.

    Raises NotAllowed, NotFound, NotThere, Unreadable.
    """
    row = DataRequest.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound
    if row.requested_by_id != by.pk or not by.has_perm(ASKS):
        raise NotAllowed
    if not row.is_ready:
        raise NotThere
    pieces = row.parts.order_by("number").values_list("sealed", flat=True)
    body = b"".join(base64.b64decode(encryption.decrypt(each, PURPOSE)) for each in pieces)
    if hashlib.sha256(body).hexdigest() != row.sha256:
        raise NotThere
    told = {"said": "a person's data was downloaded", "sha256": row.sha256}
    record(Action.EXPORT, OBJECT, pk, reason=row.reason, user=by, details=told)
    row.parts.all().delete()
    row.state, row.fetched_at = State.DONE, timezone.now()
    row.save(update_fields=["state", "fetched_at"])
    return body, row
