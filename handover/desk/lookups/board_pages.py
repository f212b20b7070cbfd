"""What stands behind the first page of a desk's lists, for whoever turns it."""

from typing import Any

from django.db.models import Q, QuerySet

from aicc.platform.errors import NotFound
from handover.callbacks import calls
from handover.desk import board, cards, conversation_history, visibility
from handover.desk.visibility import Viewer
from handover.models import Handover, Team

PAGE = 50
MOST_CANNED = 2000
MOST_IN_HAND = 500
MOST_FOUND = 20  # colleagues and teams of one search


def waiting(viewer: Viewer, after: int | None) -> dict[str, Any]:
    """Who waits behind this handover, wherever that is now; None: the first. Raises NotFound."""
    line = visibility.handovers(viewer).filter(status=Handover.Status.WAITING)
    line = line.order_by("rank_at", "pk")
    behind = behind_of(Handover.objects.all(), after, "rank_at")
    rows = line.filter(behind)[: PAGE + 1]
    found = list(board.cards_of(rows).values())
    return {
        "waiting": found[:PAGE],
        "waiting_count": line.count(),
        "has_more": len(found) > PAGE,
    }


def behind_of(rows: QuerySet[Any], key: int | None, order: str) -> Q:
    """What follows the row with this key, in this order and then by key; None: everything.

    Raises NotFound.
    """
    if key is None:
        return Q()
    place = rows.filter(pk=key).values_list(order, "pk").first()
    if place is None:
        raise NotFound
    return Q(**{f"{order}__gt": place[0]}) | Q(**{order: place[0], "pk__gt": place[1]})


def mine(viewer: Viewer) -> dict[str, Any]:
    """All that somebody has in hand, the longest first."""
    found = board.in_hand({viewer.key})[viewer.key]
    return {"mine": found[:MOST_IN_HAND], "mine_count": len(found)}


def call_backs(viewer: Viewer, after: int | None) -> dict[str, Any]:
    """The requests behind this one. Raises NotFound; nothing for whoever may only look."""
    if not viewer.may_work:
        return {"call_backs": [], "has_more": False}
    rows = calls.listed(visibility.call_backs(viewer))
    behind = behind_of(rows.model.objects.all(), after, "window_from")
    found = [calls.card(row) for row in rows.filter(behind)[: PAGE + 1]]
    return {"call_backs": found[:PAGE], "has_more": len(found) > PAGE}


def notes(viewer: Viewer, handover: int, before: int | None) -> dict[str, Any]:
    """The notes of a handover before this one, the oldest of them first; None: the newest.

    Raises NotFound.
    """
    row = visibility.find(viewer, handover)
    older = conversation_history.notes(row.conversation_id)
    if before is not None:
        older = older.filter(pk__lt=before)
    found = [cards.note_of(note) for note in older[: PAGE + 1]]
    return {"notes": found[:PAGE][::-1], "has_more": len(found) > PAGE}


def canned(viewer: Viewer) -> dict[str, Any]:
    """All the sentences that somebody need not type."""
    rows = visibility.canned_for(viewer)
    return {"canned": list(rows.values("shortcut", "language", "text")[:MOST_CANNED])}


def labels() -> dict[str, Any]:
    """All of the bank's labels."""
    return {"labels": list(visibility.labels()[:MOST_CANNED])}


def receivers(viewer: Viewer, query: str) -> dict[str, Any]:
    """To whom a conversation may be given: present colleagues and teams with these letters."""
    wanted = query.casefold()
    there = [
        each
        for each in board.colleagues()
        if each["id"] != viewer.key and wanted in each["name"].casefold()
    ]
    teams = Team.objects.filter(name__icontains=query).order_by("name").values("id", "name")
    return {"colleagues": there[:MOST_FOUND], "teams": list(teams[:MOST_FOUND])}
