"""Filters of the list of conversations. What each asks for stands on the conversation's row."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aicc.backoffice.dashboard.drilldown import PARAMETER
from aicc.backoffice.roles import can_see_traces
from chat.backoffice import risk_flags
from chat.backoffice.transcript_pages import ENGINES, INTENTS, TRIAGES
from chat.models import Conversation
from handover.admin.handovers import SENTIMENTS
from handover.models import AgentProfile, AgentSegment, Handover

MOST_AGENTS = 300  # in the filter; others are found by search


def needs_attention(request: HttpRequest) -> bool:
    """Whether the list narrows itself to what needs attention: a judge's, without a search."""
    return can_see_traces(request.user) and not {"q", PARAMETER} & set(request.GET)


class EyesFilter(admin.SimpleListFilter):
    """What needs a supervisor's eyes, unless another choice is made or something is looked for;
    to agents all of theirs.
    """

    title = gettext_lazy("review")
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.needs_attention = needs_attention(request)
        words = [("no", _("Not reviewed")), ("yes", _("Reviewed"))]
        return [*words, ("all", _("All"))] if self.needs_attention or self.value() else words

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "no" | "yes":
                return queryset.filter(reviewed_at__isnull=self.value() == "no")
            case None if needs_attention(request):
                return queryset.filter(reviewed_at=None, risk__gt=0)
        return queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Django's, with its first one, which is chosen when none is, named for what it is."""
        for number, choice in enumerate(super().choices(changelist)):
            renamed = self.needs_attention and not number
            yield {**choice, "display": _("Needs attention")} if renamed else choice


class WhenFilter(admin.SimpleListFilter):
    """By the last message, in days of the bank's own time.

    Besides the choices a day or a stretch of days is understood: 2026-11-01..2026-11-30.
    """

    title = gettext_lazy("last message")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        choices = [
            ("today", _("Today")),
            ("yesterday", _("Yesterday")),
            ("week", _("Last 7 days")),
            ("month", _("Last 30 days")),
        ]
        asked = request.GET.get(self.parameter_name, "")
        given = days_of(asked) if asked not in dict(choices) else None
        return [*choices, (asked, asked.replace("..", " – "))] if given else choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = days_of(self.value() or "")
        if days is None:
            return queryset
        first, last = days
        return queryset.filter(
            last_message_at__gte=midnight(first),
            last_message_at__lt=midnight(last + timedelta(days=1)),
        )


def days_of(asked: str) -> tuple[date, date] | None:
    """The first and the last day of what was asked for; None where it is no days."""
    today = timezone.localdate()
    back = {"today": (0, 0), "yesterday": (1, 1), "week": (6, 0), "month": (29, 0)}.get(asked)
    if back:
        return today - timedelta(days=back[0]), today - timedelta(days=back[1])
    first, _dots, last = asked.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None
    return days if date(2000, 1, 1) <= days[0] <= days[1] < date(2200, 1, 1) else None


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


class ChoiceFilter(admin.SimpleListFilter):
    """One value of a column that is named as the parameter."""

    values: ClassVar[dict[Any, Any]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(value), label) for value, label in self.values.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in [str(value) for value in self.values]:
            return queryset
        return queryset.filter(**{str(self.parameter_name): self.value()})


class OwnerFilter(ChoiceFilter):
    title = gettext_lazy("owner")
    parameter_name = "owner"
    values = dict(Conversation.Owner.choices)


class IntentFilter(ChoiceFilter):
    title = gettext_lazy("intent")
    parameter_name = "intent"
    values = INTENTS


class TriageFilter(ChoiceFilter):
    title = gettext_lazy("triage")
    parameter_name = "triage"
    values = TRIAGES


class SentimentFilter(ChoiceFilter):
    title = gettext_lazy("sentiment")
    parameter_name = "sentiment"
    values = SENTIMENTS


class EngineFilter(ChoiceFilter):
    title = gettext_lazy("engine")
    parameter_name = "engine"
    values = ENGINES


class RatingFilter(ChoiceFilter):
    title = gettext_lazy("customer's score")
    parameter_name = "score"
    values = {number: f"{number} / 5" for number in range(1, 6)}


class OutcomeFilter(admin.SimpleListFilter):
    """What became of the handover request; without one the assistant held it alone."""

    title = gettext_lazy("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(OUTCOMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in OUTCOMES:
            return queryset
        return queryset.filter(outcome="" if self.value() == "none" else self.value())


OUTCOMES: dict[str, Any] = {
    "none": gettext_lazy("the assistant alone"),
    Handover.Status.WAITING.value: Handover.Status.WAITING.label,
    Handover.Status.CLAIMED.value: Handover.Status.CLAIMED.label,
    **dict(Handover.Outcome.choices),
}


class SignFilter(admin.SimpleListFilter):
    title = gettext_lazy("risk flag")
    parameter_name = "sign"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(sign.name).lower(), name) for sign, name in risk_flags.NAMES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        sign = risk_flags.RiskFlag.__members__.get((self.value() or "").upper())
        if sign is None:
            return queryset
        return queryset.alias(sign=F("signs").bitand(sign.value)).filter(sign__gt=0)


class AgentFilter(admin.SimpleListFilter):
    """Whoever has or had it."""

    title = gettext_lazy("agent")
    parameter_name = "agent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        profiles = AgentProfile.objects.select_related("user").order_by("user__first_name", "pk")
        return [(str(profile.user_id), str(profile)) for profile in profiles[:MOST_AGENTS]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            return queryset
        held = AgentSegment.objects.filter(agent=int(value)).values("handover__conversation")
        return queryset.filter(pk__in=held)
