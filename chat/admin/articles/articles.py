"""Articles: what the assistant may say, each version of it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from aicc.platform.errors import AiccError
from chat import articles
from chat.admin.articles import editor, import_export, preview_answers
from chat.admin.articles.editor import READS_DRAFTS, WRITES
from chat.admin.filters import CategoryFilter, LanguageFilter
from chat.articles import APPROVES, rendering
from chat.assistant.retrieval import knowledge
from chat.backoffice import transcript_pages
from chat.models import Article, ArticleEvent, ArticleVersion
from chat.models.knowledge import EVER_APPROVED

LANGUAGES = dict(settings.LANGUAGES)
State = ArticleVersion.State
ACTIONS: dict[str, tuple[Any, str]] = {
    "submit": (articles.submit, WRITES),
    "discard": (articles.discard, WRITES),
    "send_back": (articles.send_back, APPROVES),
    "approve": (articles.approve, APPROVES),
    "retire": (articles.retire, APPROVES),
}
STEPS = {
    State.DRAFT: [
        ("submit", gettext_lazy("Send to review")),
        ("discard", gettext_lazy("Discard")),
    ],
    State.IN_REVIEW: [
        ("approve", gettext_lazy("Approve")),
        ("send_back", gettext_lazy("Send back")),
    ],
    State.APPROVED: [("retire", gettext_lazy("Retire"))],
}


UNDER_WAY = (State.DRAFT, State.IN_REVIEW)


class StateFilter(admin.SimpleListFilter):
    """What of an article counts today."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("current", _("In force")),
            ("none", _("Nothing in force")),
            ("draft", _("With a draft")),
            ("in_review", _("Waiting for approval")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "current":
                return queryset.filter(current__isnull=False)
            case "none":
                return queryset.filter(current__isnull=True)
            case State.DRAFT | State.IN_REVIEW as state:
                versions = ArticleVersion.objects.filter(article=OuterRef("pk"), state=state)
                return queryset.filter(Exists(versions))
        return queryset


def in_force_today() -> QuerySet:
    """Of an outer article: its approved versions that count today, the newest first."""
    today = timezone.localdate()
    return ArticleVersion.objects.filter(
        Q(effective_to=None) | Q(effective_to__gte=today),
        article=OuterRef("pk"),
        state=State.APPROVED,
        effective_from__lte=today,
    ).order_by("-number")


@admin.register(Article)
class ArticleAdmin(ReadOnlyModelAdmin):
    """What the assistant may say: read, written, approved and retired here."""

    page_template = "admin/article.html"
    list_before_template = "admin/article_tools.html"
    list_display = (
        "title",
        "category_label",
        "language_label",
        "current_version",
        "since",
        "cited",
        "thumbs",
    )
    list_select_related = ("use",)
    actions = ("export_selected",)
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
        return transcript_pages.category_label(row.category)

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

    @display(description=gettext_lazy("cited"), ordering="use__cited")
    def cited(self, row: Article) -> int:
        return row.use.cited if hasattr(row, "use") else 0

    @display(description=gettext_lazy("helpful"), ordering="use__not_helped")
    def thumbs(self, row: Article) -> str:
        """Thumbs up and down; sorted by those down."""
        use = getattr(row, "use", None)
        if use is None or not use.helped + use.not_helped:
            return "–"
        return _("%(up)d yes · %(down)d no") % {"up": use.helped, "down": use.not_helped}

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(import_export.EXPORTS)

    @admin.action(description=gettext_lazy("Export the chosen articles"), permissions=["export"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return import_export.as_file(Article.objects.filter(pk__in=queryset.values("pk")))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WRITES)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return editor.new_article(self, request)

    def get_urls(self) -> list[Any]:
        action = self.admin_site.admin_view(require_POST(self.run_action))
        steps = path("versions/<int:version_id>/", action, name="chat_article_action")
        pages = (editor, preview_answers, import_export)
        return [steps, *(url for page in pages for url in page.urls(self)), *super().get_urls()]

    def run_action(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """One step in a version's life, by whoever may take it."""
        name = request.POST.get("action", "")
        if name not in ACTIONS or not request.user.has_perm(ACTIONS[name][1]):
            raise PermissionDenied
        version = get_object_or_404(ArticleVersion, pk=version_id)
        # Nobody approves a text that was written anew while they read it.
        seen = {"seen": revision_posted(request)} if name == "approve" else {}
        try:
            ACTIONS[name][0](version_id, request.user, request.POST.get("comment", ""), **seen)
        except AiccError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Done: version %(number)s.") % {"number": version.number})
        return HttpResponseRedirect(
            reverse("admin:chat_article_change", args=[version.article_id])
        )

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        others: list[Any] = list(Article.objects.filter(slug=obj.slug).exclude(pk=obj.pk))
        for other in others:
            other.language_name = LANGUAGES.get(other.language, other.language)
        may = request.user.has_perm
        versions = list(
            obj.versions.filter(Q() if may(READS_DRAFTS) else EVER_APPROVED)
            .select_related("approved_by", "author")
            .prefetch_related(Prefetch("events", ArticleEvent.objects.select_related("by")))
            .order_by("-number")
        )
        approved = next((one for one in versions if one.state == State.APPROVED), None)
        for version in versions:
            if version.state in UNDER_WAY and approved and not version.builds_on(approved):
                version.overtaken_by = approved
            version.passages = rendering.passages(version.body)
            version.steps = [
                step for step in STEPS.get(version.state, ()) if may(ACTIONS[step[0]][1])
            ]
        return {
            "category": transcript_pages.category_label(obj.category),
            "language": LANGUAGES.get(obj.language, obj.language),
            "versions": versions,
            "current": obj.current,
            "use": getattr(obj, "use", None),
            "vectors": knowledge.vectors_of(obj.slug, obj.language),
            "may_write": may(WRITES),
            "may_compare": may(READS_DRAFTS),
            "under_way": any(version.state in UNDER_WAY for version in versions),
            "translations": others,
        }


def revision_posted(request: HttpRequest) -> int:
    """The revision that a form was made of; 0, which none has, where it names none."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
