"""Filters of the lists: each a short list of its own, none read off millions of rows."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat.models import Article
from chat.reports import INTENTS, category_label

DAYS = {"today": 0, "week": 7, "month": 30}


class ReviewedFilter(admin.SimpleListFilter):
    title = gettext_lazy("review")
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("Not reviewed")), ("yes", _("Reviewed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("no", "yes"):
            return queryset.filter(reviewed_at__isnull=self.value() == "no")
        return queryset


class ScoreFilter(admin.SimpleListFilter):
    """A review's score, 0 to 100, in the grades that its colour shows."""

    title = gettext_lazy("score")
    parameter_name = "grade"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("poor", _("Below 60")), ("fair", _("60 to 79")), ("good", _("80 and above"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "poor":
                return queryset.filter(score__lt=60)
            case "fair":
                return queryset.filter(score__range=(60, 79))
            case "good":
                return queryset.filter(score__gte=80)
        return queryset


class WhenFilter(admin.SimpleListFilter):
    """By the last message, in days of the bank's own time."""

    title = gettext_lazy("last message")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("today", _("Today")),
            ("week", _("Last 7 days")),
            ("month", _("Last 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = DAYS.get(self.value() or "")
        if days is None:
            return queryset
        if days == 0:
            return queryset.filter(last_message_at__gte=midnight())
        return queryset.filter(last_message_at__gte=timezone.now() - timedelta(days=days))


class IntentFilter(admin.SimpleListFilter):
    title = gettext_lazy("intent")
    parameter_name = "intent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(intent.value, label) for intent, label in INTENTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(intent=self.value()) if self.value() else queryset


class CategoryFilter(admin.SimpleListFilter):
    """The categories that have articles: a conversation's category is always one of them."""

    title = gettext_lazy("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = Article.objects.order_by("category").values_list("category", flat=True).distinct()
        return [(name, category_label(name)) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(category=self.value()) if self.value() else queryset


class LanguageFilter(admin.SimpleListFilter):
    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(language=self.value()) if self.value() else queryset


def midnight() -> Any:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
