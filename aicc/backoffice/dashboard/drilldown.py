"""The list behind a figure: one filter, whose value names the figure and the days."""

from abc import abstractmethod
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aicc.backoffice.dashboard.labels import name_of
from handover.reporting.drilldown import (
    MOST_RECORDS,
    Behind,
    conversations_behind,
    handovers_behind,
)
from handover.reporting.period import Period

PARAMETER = "figure"
CONVERSATIONS, HANDOVERS = "chat_conversation", "handover_handover"


def link(room: str, figure: str, period: Period) -> str:
    """The address of a list. room: CONVERSATIONS or HANDOVERS."""
    asked = {PARAMETER: f"{figure},{period.first},{period.last}"}
    if room == HANDOVERS:
        asked["status"] = "all"  # the list shows the open ones alone otherwise
    return f"{reverse(f'admin:{room}_changelist')}?{urlencode(asked)}"


def read(value: str | None) -> tuple[str, Period] | None:
    """What `link` wrote; None for anything else."""
    try:
        figure, first, last = (value or "").rsplit(",", 2)
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    return (figure, period) if 1 <= period.days <= 366 and name_of(figure) else None


class FigureFilter(admin.SimpleListFilter):
    """Shown only while it is in use: figures are chosen on the dashboard."""

    room: str  # whose list is narrowed
    title = gettext_lazy("records of the figure")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        asked = read(self.value())
        if asked is None:
            return []
        figure, period = asked
        days = [date_format(day, "SHORT_DATE_FORMAT") for day in (period.first, period.last)]
        return [(str(self.value()), f"{name_of(figure)}: {' – '.join(dict.fromkeys(days))}")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = read(self.value())
        found = self.behind(*asked) if asked else None
        if found is None:
            return queryset
        if found.is_cut and request.path == reverse(f"admin:{self.room}_changelist"):
            messages.info(
                request,
                _("Behind this figure the newest %(count)s; a shorter period shows the others.")
                % {"count": number_format(MOST_RECORDS, force_grouping=True)},
            )
        return queryset.filter(found.condition)

    @abstractmethod
    def behind(self, figure: str, period: Period) -> Behind | None:
        """Which rows; None for a figure that is not about them."""


class ConversationsBehind(FigureFilter):
    room = CONVERSATIONS

    def behind(self, figure: str, period: Period) -> Behind | None:
        return conversations_behind(figure, period)


class HandoversBehind(FigureFilter):
    room = HANDOVERS

    def behind(self, figure: str, period: Period) -> Behind | None:
        return handovers_behind(figure, period)
