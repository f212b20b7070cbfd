"""Purging what its retention is over, beside the turns: small batches, each a transaction.

What went is counted by the transaction that deletes it, so a run that is killed loses no count;
the next one goes on with it. Every batch asks again, under the conversations' locks, whether a
hold or somebody's work keeps them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from aicc.audit.recording import Action, operator, record
from aicc.personal_data import deletion, holds
from aicc.personal_data.retention import IN_USE, TREES, Kind, Tree, cutoffs
from aicc.platform.db import with_retries
from chat.models import Conversation, PurgeRun

MOST_CONVERSATIONS = 20  # in a batch
MOST_ENTRIES = 400  # of their transcripts in a batch; a longer conversation goes alone
MOST_ROWS = 200  # of the other classes in a batch
REST = 1.0  # after a batch, by what it took: customers have the database half of the time
COUNTED = (*Kind,)
OVERDUE = timedelta(days=7)  # a daily job is then missed by nobody's holiday
RUN = "chat.purgerun"

Told = Callable[[str, int], None]  # a table and how many of its rows a batch took


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would delete now. counts: by class and table."""

    cutoffs: dict[Kind, datetime]
    counts: dict[str, dict[str, int]]
    held: int
    in_use: int


def plan(now: datetime, kinds: tuple[Kind, ...] = COUNTED) -> Plan:
    """Counted, and nothing is changed."""
    wanted = {kind: at for kind, at in cutoffs(now).items() if kind in kinds}
    counts: dict[str, dict[str, int]] = {}
    for tree in TREES:
        if tree.kind in wanted:
            rows = rows_of_its_own(tree, wanted)
            of_class = counts.setdefault(tree.kind.value, {})
            add(of_class, {tree.label: rows.count()})
            add(of_class, {part.label: part.rows(keys(rows)).count() for part in tree.parts})
    held, in_use = kept(wanted)
    return Plan(wanted, counts, held, in_use)


def row_count(now: datetime, kinds: tuple[Kind, ...] = COUNTED) -> int:
    """How many rows a run goes through, without what hangs on them: a query for each tree."""
    wanted = {kind: at for kind, at in cutoffs(now).items() if kind in kinds}
    return sum(rows_of_its_own(t, wanted).count() for t in TREES if t.kind in wanted)


def is_overdue(now: datetime) -> bool:
    """Whether conversations have stayed for days after they should have gone. One query."""
    cutoff = cutoffs(now).get(Kind.CONVERSATIONS)
    return cutoff is not None and TREES[0].due(cutoff - OVERDUE).exists()


def rows_of_its_own(tree: Tree, wanted: dict[Kind, datetime]) -> QuerySet[Any]:
    """What is due, without what has gone with its conversation by then."""
    rows = tree.due(wanted[tree.kind])
    if tree.conversation and Kind.CONVERSATIONS in wanted:
        gone = TREES[0].due(wanted[Kind.CONVERSATIONS])
        rows = rows.exclude(**{f"{tree.conversation}__in": keys(gone)})
    return rows


def keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values("pk")


def kept(wanted: dict[Kind, datetime]) -> tuple[int, int]:
    """How many conversations whose time is over stay: held, and in somebody's hands."""
    if Kind.CONVERSATIONS not in wanted:
        return 0, 0
    over = TREES[0].over(wanted[Kind.CONVERSATIONS])
    held = over.filter(holds.is_held())
    return held.count(), over.filter(IN_USE).exclude(holds.is_held()).count()


def run(
    now: datetime,
    kinds: tuple[Kind, ...] = COUNTED,
    *,
    tell: Told = lambda label, count: None,
    rest: float = REST,
) -> PurgeRun:
    """Go on with the run that broke off, or begin one; the run when it is over.

    rest: seconds of pause for each second of work.
    """
    current = with_retries(begin, now, kinds)
    limits = cutoffs_of(current, now)
    for tree in TREES:
        if tree.kind in limits:
            purge_tree(current.pk, tree, limits[tree.kind], tell, rest)
    sweep(current.pk)
    return with_retries(finish, current.pk, limits)


@transaction.atomic
def begin(now: datetime, kinds: tuple[Kind, ...]) -> PurgeRun:
    current = PurgeRun.objects.select_for_update().filter(ended_at=None).order_by("pk").first()
    if current is not None:
        return current
    wanted = {kind.value: at.isoformat() for kind, at in cutoffs(now).items() if kind in kinds}
    nothing: dict[str, dict[str, int]] = {kind: {} for kind in wanted}
    for tree in TREES:
        if tree.kind.value in wanted:
            tables = (tree.label, *(part.label for part in tree.parts))
            add(nothing[tree.kind.value], dict.fromkeys(tables, 0))
    current = PurgeRun.objects.create(by_name=operator(), cutoffs=wanted, counts=nothing)
    told = {"said": "a purge began", "cutoffs": wanted}
    record(Action.DELETE, RUN, current.pk, actor_name=operator(), details=told)
    return current


