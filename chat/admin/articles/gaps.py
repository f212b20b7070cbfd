"""What the articles do not say: a list to write the next articles from."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from chat.admin.articles import gap_groups
from chat.admin.articles.editor import READS_DRAFTS, WRITES
from chat.admin.filters import CategoryFilter, LanguageFilter
from chat.assistant.retrieval import knowledge
from chat.backoffice import transcript_pages
from chat.models import Article, KnowledgeGap
from handover.desk import visibility

LANGUAGES = dict(settings.LANGUAGES)
NEAR = 5  # passages whose articles are named beside the question


class StandingFilter(admin.SimpleListFilter):
    """What became of a question."""

    title = gettext_lazy("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("open", _("Open")),
            ("drafted", _("A draft is written for it")),
            ("closed", _("Closed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "open":
                return queryset.filter(closed_at=None, version=None)
            case "drafted":
                return queryset.filter(closed_at=None, version__isnull=False)
            case "closed":
                return queryset.filter(closed_at__isnull=False)
        return queryset


@admin.register(KnowledgeGap)
class KnowledgeGapAdmin(ReadOnlyModelAdmin):
    """Questions that no article answered, and answers that did not help."""

    page_template = "admin/gap.html"
    list_before_template = "admin/gap_tools.html"
    list_display = (
        *("beginning", "standing", "kind_label", "language_label", "category_label", "noted_at"),
    )
    list_filter = (StandingFilter, "kind", CategoryFilter, LanguageFilter, "noted_at")
    search_fields = ("question",)
    ordering = ("-noted_at",)

    @display(description=gettext_lazy("question"))
    def beginning(self, row: KnowledgeGap) -> str:
        return Truncator(row.question).chars(80)

    @display(
        description=gettext_lazy("state"),
        label={"open": "warning", "drafted": "info", "closed": "success"},
    )
    def standing(self, row: KnowledgeGap) -> tuple[str, str]:
        if row.closed_at:
            return "closed", _("Closed")
        return ("drafted", _("in a draft")) if row.version_id else ("open", _("Open"))

    @display(
        description=gettext_lazy("kind"),
        ordering="kind",
        label={KnowledgeGap.Kind.UNANSWERED: "warning", KnowledgeGap.Kind.NOT_HELPFUL: "danger"},
    )
    def kind_label(self, row: KnowledgeGap) -> tuple[str, str]:
        return row.kind, row.get_kind_display()

    @display(description=gettext_lazy("language"), ordering="language")
    def language_label(self, row: KnowledgeGap) -> Any:
        return LANGUAGES.get(row.language, row.language)

    @display(description=gettext_lazy("category"), ordering="category")
    def category_label(self, row: KnowledgeGap) -> str:
        return transcript_pages.category_label(row.category) or "–"

    def get_urls(self) -> list[Any]:
        return [*gap_groups.urls(self), *super().get_urls()]

    def page_context(self, request: HttpRequest, obj: KnowledgeGap) -> dict[str, Any]:
        near = knowledge.search(obj.question, obj.language, NEAR)
        slugs = {found.article.slug for found in near}
        user: Any = request.user
        return {
            "language": LANGUAGES.get(obj.language, obj.language),
            "category": transcript_pages.category_label(obj.category) if obj.category else "",
            "near": Article.objects.filter(slug__in=slugs, language=obj.language),
            "version": obj.version if request.user.has_perm(READS_DRAFTS) else None,
            "is_open": obj.closed_at is None and obj.version_id is None,
            "may_write": request.user.has_perm(WRITES),
            "may_read": visibility.may_read(visibility.viewer_of(user), obj.conversation_id),
        }
