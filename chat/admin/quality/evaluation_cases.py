"""Evaluation cases: what reviewers corrected, or took from a conversation, and
`manage.py evaluate --corrections` asks.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from aicc.platform.errors import NotFound
from chat.models import EvaluationCase
from chat.quality import evaluation_cases
from handover.desk import visibility

CHANGES = "chat.change_evaluationcase"
MOST_LINES, LONGEST_LINE = 10, 200


class Lines(forms.CharField):
    """A list of short texts, a line each. Invalid beyond MOST_LINES, or LONGEST_LINE in one."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                _("%(most)s lines at most.") % {"most": MOST_LINES}, code="too_many_lines"
            )
        if any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(
                _("%(most)s characters in a line at most.") % {"most": LONGEST_LINE},
                code="too_long",
            )
        return lines


class EvaluationCaseForm(forms.ModelForm):
    figures = Lines(
        label=gettext_lazy("must be said"),
        required=False,
        help_text=gettext_lazy(
            "One line for each thing. Ways of saying the same are parted by |: 3.2% | 3.2 percent"
        ),
    )
    forbidden = Lines(
        label=gettext_lazy("must not be said"),
        required=False,
        help_text=gettext_lazy("One line for each thing."),
    )

    class Meta:
        model = EvaluationCase
        fields = ("figures", "forbidden", "active")


@admin.register(EvaluationCase)
class EvaluationCaseAdmin(ModelAdmin):
    """Made by a correction or of an answer; here is said what it must hold, and whether it is
    asked.
    """

    form = EvaluationCaseForm
    list_display = ("question", "slug", "language", "active", "created_at")
    list_filter = ("active", "language")
    search_fields = ("question", "slug")
    fields = (
        "asked_before", "question", "language", "slug", "answer", "figures", "forbidden",
        "active", "created_at",
    )  # fmt: skip
    readonly_fields = ("asked_before", "question", "language", "slug", "answer", "created_at")
    actions = None
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        make = self.admin_site.admin_view(require_POST(self.from_answer_view))
        return [
            path("from/<int:conversation_id>/<int:seq>/", make, name="chat_evaluationcase_from"),
            *super().get_urls(),
        ]

    def from_answer_view(
        self, request: HttpRequest, conversation_id: int, seq: int
    ) -> HttpResponseRedirect:
        """One click: an answer becomes a case, and its page asks what must be said."""
        if not request.user.has_perm(CHANGES):
            raise PermissionDenied
        user: Any = request.user
        readable = visibility.conversations(visibility.viewer_of(user))
        conversation = get_object_or_404(readable, pk=conversation_id)
        try:
            case = evaluation_cases.from_answer(conversation.pk, seq)
        except NotFound as error:
            raise Http404 from error
        self.log_addition(request, case, _("made of an answer"))
        messages.success(
            request, _("The evaluation asks this from now on. Say what must be said.")
        )
        return HttpResponseRedirect(reverse("admin:chat_evaluationcase_change", args=[case.pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @display(description=gettext_lazy("asked before it"))
    def asked_before(self, row: EvaluationCase) -> str:
        return "\n".join(row.earlier or ()) or "–"

    @display(description=gettext_lazy("corrected answer, or the one it was made of"))
    def answer(self, row: EvaluationCase) -> str:
        return row.expected

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
