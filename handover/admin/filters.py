"""Filters of the lists of handovers."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handover.models import AgentProfile, Handover, Label
from handover.queue import presence

OPEN = (Handover.Status.WAITING, Handover.Status.CLAIMED)


class StateFilter(admin.SimpleListFilter):
    """Those that are open, unless asked for others: nobody looks for work among what is done."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [*Handover.Status.choices, ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in Handover.Status.values:
            return queryset.filter(status=self.value())
        return queryset if self.value() == "all" else queryset.filter(status__in=OPEN)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Django's, with its first one, which is chosen when none is, named for what it is."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else {**choice, "display": _("Open")}


class PresenceFilter(admin.SimpleListFilter):
    """By the state that the list shows: whose desk is not heard of any more is away."""

    title = gettext_lazy("presence")
    parameter_name = "presence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(AgentProfile.Presence.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        state, heard = self.value(), presence.at_desks()
        if state not in AgentProfile.Presence.values:
            return queryset
        if state == AgentProfile.Presence.AWAY:
            there = heard.exclude(presence=state)
            return queryset.exclude(pk__in=there.values("pk"))
        return queryset.filter(pk__in=heard.filter(presence=state).values("pk"))


class LabelFilter(admin.SimpleListFilter):
    """Those of conversations with one of the bank's labels; not there where it has none."""

    title = gettext_lazy("label")
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(str(pk), name) for pk, name in Label.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen is None or not chosen.isdecimal():
            return queryset
        return queryset.filter(
            conversation__in=Label.objects.filter(pk=chosen).values("conversations")
        )