def cutoffs_of(current: PurgeRun, now: datetime) -> dict[Kind, datetime]:
    """The run's own, and none later than what the settings say by now: what is kept longer since
    it broke off is kept longer.
    """
    began = {Kind(kind): datetime.fromisoformat(at) for kind, at in current.cutoffs.items()}
    today = cutoffs(now)
    return {kind: min(at, today[kind]) for kind, at in began.items() if kind in today}


def purge_tree(run_id: int, tree: Tree, cutoff: datetime, tell: Told, rest: float) -> None:
    """Batch by batch in the order of the keys, up to the highest there is now."""
    due, mark = tree.due(cutoff), None
    top = due.aggregate(top=Max("pk"))["top"]
    if top is None:
        return
    while some := next_batch(tree, due, mark, top):
        began = time.monotonic()
        gone = with_retries(purge_batch, run_id, tree, some, cutoff)
        tell(tree.label, gone)
        mark = some[-1]
        time.sleep(rest * (time.monotonic() - began))


def next_batch(tree: Tree, due: QuerySet[Any], mark: Any, top: Any) -> list[Any]:
    rows = due.filter(pk__lte=top).order_by("pk")
    if mark is not None:
        rows = rows.filter(pk__gt=mark)
    if not tree.is_conversations:
        return list(rows.values_list("pk", flat=True)[:MOST_ROWS])
    found: list[int] = []
    entries = 0
    for pk, length in rows.values_list("pk", "head_seq")[:MOST_CONVERSATIONS]:
        entries += length
        if found and entries > MOST_ENTRIES:
            break
        found.append(pk)
    return found


@transaction.atomic
def purge_batch(run_id: int, tree: Tree, some: list[Any], cutoff: datetime) -> int:
    """Those of these rows that are still due; how many."""
    lock_conversations(tree, some)
    due = tree.due(cutoff).filter(pk__in=some).order_by("pk")
    roots = list(due.values_list("pk", flat=True))
    if not roots:
        return 0
    if tree.is_conversations:
        gone = deletion.delete_conversations(roots)
    else:
        gone = deletion.delete_parts(tree.parts, roots)
        deletion.delete_rows(tree.model, roots)
        gone[tree.label] = roots
    current = PurgeRun.objects.select_for_update().get(pk=run_id)
    add(
        current.counts.setdefault(tree.kind.value, {}),
        {label: len(each) for label, each in gone.items()},
    )
    if tree.is_conversations:
        current.blocks = sorted({*current.blocks, *deletion.blocks_of(roots)})
    current.save(update_fields=["counts", "blocks"])
    return len(roots)


def lock_conversations(tree: Tree, some: list[Any]) -> None:
    """The first lock of every flow; whoever places a hold takes it too."""
    if tree.conversation is None:
        return
    name = f"{tree.conversation}_id" if tree.conversation else "pk"
    ids = tree.model._base_manager.filter(pk__in=some).values_list(name, flat=True)
    rows = Conversation.objects.select_for_update().filter(pk__in=sorted(set(ids)))
    list(rows.order_by("pk").values_list("pk"))


def sweep(run_id: int) -> None:
    """What points to conversations that are gone. Harmless to repeat."""
    blocks = PurgeRun.objects.values_list("blocks", flat=True).get(pk=run_id)
    swept = {"chat.gramblock": 0, "chat.articleuse": 0}
    for block in blocks:
        # One at a time: the server that keeps the index up goes on in between.
        with deletion.index_to_oneself():
            swept["chat.gramblock"] += deletion.sweep_block(block)
    swept["chat.articleuse"] = deletion.sweep_article_uses()
    swept["admin.logentry"] = deletion.sweep_history()
    with_retries(note_swept, run_id, swept)


@transaction.atomic
def note_swept(run_id: int, swept: dict[str, int]) -> None:
    current = PurgeRun.objects.select_for_update().get(pk=run_id)
    add(current.counts.setdefault("swept", {}), swept)
    current.blocks = []
    current.save(update_fields=["counts", "blocks"])


@transaction.atomic
def finish(run_id: int, limits: dict[Kind, datetime]) -> PurgeRun:
    current = PurgeRun.objects.select_for_update().get(pk=run_id)
    if current.ended_at is not None:  # another process came first
        return current
    current.held, current.in_use = kept(limits)
    current.ended_at = timezone.now()
    current.save(update_fields=["held", "in_use", "ended_at"])
    record(
        Action.DELETE,
        RUN,
        current.pk,
        actor_name=operator(),
        details={"said": "a purge ended", **report(current)},
    )
    return current


def report(current: PurgeRun) -> dict[str, Any]:
    return {
        "run": current.pk,
        "started_at": current.started_at.isoformat(),
        "ended_at": current.ended_at.isoformat() if current.ended_at else None,
        "by": current.by_name,
        "cutoffs": current.cutoffs,
        "deleted": current.counts,
        "kept": {"held": current.held, "in_use": current.in_use},
    }


def add(counts: dict[str, int], more: dict[str, int]) -> None:
    """Into `counts`; a table of which nothing went is named as well."""
    for label, number in more.items():
        counts[label] = counts.get(label, 0) + number
