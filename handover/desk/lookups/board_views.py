"""The desk's further pages, looked up beside its socket: see `board_pages`."""

from typing import Any

from django.http import HttpRequest

from aicc.platform.db import in_db
from aicc.platform.errors import Invalid
from handover.desk import visibility
from handover.desk.lookups import board_pages
from handover.desk.lookups.views import QUERY_CHARACTERS, looked_up


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
async def receivers(request: HttpRequest, viewer: visibility.Viewer) -> dict[str, Any]:
    """Colleagues and teams whose name holds `?q=`."""
    query = request.GET.get("q", "").strip()[:QUERY_CHARACTERS]
    return await in_db(board_pages.receivers)(viewer, query)


def key_in(request: HttpRequest, name: str) -> int | None:
    """A row's key in the query; None where there is none. Raises Invalid."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise Invalid
    return int(text)
