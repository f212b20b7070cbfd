"""The record of what was taken out of the back office. Nobody changes or deletes it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from chat.backoffice.timeline import name_of
from chat.models import Export


@admin.register(Export)
class ExportAdmin(ReadOnlyModelAdmin):
    page_template = "admin/export.html"
    list_display = ("at", "taken_by", "format", "count", "why")
    list_display_links = ("at",)
    list_filter = ("format", ("by", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("by",)
    search_fields = ("reason", "sha256__startswith", "by__username")
    ordering = ("-at",)

    @display(description=gettext_lazy("taken by"), ordering="by")
    def taken_by(self, row: Export) -> str:
        return name_of(row.by)

    @display(description=gettext_lazy("reason"))
    def why(self, row: Export) -> str:
        return Truncator(row.reason).chars(80) or "–"

    def page_context(self, request: HttpRequest, obj: Export) -> dict[str, Any]:
        shown = obj.conversations[:200]
        return {
            "who": name_of(obj.by),
            "shown": shown,
            "more": len(obj.conversations) - len(shown),
            "may_read": request.user.has_perm("chat.view_conversation"),
        }
