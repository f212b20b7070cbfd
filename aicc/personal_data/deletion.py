"""Deleting conversations with everything that belongs to them, and sweeping what points there.

Rows go by statements on their keys: no signal is sent, because what signals record of a change
would write into the audit log what is to be gone.
"""

import secrets
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model

from aicc.personal_data.inventory import (
    CONVERSATION,
    LABELS_OF_CONVERSATION,
    OF_CONVERSATION,
    Part,
    model_of,
)
from aicc.platform import bulk_sql
from aicc.platform.errors import Unavailable
from chat.backoffice import indexer, search
from chat.models import ArticleUse, CitationMark, Conversation, GramBlock, Upkeep
from handover import reporting

AT_ONCE = 500  # keys in a statement
BLOCK_ROWS = 1_000  # rows of the search index read at once
HISTORY_ROWS = 1_000  # entries of the office's history
LEASE_SECONDS = 60.0  # the longest wait for the server that keeps the index up

Gone = Counter[str]


def delete_rows(model: type[Model], keys: Collection[Any]) -> int:
    """The rows with these keys; how many there were."""
    wanted, gone = list(keys), 0
    meta = model._meta
    table, key = bulk_sql.named(meta.db_table), bulk_sql.named(str(meta.pk.column))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        places = bulk_sql.placeholders(len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE {key} IN ({places})",  # noqa: S608  (a model's names)
                some,
            )
            gone += cursor.rowcount
    return gone


def delete_parts(parts: Iterable[Part], roots: Collection[Any]) -> dict[str, list[Any]]:
    """What belongs to these roots; the keys that went, by table."""
    gone = {}
    for part in parts:
        keys = list(part.rows(roots).order_by().values_list("pk", flat=True))
        delete_rows(part.model, keys)
        gone[part.label] = keys
    return gone


def delete_conversations(ids: Collection[int]) -> dict[str, list[Any]]:
    """These conversations and all that belongs to them; the keys that went, by table.

    To be called in a transaction that has locked them. Their figures stay.
    """
    reporting.keep_figures_of(ids)
    gone = delete_parts(OF_CONVERSATION, ids)
    delete_rows(Conversation, ids)
    return gone | {CONVERSATION: list(ids)}


# --- What points to a conversation without being its own --------------------------------


@contextmanager
def index_to_oneself() -> Iterator[None]:
    """The search index, kept up by nobody else meanwhile. Raises Unavailable."""
    Upkeep.objects.get_or_create(pk=1, defaults={"seen_until": indexer.BEGINNING})
    lease, end = secrets.token_hex(16), time.monotonic() + LEASE_SECONDS
    while not indexer.take(lease):
        if time.monotonic() > end:
            raise Unavailable(retry_after=60)
        time.sleep(0.1)
    try:
        yield
    finally:
        Upkeep.objects.filter(pk=1, lease=lease).update(lease="", lease_until=None)


def blocks_of(ids: Iterable[int]) -> set[int]:
    return {pk // search.BLOCK for pk in ids}


def sweep_block(block: int) -> int:
    """Take conversations that are gone out of a block of the index; rows that changed or went.

    To be called with the index to oneself.
    """
    first = block * search.BLOCK
    there = Conversation.objects.filter(pk__gte=first, pk__lt=first + search.BLOCK)
    alive = sum(1 << (pk - first) for pk in there.values_list("pk", flat=True))
    rows = GramBlock.objects.filter(block=block)
    if not alive:
        return delete_rows(GramBlock, list(rows.values_list("pk", flat=True)))
    changed, last = 0, 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:BLOCK_ROWS]):
        last = some[-1].pk
        changed += keep_alive(some, alive)
    return changed


@transaction.atomic
def keep_alive(rows: list[GramBlock], alive: int) -> int:
    kept = [(row, bits := search.number(row.bits), bits & alive) for row in rows]
    empty = [row.pk for row, _, left in kept if not left]
    fewer = [row for row, bits, left in kept if left and left != bits]
    for row in fewer:
        row.bits = search.written(search.number(row.bits) & alive)
    GramBlock.objects.bulk_update(fewer, ["bits"], batch_size=AT_ONCE)
    return len(fewer) + delete_rows(GramBlock, empty)


@transaction.atomic
def sweep_article_uses() -> int:
    """Take conversations that are gone out of what articles answered last; counts stay as they
    were. How many articles that changed.
    """
    # Whoever counts citations holds this lock, and would write back what it has read.
    CitationMark.objects.select_for_update().get_or_create(pk=1)
    changed = 0
    for use in ArticleUse.objects.exclude(recent=[]).only("recent"):
        named = {conversation for conversation, _ in use.recent}
        there = set(Conversation.objects.filter(pk__in=named).values_list("pk", flat=True))
        if there != named:
            use.recent = [pair for pair in use.recent if pair[0] in there]
            use.save(update_fields=["recent"])
            changed += 1
    return changed


def types_of_conversations() -> dict[int, type[Model]]:
    """The tables of a conversation as the office's history names them."""
    models = [model_of(label) for label in LABELS_OF_CONVERSATION]
    found = ContentType.objects.get_for_models(*models)
    return {kind.pk: model for model, kind in found.items()}


def sweep_history() -> int:
    """The office's history of rows that are gone; how many entries went."""
    models, gone, last = types_of_conversations(), 0, 0
    entries = LogEntry.objects.filter(content_type__in=models).order_by("pk")
    columns = ("pk", "content_type", "object_id")
    while some := list(entries.filter(pk__gt=last).values_list(*columns)[:HISTORY_ROWS]):
        last = some[-1][0]
        orphans: list[int] = []
        for kind, model in models.items():
            named = {key: pk for pk, of, key in some if of == kind}
            if named:
                there = {
                    str(key)
                    for key in model._base_manager.filter(pk__in=list(named)).values_list(
                        "pk", flat=True
                    )
                }
                orphans += [pk for pk, of, key in some if of == kind and key not in there]
        gone += delete_rows(LogEntry, orphans)
    return gone
