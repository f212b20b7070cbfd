"""Erasing one person's data, all of it or none, with a certificate of what went.

What stays and why stands in the certificate: the audit log, in which a row that is changed is a
broken chain; sums that name nobody; and backups, which end by the bank's own rules.
"""

import hashlib
import json
import secrets
from collections import Counter
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aicc.audit.models import AuditEvent
from aicc.audit.recording import Action, operator, record
from aicc.personal_data import deletion, holds
from aicc.personal_data.inventory import CONVERSATION, OF_CONVERSATION, model_of
from aicc.personal_data.package import checked
from aicc.personal_data.retention import IN_USE
from aicc.personal_data.subject import Mention, Subject, ids_of, mentions, needles_of
from aicc.platform import events
from aicc.platform.db import with_retries
from aicc.platform.errors import AiccError
from chat.articles import publishing
from chat.models import ArticleVersion, Conversation, DataRequest, ErasureCertificate

KEYS_AT_ONCE = 500
WHY_LEFT = {
    "audit.auditevent": "evidence of who looked and who changed what, chained by hash: it names "
    "rows by number, quotes masked, and goes with no erasure",
    "handover.hourfigures": "sums of hours, in which nobody is named",
    "backups": "end by the rules of whoever keeps them; after a restore erase again",
}


class InUse(AiccError):
    """Somebody is at work on one of the conversations."""

    code = "conversation_open"
    status = 409
    message = _("A conversation is in somebody's hands, or a call-back is open. End it first.")


def planned(subject: Subject) -> dict[str, int]:
    """How many rows would go, by table. Nothing is changed."""
    counts = {part.label: part.rows(subject.ids).count() for part in OF_CONVERSATION}
    return counts | {CONVERSATION: len(subject.ids)}


def refuse_what_is_kept(subject: Subject, ids: list[int]) -> None:
    """Raises Held, InUse."""
    if holds.keeping(ids, subject.asked.references()).exists():
        raise holds.Held
    if Conversation.objects.filter(IN_USE, pk__in=ids).exists():
        raise InUse


def erase(subject: Subject, reason: str) -> ErasureCertificate:
    """Raises Invalid, Held, InUse; Unavailable where another server keeps the index to itself."""
    why = checked(reason)
    refuse_what_is_kept(subject, subject.ids)
    with deletion.index_to_oneself():
        return with_retries(erase_now, subject, why, secrets.token_hex(8))


@transaction.atomic
def erase_now(subject: Subject, why: str, number: str, by: str = "") -> ErasureCertificate:
    """To be called with the search index to oneself.

    number: of the certificate; one that is there already was written before the answer to its
        commit was lost. by: who asked for it; blank: whoever runs the command.
    Raises Held, InUse.
    """
    if done := ErasureCertificate.objects.filter(number=number).first():
        return done
    ids = locked(ids_of(subject.asked))
    refuse_what_is_kept(subject, ids)
    # As it is under the locks: a conversation may have begun since it was looked for.
    subject = Subject(subject.asked, ids, needles_of(subject.asked, ids))
    rewritten = write_over(list(mentions(subject)))
    take_packages_away(ids)
    gone = deletion.delete_conversations(ids)
    for pk in ids:
        events.revoked(pk)  # a page that is open on one of them begins a new one
    counts = {label: len(each) for label, each in gone.items()}
    counts[HISTORY] = forget_history(gone)
    index = sum(deletion.sweep_block(block) for block in sorted(deletion.blocks_of(ids)))
    uses = deletion.sweep_article_uses()
    content = {
        "number": number,
        "erased_at": timezone.now().isoformat(),
        "by": by or operator(),
        "reason": why,
        "found_by": subject.asked.kinds(),
        "subject": subject.asked.mark(),
        "rows": counts,
        "written_over": dict(rewritten),
        "swept": {"chat.gramblock": index, "chat.articleuse": uses},
        "stays": {
            "audit.auditevent": {"entries": entries_about(gone), "why": WHY_LEFT[AUDIT]},
            **{what: {"why": why} for what, why in WHY_LEFT.items() if what != AUDIT},
        },
    }
    return certified(content)


AUDIT, HISTORY = "audit.auditevent", "admin.logentry"


def locked(ids: list[int]) -> list[int]:
    """The first lock of every flow, in the order of the keys."""
    rows = Conversation.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def take_packages_away(ids: list[int]) -> None:
    """Those that hold one of these conversations and wait to be fetched."""
    for row in DataRequest.objects.select_for_update().filter(state=DataRequest.State.READY):
        if set(row.conversations) & set(ids):
            row.parts.all().delete()
            row.state = DataRequest.State.EXPIRED
            row.save(update_fields=["state"])


def write_over(found: list[Mention]) -> Counter[str]:
    """How many texts were written over, by table and column."""
    done: Counter[str] = Counter()
    drafts = set()
    for each in found:
        each.model._base_manager.filter(pk=each.pk).update(**{each.column: each.without})
        done[f"{each.model._meta.label_lower}.{each.column}"] += 1
        if each.model is ArticleVersion:
            drafts.add(each.pk)
    for version in ArticleVersion.objects.filter(pk__in=drafts):
        # An editor whose page shows the former text is told that it changed.
        version.content_hash = publishing.content_hash(version)
        version.revision += 1
        version.save(update_fields=["content_hash", "revision"])
    return done


def forget_history(gone: dict[str, list[Any]]) -> int:
    """The office's history of these rows."""
    forgotten = 0
    for label, keys in gone.items():
        kind = ContentType.objects.get_for_model(model_of(label))
        for some in in_parts(keys):
            rows = LogEntry.objects.filter(content_type=kind, object_id__in=some)
            forgotten += deletion.delete_rows(LogEntry, list(rows.values_list("pk", flat=True)))
    return forgotten


def entries_about(gone: dict[str, list[Any]]) -> int:
    found = 0
    for label, keys in gone.items():
        for some in in_parts(keys):
            about = Q(object_type=label, object_id__in=some)
            found += AuditEvent.objects.filter(about).count()
    return found


def in_parts(keys: list[Any]) -> list[list[str]]:
    texts = [str(key) for key in keys]
    return [texts[at : at + KEYS_AT_ONCE] for at in range(0, len(texts), KEYS_AT_ONCE)]


def certified(content: dict[str, Any]) -> ErasureCertificate:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    certificate = ErasureCertificate.objects.create(
        number=content["number"],
        by_name=content["by"],
        reason=content["reason"],
        subject=content["subject"],
        content=text,
        sha256=sha256,
    )
    told = {"said": "a person's data was erased", "rows": content["rows"], "sha256": sha256}
    record(
        Action.DELETE,
        "chat.erasurecertificate",
        certificate.pk,
        reason=content["reason"],
        actor_name=content["by"],
        details=told,
    )
    return certificate
