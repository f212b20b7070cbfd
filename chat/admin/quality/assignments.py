"""Which reviews are whose to write, and the rules by which they are drawn."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from chat.admin.quality.review_pages import WRITES, write_url
from chat.admin.quality.reviews import name_of
from chat.admin.said import SaidColumns
from chat.models import Assignment, ReviewDraw, ReviewRule
from chat.quality import assignments, sampling_weights
from handover.desk import visibility

DRAWS_SHOWN = 10


class WhoseFilter(admin.SimpleListFilter):
    """When none is chosen, what is left to do: a reviewer's own, anybody else's all."""

    title = gettext_lazy("assigned to")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", _("Me")), ("all", _("Everybody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        own = self.value() == "mine" or (self.value() is None and request.user.has_perm(WRITES))
        return queryset.filter(reviewer=request.user.pk) if own else queryset


class DoneFilter(admin.SimpleListFilter):
    title = gettext_lazy("done")
    parameter_name = "done"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("To do")), ("yes", _("Done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("no", "yes"):
            return queryset.filter(done_at__isnull=self.value() == "no")
        return queryset


class ReviewersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return name_of(user)


@admin.register(Assignment)
class AssignmentAdmin(SaidColumns):
    """A reviewer's work list; a row leads to the form, and once done to the review."""

    list_display = (
        "session",
        "first_question",
        "last_words",
        "state_label",
        "risk_labels",
        "reviewer_name",
        "rule_name",
        "assigned_at",
    )
    list_filter = (WhoseFilter, DoneFilter, ("draw__rule", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("conversation", "reviewer", "draw__rule")
    ordering = ("done_at", "pk")

    @display(description=gettext_lazy("done"), label={"yes": "success", "no": "warning"})
    def state_label(self, row: Assignment) -> tuple[str, str]:
        return ("yes", _("Done")) if row.done_at else ("no", _("To do"))

    @display(description=gettext_lazy("risk flags"))
    def risk_labels(self, row: Assignment) -> str:
        return ", ".join(sampling_weights.label(name) for name in row.risks) or "–"

    @display(description=gettext_lazy("reviewer"))
    def reviewer_name(self, row: Assignment) -> str:
        return name_of(row.reviewer)

    @display(description=gettext_lazy("rule"))
    def rule_name(self, row: Assignment) -> str:
        return row.draw.rule.name

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        user: Any = request.user
        rows = super().get_queryset(request).defer("draw__candidates")
        return self.with_words(visibility.about_readable(visibility.viewer_of(user), rows))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        row = self.row(request, object_id)
        if row is None:
            return self.not_there(request)
        if row.review_id:
            return HttpResponseRedirect(reverse("admin:chat_review_change", args=[row.review_id]))
        if request.user.has_perm(WRITES):
            return HttpResponseRedirect(write_url(row.conversation_id))
        return HttpResponseRedirect(
            reverse("admin:chat_conversation_change", args=[row.conversation_id])
        )


@admin.register(ReviewRule)
class ReviewRuleAdmin(ModelAdmin):
    """What `manage.py assign_reviews` draws. A rule is ended, not deleted: its draws name it."""

    list_display = ("name", "sampling", "partner", "language", "quota", "active")
    list_filter = ("active", "sampling")
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("draws",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Those who may review, each with a box to tick."""
        kwargs |= {
            "queryset": assignments.may_review(),
            "widget": UnfoldAdminCheckboxSelectMultipleWidget,
            "required": False,
            "label": db_field.verbose_name,
            "help_text": db_field.help_text,
        }
        return ReviewersField(**kwargs)

    @display(description=gettext_lazy("last samples"))
    def draws(self, row: ReviewRule) -> Any:
        made = ReviewDraw.objects.filter(rule=row).defer("candidates")[:DRAWS_SHOWN]
        lines = [
            (
                date_format(timezone.localtime(each.since), "SHORT_DATE_FORMAT"),
                _("wanted %(wanted)s, seed %(seed)s") % {"wanted": each.wanted, "seed": each.seed},
            )
            for each in made
        ]
        if not lines:
            return "–"
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} · {}</li>", lines))
