"""The desks' boards: who waits, what each agent has in hand, and who is there.

Every move of the queue changes the board of every desk. They are read together: what all desks
of a server show costs the same seven queries as what one of them shows.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from chat.protocol.outgoing import iso
from handover.desk import protocol
from handover.desk.visibility import Viewer
from handover.models import AgentProfile, Handover, Team
from handover.queue import presence, queue

MOST_WAITING = 100  # shown; the count says how many more there are
Status = Handover.Status
Cards = dict[int, dict[str, Any]]  # by handover


def boards(viewers: list[Viewer]) -> list[dict[str, Any]]:
    """The board of each of these desks. Seven queries, always."""
    keys = {viewer.key for viewer in viewers}
    line = list(queue.waiting().values_list("pk", "team_id"))
    lines = {viewer.key: in_line_for(viewer, line) for viewer in viewers}
    shown = {pk for waiting in lines.values() for pk in waiting[:MOST_WAITING]}
    waiting_cards = cards(Handover.objects.filter(pk__in=shown, status=Status.WAITING))
    mine = in_hand(keys)
    there = colleagues()
    presences = dict(AgentProfile.objects.filter(user__in=keys).values_list("user_id", "presence"))
    same = {
        "type": "queue",
        "now": iso(timezone.now()),
        "teams": list(Team.objects.order_by("name").values("id", "name")),
    }
    return [
        same
        | {
            "presence": presences.get(viewer.key, AgentProfile.Presence.AWAY),
            "waiting": [
                waiting_cards[pk]
                for pk in lines[viewer.key][:MOST_WAITING]
                if pk in waiting_cards  # or it was taken between two queries
            ],
            "waiting_count": len(lines[viewer.key]),
            "mine": mine[viewer.key],
            "colleagues": [each for each in there if each["id"] != viewer.key],
        }
        for viewer in viewers
    ]


def in_line_for(viewer: Viewer, line: Sequence[tuple[int, int | None]]) -> list[int]:
    """Who of all that wait this person may look at: as `sight.handovers` has it."""
    return [
        pk
        for pk, team_id in line
        if viewer.may_read_all or team_id is None or team_id == viewer.team_id
    ]


def cards(rows: QuerySet[Handover]) -> Cards:
    return {row.pk: protocol.card(row) for row in rows.select_related("conversation", "team")}


def in_hand(keys: set[int]) -> dict[int, list[dict[str, Any]]]:
    """What each of these agents has in hand, the longest first."""
    claimed = Handover.objects.filter(status=Status.CLAIMED, agent__in=keys)
    found = defaultdict(list)
    for card in cards(claimed.order_by("claimed_at")).values():
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
            "name": queue.name_of(row.user),
            "team": row.team.name if row.team else None,
            "capacity": row.capacity,
            "load": loads[row.user_id],
        }
        for row in rows
    ]
