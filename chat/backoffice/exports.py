"""Conversations taken out of the house: as JSON lines, as CSV, on paper. Each time on record.

What leaves is the transcript as it is kept, masked, with the articles that it cites. A
conversation is named by its key and by its session's mark; the session's own name may be all
that it takes to read it, and stays here.
"""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.db import transaction

from aicc.audit import recording as audit
from aicc.platform.unicode import dumps
from chat import pseudonyms
from chat.backoffice import risk_flags
from chat.backoffice.masked_forms import masked_query
from chat.models import Conversation, Export, Message
from chat.pii import mask

MOST = 1_000  # conversations at once
COLUMNS = ("conversation", "number", "time", "sender", "agent", "text", "sources")
# A spreadsheet would run a cell that begins so.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def entries_of(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The transcripts of these conversations, as they leave the house. One query."""
    entries: dict[int, list[dict[str, Any]]] = defaultdict(list)
    messages = Message.objects.filter(conversation__in=list(ids))
    for message in messages.order_by("conversation_id", "seq"):
        entries[message.conversation_id].append(entry(message))
    return entries


def entry(message: Message) -> dict[str, Any]:
    data = message.data or {}
    names = ("article_id", "version", "page", "quote")
    cited = data.get("source_documents") or ()
    return {
        "number": message.seq,
        "time": utc(message.created_at),
        "sender": message.sender,
        "agent": message.agent_name,
        "text": message.text,
        "engine": data.get("engine", ""),
        "sources": [{name: each.get(name) for name in names} for each in cited],
    }


def utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def digest(entries: list[dict[str, Any]]) -> str:
    """SHA-256 of a transcript: of its entries as JSON lines, keys sorted, in UTF-8."""
    return hashlib.sha256(json_lines(entries)).hexdigest()


def json_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(dumps(row, option=orjson.OPT_SORT_KEYS) + b"\n" for row in rows)


def whole(row: Conversation, entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "conversation": row.pk,
        "session_mark": pseudonyms.of_session(row.session_id),
        "language": row.language,
        "started": utc(row.started_at),
        "last_message": utc(row.last_message_at),
        "owner": row.owner,
        "intent": row.intent,
        "triage": row.triage,
        "category": row.category,
        "sentiment": row.sentiment,
        "outcome": row.outcome,
        "score": row.score,
        "signs": [sign.name for sign in risk_flags.RiskFlag if row.signs & sign],
        "reviewed": utc(row.reviewed_at),
        "entries": entries,
        "sha256": digest(entries),
    }


def as_json_lines(rows: list[Conversation]) -> bytes:
    """A line for each conversation."""
    entries = entries_of(row.pk for row in rows)
    return json_lines(whole(row, entries[row.pk]) for row in rows)


def as_csv(rows: list[Conversation]) -> bytes:
    """A line for each entry, with the mark at the front by which Excel knows UTF-8."""
    entries = entries_of(row.pk for row in rows)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in rows:
        for said in entries[row.pk]:
            cited = "; ".join(f"{it['article_id']} v{it['version']}" for it in said["sources"])
            cells = (said["time"], said["sender"], said["agent"], said["text"], cited)
            writer.writerow((row.pk, said["number"], *map(harmless, cells)))
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


WRITERS = {Export.Format.JSONL: as_json_lines, Export.Format.CSV: as_csv}


@transaction.atomic
def take(
    rows: list[Conversation], by: User, *, kind: str, reason: str, selection: str = ""
) -> tuple[bytes, Export]:
    """These conversations as a file, and the record that they were taken; both or neither.

    kind: `jsonl` or `csv`. rows: at most MOST. reason: 1 to 500 characters, masked.
    """
    body = WRITERS[Export.Format(kind)](rows)
    ids = [row.pk for row in rows]
    return body, record(
        ids, by, kind, hashlib.sha256(body).hexdigest(), reason=reason, selection=selection
    )


@transaction.atomic
def record(
    ids: list[int], by: User, kind: str, sha256: str, *, reason: str = "", selection: str = ""
) -> Export:
    """The export's own row, and its entry in the audit log; both or neither."""
    row = Export.objects.create(
        by=by,
        format=kind,
        reason=mask(reason)[:500],
        selection=masked_query(selection)[:500],
        conversations=ids,
        count=len(ids),
        sha256=sha256,
    )
    action = audit.Action.PRINT if kind == Export.Format.PRINT else audit.Action.EXPORT
    told = {"export": row.pk, "format": kind, "conversations": ids, "sha256": sha256}
    object_id = ids[0] if len(ids) == 1 else ""
    audit.record(action, "chat.conversation", object_id, reason=reason, user=by, details=told)
    return row
