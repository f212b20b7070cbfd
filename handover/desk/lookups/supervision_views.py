"""What a supervisor looks at before taking anything: the assistant's conversations, the agents'
and who is at work.
"""

from typing import Any

from django.http import HttpRequest

from aicc.platform.db import in_db
from aicc.platform.errors import NotAllowed, NotFound
from chat import transcript
from chat.models import Message
from chat.protocol import outgoing
from handover.desk import cards, supervision, visibility
from handover.desk.lookups.board_pages import PAGE, behind_of
from handover.desk.lookups.views import key_in, looked_up, query_in
from handover.desk.visibility import Viewer
from handover.models import AgentProfile, Handover
from handover.queue import ownership, presence

MOST_AGENTS = 500


@looked_up
async def live(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """The assistant's conversations that `?q=` names, or all that are alive."""
    if not viewer.may_pull:
        raise NotAllowed
    return {"conversations": await in_db(live_for)(viewer, query_in(request))}


def live_for(viewer: Viewer, query: str) -> list[dict[str, Any]]:
    return supervision.live(visibility.conversations(viewer), query)


@looked_up
async def preview(request: HttpRequest, viewer: Viewer, conversation: int) -> dict[str, Any]:
    """What was said in a conversation before `?before=`, or last; at most 200 entries."""
    if not viewer.may_pull:
        raise NotAllowed
    return await in_db(preview_for)(viewer, conversation, key_in(request, "before"))


def preview_for(viewer: Viewer, conversation_id: int, before: int | None) -> dict[str, Any]:
    if not visibility.may_read(viewer, conversation_id):
        raise NotFound
    said = Message.objects.filter(conversation=conversation_id).order_by("-seq")
    if before is not None:
        said = said.filter(seq__lt=before)
    entries = list(said[: transcript.PAGE])[::-1]
    return {"entries": [outgoing.listed(entry) for entry in entries]}


@looked_up
async def in_hand(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What all agents have in hand, the longest first, behind the handover `?after=`."""
    if not viewer.may_supervise:
        raise NotAllowed
    return await in_db(in_hand_for)(viewer, key_in(request, "after"))


def in_hand_for(viewer: Viewer, after: int | None) -> dict[str, Any]:
    rows = visibility.handovers(viewer).filter(status=Handover.Status.CLAIMED)
    behind = behind_of(Handover.objects.exclude(claimed_at=None), after, "claimed_at")
    page = rows.exclude(agent=viewer.key).filter(behind).order_by("claimed_at", "pk")
    found = [cards.board_card(row) for row in page[: PAGE + 1]]
    return {"in_hand": found[:PAGE], "has_more": len(found) > PAGE}


@looked_up
async def agents(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """Who is at a desk now, in which state and since when, with what they have in hand."""
    if not viewer.may_supervise:
        raise NotAllowed
    return {"agents": await in_db(agents_at_work)()}


def agents_at_work() -> list[dict[str, Any]]:
    """Two queries."""
    rows = presence.at_desks().select_related("user", "team")
    found: list[AgentProfile] = list(rows.order_by("user__first_name", "user_id")[:MOST_AGENTS])
    loads = presence.loads_of([row.user_id for row in found])
    return [
        {
            "id": row.user_id,
            "name": ownership.name_of(row.user),
            "team": row.team.name if row.team else None,
            "presence": row.presence,
            "since": cards.moment(row.presence_since),
            "capacity": row.capacity,
            "load": loads[row.user_id],
        }
        for row in found
    ]
