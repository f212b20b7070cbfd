"""The desk's further pages, looked up beside its socket: see `board_pages`."""

from typing import Any

from django.http import HttpRequest

from aicc.platform.db import in_db
from handover.desk import visibility
from handover.desk.lookups import board_pages, own_conversations
from handover.desk.lookups.views import key_in, looked_up, query_in


@looked_up
async def waiting(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """Who waits behind the handover `?after=`."""
    return await in_db(board_pages.waiting)(viewer, key_in(request, "after"))


@looked_up
async def mine(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """All that this agent has in hand."""
    return await in_db(board_pages.mine)(viewer)


@looked_up
async def call_backs(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """Who wants to be called after the request `?after=`."""
    return await in_db(board_pages.call_backs)(viewer, key_in(request, "after"))


@looked_up
async def notes(request: HttpRequest, viewer: visibility.Viewer, handover: int) -> dict[str, Any]:
    """The notes before the one `?before=`, the oldest first."""
    return await in_db(board_pages.notes)(viewer, handover, key_in(request, "before"))


@looked_up
async def canned(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """Every canned reply of this agent's."""
    return await in_db(board_pages.canned)(viewer)


@looked_up
async def labels(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """Every label of the bank's."""
    return await in_db(board_pages.labels)()


@looked_up
async def closed(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """What this agent closed before the handover `?before=`; with `?q=` found among theirs."""
    before = key_in(request, "before")
    return await in_db(own_conversations.closed)(viewer, query_in(request), before)


@looked_up
async def receivers(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """Colleagues and teams whose name holds `?q=`."""
    return await in_db(board_pages.receivers)(viewer, query_in(request))
