"""An agent's own conversations: those that they closed, and what they look for among all."""

from typing import Any

from django.db.models import F, Q, QuerySet

from aicc.platform.errors import NotFound
from chat.backoffice import search
from chat.models import Conversation
from handover.desk import cards
from handover.desk.visibility import Viewer
from handover.models import Handover, Label

PAGE = 50
NEWEST = F("ended_at").desc(nulls_first=True)  # what is in hand has not ended
Status = Handover.Status


def closed(viewer: Viewer, query: str, before: int | None) -> dict[str, Any]:
    """A page of what this agent closed, the last one first, older than the handover `before`.

    query: only those in which all these words were said, or that a customer's name, a session's
        beginning, a label or the wrap-up note names; also among those in hand. Raises NotFound.
    """
    mine = Handover.objects.filter(agent=viewer.key)
    rows = among(mine, query) if query else mine.filter(status=Status.CLOSED)
    in_order = NEWEST if query else "-ended_at"
    rows = rows.filter(older_than(mine, before)).order_by(in_order, "-pk")
    joined = rows.select_related("conversation", "team").prefetch_related("conversation__labels")
    found = [card_of(row) for row in joined[: PAGE + 1]]
    return {"closed": found[:PAGE], "has_more": len(found) > PAGE}


def card_of(row: Handover) -> dict[str, Any]:
    return cards.board_card(row) | {"ended_at": cards.moment(row.ended_at)}


def older_than(mine: QuerySet[Handover], key: int | None) -> Q:
    if key is None:
        return Q()
    place = mine.filter(pk=key).values_list("ended_at", flat=True)
    if not place:
        raise NotFound
    if place[0] is None:
        return Q(ended_at=None, pk__lt=key) | Q(ended_at__isnull=False)
    return Q(ended_at__lt=place[0]) | Q(ended_at=place[0], pk__lt=key)


def among(mine: QuerySet[Handover], query: str) -> QuerySet[Handover]:
    rows = mine.filter(status__in=[Status.CLAIMED, Status.CLOSED])
    theirs = Conversation.objects.filter(pk__in=rows.order_by().values("conversation"))
    said, _is_more = search.find(query, theirs)
    labelled = Label.objects.filter(name__icontains=query).values("conversations")
    return rows.filter(
        Q(conversation__in=said)
        | Q(conversation__customer_name__icontains=query)
        | Q(conversation__session_id__startswith=query)
        | Q(conversation__in=labelled)
        | Q(wrap_up__icontains=query)
    )
