"""Which conversations the list shows, in which order, and which comes after which."""

import copy
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from chat.admin.conversations.filters import needs_attention
from chat.admin.said import SaidColumns, conversations_found
from chat.models import Conversation
from handover.desk import visibility

FILTERS = "_changelist_filters"  # Django's own name: the list that a page was opened from
NEAR = 500  # rows of the list among which a page looks for its neighbours


class ConversationList(SaidColumns):
    conversation = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        user: Any = request.user
        rows = visibility.conversations(visibility.viewer_of(user))
        return rows.order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What needs attention goes by its risk; everything else by its last message.

        Each is the order of an index, with the key as it lies there: else all would be sorted.
        """
        by_risk = needs_attention(request) and "reviewed" not in request.GET
        return ("-risk", "-pk") if by_risk else ("-last_message_at", "pk")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Conversation], search_term: str
    ) -> tuple[QuerySet[Conversation], bool]:
        """By session, customer, or what was said. Seven queries, none an OR over many rows."""
        found, more = conversations_found(search_term, queryset)
        if found is None:
            return queryset, False
        if more and request.path == self.list_url():
            messages.info(
                request,
                _("The newest %(count)s that hold these words; filters narrow the search.")
                % {"count": more},
            )
        return queryset.filter(pk__in=found), False

    def list_for(self, request: HttpRequest, query: str) -> QuerySet[Conversation]:
        """Raises BadRequest for an address that no list has."""
        asked: Any = copy.copy(request)
        asked.method = "GET"
        asked.GET = QueryDict(query)
        asked.rows_alone = True
        try:
            rows: QuerySet[Conversation] = self.get_changelist_instance(asked).queryset
        except (IncorrectLookupParameters, DisallowedModelAdminLookup) as error:
            raise BadRequest(str(error)) from error
        return rows

    def neighbours(self, request: HttpRequest, pk: int) -> dict[str, Any]:
        """The pages before and after this one in the list that it was opened from.

        What has left the list, because it is reviewed by now, is followed by the list's first.
        """
        query, suffix = request.GET.get(FILTERS, ""), opened_from(request)
        try:
            rows = self.list_for(request, query)
        except BadRequest:  # an address that was made up, or is of an older version
            query = suffix = ""
            rows = self.list_for(request, query)
        ids = list(rows.values_list("pk", flat=True)[:NEAR])
        at = ids.index(pk) if pk in ids else None
        before = ids[at - 1] if at else None
        after = next(iter(ids if at is None else ids[at + 1 :]), None)
        return {
            "before": self.page_url(before, suffix),
            "after": self.page_url(after, suffix),
            "back": f"{self.list_url()}?{query}",
            "suffix": suffix,
        }

    def page_url(self, pk: int | None, suffix: str) -> str:
        return f"{reverse('admin:chat_conversation_change', args=[pk])}{suffix}" if pk else ""


def opened_from(request: HttpRequest) -> str:
    """The list that a page was opened from, as the end of an address to go on to."""
    query = request.GET.get(FILTERS, "")
    return f"?{urlencode({FILTERS: query})}" if query else ""
