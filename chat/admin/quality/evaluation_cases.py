"""Evaluation cases: what reviewers corrected and `manage.py evaluate --corrections` asks."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from chat.models import EvaluationCase


@admin.register(EvaluationCase)
class EvaluationCaseAdmin(ModelAdmin):
    """Made by a correction; here it is only taken out of the run, or back into it."""

    list_display = ("question", "slug", "language", "active", "created_at")
    list_filter = ("active", "language")
    search_fields = ("question", "slug")
    fields = ("question", "language", "slug", "expected", "must_say", "active", "created_at")
    readonly_fields = ("question", "language", "slug", "expected", "must_say", "created_at")
    actions = None
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @display(description=gettext_lazy("must be said"))
    def must_say(self, row: EvaluationCase) -> str:
        return ", ".join(row.figures) or "–"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
