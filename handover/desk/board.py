"""The desks' boards: who waits, what each agent has in hand, and who is there.

Every move of the queue changes the board of every desk. They are read together: what all desks
of a server show costs the same nine queries as what one of them shows, and the same rows
whether fifty people wait or five thousand. A board is a first page and counts; further pages
are looked up by whoever wants to see them (`board_pages`).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from chat.protocol.frame_size import KIB, fitting
from chat.protocol.outgoing import iso
from handover.desk import cards
from handover.desk.visibility import Viewer
from handover.models import AgentProfile, Handover, Team
from handover.queue import ownership, presence, queue

MOST_WAITING = 50  # on a page; the count says how many there are
# What a board's lists may take of a frame, whatever stands in them.
WAITING_BYTES, MINE_BYTES, COLLEAGUES_BYTES, TEAMS_BYTES = 28 * KIB, 16 * KIB, 8 * KIB, 8 * KIB
UNKNOWN = {"presence": AgentProfile.Presence.AWAY, "presence_since": None}
Status = Handover.Status
Cards = dict[int, dict[str, Any]]  # by handover


class Waits(NamedTuple):
    """One of the first who wait for a team, or for anybody."""

    rank_at: datetime
    handover: int
    team_id: int | None
    team_count: int  # who wait for the same


def boards(viewers: list[Viewer]) -> list[dict[str, Any]]:
    """The board of each of these desks. Nine queries, or seven where nobody is shown."""
    keys = {viewer.key for viewer in viewers}
    line = first_in_line()
    lines = {viewer.key: in_line_for(viewer, line) for viewer in viewers}
    shown = {each.handover for waiting in lines.values() for each in waiting[:MOST_WAITING]}
    waiting_cards = cards_of(Handover.objects.filter(pk__in=shown, status=Status.WAITING))
    mine = in_hand(keys)
    there = colleagues()
    presences = presences_of(keys)
    teams = list(Team.objects.order_by("name").values("id", "name"))
    same = {
        "type": "queue",
        "now": iso(timezone.now()),
        "teams": fitting(teams, TEAMS_BYTES),
        "teams_count": len(teams),
    }
    return [
        same
        | presences.get(viewer.key, UNKNOWN)
        | first_page(lines[viewer.key], waiting_cards)
        | listed("mine", mine[viewer.key], MINE_BYTES)
        | listed(
            "colleagues", [each for each in there if each["id"] != viewer.key], COLLEAGUES_BYTES
        )
        for viewer in viewers
    ]


def presences_of(keys: set[int]) -> dict[int, dict[str, Any]]:
    rows = AgentProfile.objects.filter(user__in=keys)
    found = rows.values_list("user_id", "presence", "presence_since")
    return {
        key: {"presence": presence, "presence_since": cards.moment(since)}
        for key, presence, since in found
    }


def listed(name: str, items: list[Any], most_bytes: int) -> dict[str, Any]:
    """A list as far as it fits, and how long it is."""
    return {name: fitting(items, most_bytes), f"{name}_count": len(items)}


def first_in_line() -> list[Waits]:
    """The first MOST_WAITING for each team and for anybody, the next one first. One query."""
    place = Window(RowNumber(), partition_by=F("team_id"), order_by=[F("rank_at"), F("id")])
    count = Window(Count("id"), partition_by=F("team_id"))
    rows = queue.waiting().order_by().annotate(place=place, count=count)
    first = rows.filter(place__lte=MOST_WAITING)
    return sorted(Waits(*row) for row in first.values_list("rank_at", "pk", "team_id", "count"))


def in_line_for(viewer: Viewer, line: Sequence[Waits]) -> list[Waits]:
    """Who of these this person may look at: as `visibility.handovers` has it."""
    return [
        each
        for each in line
        if viewer.may_read_all or each.team_id is None or each.team_id == viewer.team_id
    ]


def first_page(line: Sequence[Waits], known: Cards) -> dict[str, Any]:
    """The first page of who waits for somebody, and how many do."""
    first = [each.handover for each in line[:MOST_WAITING]]
    # Or it was taken between two queries.
    waiting = [known[handover] for handover in first if handover in known]
    counts = {each.team_id: each.team_count for each in line}
    return {"waiting": fitting(waiting, WAITING_BYTES), "waiting_count": sum(counts.values())}


def cards_of(rows: QuerySet[Handover]) -> Cards:
    joined = rows.select_related("conversation", "team").prefetch_related("conversation__labels")
    return {row.pk: cards.board_card(row) for row in joined}


def in_hand(keys: set[int]) -> dict[int, list[dict[str, Any]]]:
    """What each of these agents has in hand, the longest first."""
    claimed = Handover.objects.filter(status=Status.CLAIMED, agent__in=keys)
    found = defaultdict(list)
    for card in cards_of(claimed.order_by("claimed_at")).values():
        found[card["agent"]].append(card)
    return found


def colleagues() -> list[dict[str, Any]]:
    """Who is present, so that a conversation can be given to them. Two queries."""
    rows = list(
        presence.present().select_related("user", "team").order_by("user__first_name", "user_id")
    )
    loads = presence.loads_of([row.user_id for row in rows])
    return [
        {
            "id": row.user_id,
            "name": ownership.name_of(row.user),
            "team": row.team.name if row.team else None,
            "capacity": row.capacity,
            "load": loads[row.user_id],
        }
        for row in rows
    ]
