"""Scorecards: the versions that were, the one in force, and the draft of the next."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.admin import StackedInline
from unfold.decorators import display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from aicc.platform.errors import AiccError
from chat.models import Criterion, ScorecardVersion
from chat.quality import scorecards

EDITS = "chat.change_scorecardversion"


class CriterionInline(StackedInline):
    """The questions of a draft."""

    model = Criterion
    extra = 0
    fields = (
        ("place", "key"),
        ("weight", "most"),
        ("section_ko", "section_en"),
        ("text_ko", "text_en"),
        ("optional", "critical"),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(EDITS)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(ScorecardVersion)
class ScorecardVersionAdmin(ReadOnlyModelAdmin):
    """A published version is read; a draft is edited, then published."""

    page_template = "admin/scorecard.html"
    change_form_after_template = "admin/publish.html"
    inlines = [CriterionInline]
    fields = readonly_fields = ("scorecard", "number", "author", "created_at")
    list_display = ("name", "state_label", "author_name", "created_at", "published_at")
    list_select_related = ("scorecard", "author")
    ordering = ("scorecard", "-number")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is not None and obj.published_at is None
        return is_draft and request.user.has_perm(EDITS)

    def get_urls(self) -> list[URLPattern]:
        edit = self.admin_site.admin_view(require_POST(self.edit_view))
        return [
            path("<int:pk>/edit/", edit, name="chat_scorecardversion_edit"),
            *super().get_urls(),
        ]

    @display(description=gettext_lazy("scorecard"))
    def name(self, row: ScorecardVersion) -> str:
        return str(row)

    @display(description=gettext_lazy("state"), label={"draft": "warning", "published": "success"})
    def state_label(self, row: ScorecardVersion) -> tuple[str, str]:
        return ("published", _("published")) if row.published_at else ("draft", _("draft"))

    @display(description=gettext_lazy("author"))
    def author_name(self, row: ScorecardVersion) -> str:
        return (row.author.get_full_name() or row.author.get_username()) if row.author else "–"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        version = self.row(request, object_id)
        if version is not None and self.has_change_permission(request, version):
            return self.changeform_view(request, object_id, form_url, {"title": str(version)})
        return super().change_view(request, object_id, form_url, extra_context)

    def response_change(self, request: HttpRequest, obj: ScorecardVersion) -> Any:
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        try:
            scorecards.publish(obj.pk)
        except AiccError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("New reviews ask this version from now on."))
        return HttpResponseRedirect(request.path)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        """The draft of the next version: opened, or made from this one."""
        if not request.user.has_perm(EDITS):
            raise PermissionDenied
        author: Any = request.user
        draft = scorecards.edit(pk, author)
        return HttpResponseRedirect(reverse("admin:chat_scorecardversion_change", args=[draft.pk]))

    def page_context(self, request: HttpRequest, obj: ScorecardVersion) -> dict[str, Any]:
        found: list[dict[str, Any]] = []
        for criterion in obj.criteria.all():
            if not found or found[-1]["title"] != criterion.section:
                found.append({"title": criterion.section, "criteria": []})
            found[-1]["criteria"].append(criterion)
        return {
            "title": str(obj),
            "version": obj,
            "sections": found,
            "may_edit": request.user.has_perm(EDITS),
        }
