"""One person's data as a package: every row in every table, a transcript to read, and a manifest
with the hash of each file. Masked as it is kept.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from aicc.audit.recording import Action, operator, record
from aicc.personal_data.inventory import CONVERSATION, OF_CONVERSATION, SECRET, model_of
from aicc.personal_data.subject import Subject, mentions
from aicc.platform.errors import Invalid
from chat.models import Conversation, Message
from chat.pii import mask

SHORTEST_REASON = 5
LEFT_OUT = {
    "handover.callback.number_sealed": "a sealed number; its last digits are in number_end",
    "chat.conversation.epoch, token_version": "they are part of what opens the conversation",
    "audit.auditevent": "who looked at the data: given out by the auditor, by export_audit",
}


@dataclass(frozen=True, slots=True)
class Package:
    """body: the ZIP. manifest: as it stands in it."""

    body: bytes
    manifest: dict[str, Any]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def checked(reason: str) -> str:
    """Masked. Raises Invalid."""
    words = mask(reason.strip())[:500]
    if len(words) < SHORTEST_REASON:
        raise Invalid(_("Say why, in a sentence."))
    return words


@transaction.atomic
def take(subject: Subject, reason: str, by: str = "") -> Package:
    """The package, and the entry in the audit log that it was taken; both or neither.

    by: who asked for it; blank: whoever runs the command. Raises Invalid.
    """
    why, by = checked(reason), by or operator()
    tables = tables_of(subject.ids)
    named = [
        {"table": each.model._meta.label_lower, "column": each.column, "row": each.pk,
         "text": each.text}
        for each in mentions(subject)
    ]  # fmt: skip
    files = {
        "data.json": as_json({"tables": tables, "mentions": named}),
        "transcript.txt": transcript(subject.ids).encode(),
    }
    manifest = {
        "made_at": timezone.now().isoformat(),
        "by": by,
        "reason": why,
        "found_by": subject.asked.kinds(),
        "conversations": len(subject.ids),
        "rows": {label: len(rows) for label, rows in tables.items()},
        "mentions": len(named),
        "left_out": LEFT_OUT,
        "files": {
            name: {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, body in files.items()
        },
    }
    made = Package(zipped({"manifest.json": as_json(manifest), **files}), manifest)
    told = {
        "said": "a person's data was taken",
        "found_by": subject.asked.kinds(),
        "conversations": subject.ids,
        "sha256": made.sha256,
    }
    record(Action.EXPORT, CONVERSATION, reason=why, actor_name=by, details=told)
    return made


def tables_of(ids: list[int]) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of these conversations, by table."""
    found = {
        CONVERSATION: [
            as_row(CONVERSATION, row)
            for row in Conversation.objects.filter(pk__in=ids).order_by("pk")
        ]
    }
    for part in reversed(OF_CONVERSATION):
        rows = part.rows(ids).order_by("pk")
        found[part.label] = [as_row(part.label, row) for row in rows]
    return found


def as_row(label: str, row: Model) -> dict[str, Any]:
    left_out = SECRET.get(label, set())
    return {
        field.attname: field.value_from_object(row)
        for field in model_of(label)._meta.concrete_fields
        if field.name not in left_out
    }


def transcript(ids: list[int]) -> str:
    """What was said, to be read."""
    parts = []
    messages = Message.objects.filter(conversation__in=ids).order_by("conversation", "seq")
    said: dict[int, list[Message]] = {pk: [] for pk in ids}
    for message in messages:
        said[message.conversation_id].append(message)
    for row in Conversation.objects.filter(pk__in=ids).order_by("started_at", "pk"):
        with override(row.language):
            began = timezone.localtime(row.started_at)
            head = f"{gettext('Conversation')} {row.pk} · {began:%Y-%m-%d %H:%M}"
            lines = [line_of(message) for message in said[row.pk]]
        parts.append("\n".join([head, "=" * len(head), *lines]))
    return "\n\n".join(parts) + "\n"


def line_of(message: Message) -> str:
    at = timezone.localtime(message.created_at)
    who = message.agent_name or message.get_sender_display()
    return f"{message.seq:>4}  {at:%Y-%m-%d %H:%M:%S}  {who}: {message.text}"


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in files.items():
            package.writestr(name, body)
    return room.getvalue()
