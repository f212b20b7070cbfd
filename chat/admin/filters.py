"""Filters that several lists share: each a short list of its own, none read off many rows."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat.backoffice.transcript_pages import category_label
from chat.models import Article


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
