"""Articles: what the assistant may say, each version of it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.reading_room import ReadingRoom
from chat import reports
from chat.admin.filters import CategoryFilter, LanguageFilter
from chat.models import Article, ArticleVersion

LANGUAGES = dict(settings.LANGUAGES)


class StateFilter(admin.SimpleListFilter):
    """What of an article counts today."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("current", _("In force")),
            ("none", _("Nothing in force")),
            ("draft", _("With a draft")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        drafts = ArticleVersion.objects.filter(
            article=OuterRef("pk"), state=ArticleVersion.State.DRAFT
        )
        match self.value():
            case "current":
                return queryset.filter(current__isnull=False)
            case "none":
                return queryset.filter(current__isnull=True)
            case "draft":
                return queryset.filter(Exists(drafts))
        return queryset


def in_force_today() -> QuerySet:
    """Of an outer article: its approved versions that count today, the newest first."""
    today = timezone.localdate()
    return ArticleVersion.objects.filter(
        Q(effective_to=None) | Q(effective_to__gte=today),
        article=OuterRef("pk"),
        state=ArticleVersion.State.APPROVED,
        effective_from__lte=today,
    ).order_by("-number")


@admin.register(Article)
class ArticleAdmin(ReadingRoom):
    """What the assistant may say. Articles come by import and are read here."""

    page_template = "admin/article.html"
    list_display = ("title", "category_label", "language_label", "current_version", "since")
    list_filter = (CategoryFilter, LanguageFilter, StateFilter)
    search_fields = ("title", "slug")
    ordering = ("category", "slug", "-language")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        newest = in_force_today()
        return (
            super()
            .get_queryset(request)
            .annotate(
                current=Subquery(newest.values("number")[:1]),
                current_from=Subquery(newest.values("effective_from")[:1]),
            )
        )

    @display(description=gettext_lazy("category"), ordering="category")
    def category_label(self, row: Article) -> str:
        return reports.category_label(row.category)

    @display(description=gettext_lazy("language"), ordering="language")
    def language_label(self, row: Article) -> Any:
        return LANGUAGES.get(row.language, row.language)

    @display(
        description=gettext_lazy("version in force"), label={"none": "warning", "some": "neutral"}
    )
    def current_version(self, row: Any) -> tuple[str, str]:
        if row.current is None:
            return "none", _("nothing in force")
        return "some", f"v{row.current}"

    @display(description=gettext_lazy("since"), ordering="current_from")
    def since(self, row: Any) -> Any:
        return row.current_from

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        others: list[Any] = list(Article.objects.filter(slug=obj.slug).exclude(pk=obj.pk))
        for other in others:
            other.language_name = LANGUAGES.get(other.language, other.language)
        versions = list(obj.versions.select_related("approved_by").order_by("-number"))
        for version in versions:
            version.html = reports.as_html(version.body)
        return {
            "category": reports.category_label(obj.category),
            "language": LANGUAGES.get(obj.language, obj.language),
            "versions": versions,
            "current": obj.current,
            "translations": others,
        }
