"""Reviews: every judgement in one list."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from chat.models import Review


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    """All judgements. Written on the conversation's page, changed by nobody."""

    list_display = (
        "conversation",
        "verdict_label",
        "score",
        "beginning",
        "reviewer_name",
        "created_at",
    )
    list_display_links = ("beginning",)
    list_filter = (
        "verdict",
        "score",
        ("reviewer", admin.RelatedOnlyFieldListFilter),
        "created_at",
    )
    list_select_related = ("conversation", "reviewer")
    search_fields = ("conversation__session_id__startswith", "comment")
    ordering = ("-created_at",)
    actions = None
    show_full_result_count = False
    fields = (
        "conversation",
        "verdict",
        "score",
        "comment",
        "corrected_answer",
        "reviewer_name",
        "created_at",
    )
    readonly_fields = ("reviewer_name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(
        description=gettext_lazy("verdict"),
        ordering="verdict",
        label={
            Review.Verdict.GOOD: "success",
            Review.Verdict.IMPROVE: "warning",
            Review.Verdict.WRONG: "danger",
        },
    )
    def verdict_label(self, row: Review) -> tuple[str, str]:
        return row.verdict, row.get_verdict_display()

    @display(description=gettext_lazy("reviewer"))
    def reviewer_name(self, row: Review) -> str:
        return row.reviewer.get_full_name() or row.reviewer.get_username()

    @display(description=gettext_lazy("comment"))
    def beginning(self, row: Review) -> str:
        return Truncator(row.comment or row.corrected_answer).chars(60) or _("(no words)")
