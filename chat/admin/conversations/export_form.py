"""One conversation on paper, many as a file; each with a record."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin, ids_asked
from chat.backoffice import exports, transcript_pages
from chat.models import Conversation, Export, Message

TYPES = {"jsonl": "application/x-ndjson; charset=utf-8", "csv": "text/csv; charset=utf-8"}
MAY_EXPORT = "chat.export_conversation"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        min_length=5,
        help_text=_("Who asked for it, and what it is for. It stays on record."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class ExportForm(ReasonForm):
    format = forms.ChoiceField(
        label=_("format"),
        choices=[(kind.value, kind.label) for kind in exports.WRITERS],
        widget=UnfoldAdminSelectWidget,
    )
    field_order = ("format", "reason")


class Exports(ReadOnlyModelAdmin):
    """The roads out of the list of conversations."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("export/", guarded(self.export_view), name="chat_conversation_export"),
            path("<int:pk>/print/", guarded(self.print_view), name="chat_conversation_print"),
            *super().get_urls(),
        ]

    def may_export(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(MAY_EXPORT)

    def asked_for(self, request: HttpRequest) -> QuerySet[Conversation]:
        """The ticked rows (`?ids=`), or all that the list shows for the same address."""
        ids = ids_asked(request, "ids")
        if ids:
            return self.get_queryset(request).filter(pk__in=ids).order_by("pk")
        return self.list_for(request, request.GET.urlencode())

    def list_for(self, request: HttpRequest, query: str) -> QuerySet[Conversation]:
        """The rows of the list at this address, in its order."""
        raise NotImplementedError

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_export(request):
            raise PermissionDenied
        form = ExportForm(request.POST or None)
        rows = self.asked_for(request)
        if request.method == "POST" and form.is_valid():
            return self.file(request, list(rows[: exports.MOST]), form.cleaned_data)
        count = len(rows.values_list("pk", flat=True)[: exports.MOST + 1])
        context = {
            "title": _("Export of conversations"),
            "form": form,
            "count": min(count, exports.MOST),
            "is_cut": count > exports.MOST,
            "opts": self.opts,
        }
        frame = self.admin_site.each_context(request)
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/export_form.html", frame | context, status=status)

    def file(
        self, request: HttpRequest, rows: list[Conversation], given: dict[str, Any]
    ) -> HttpResponse:
        by: Any = request.user  # signed in, or the permission were missing
        kind = given["format"]
        body, record = exports.take(
            rows,
            by,
            kind=kind,
            reason=given["reason"],
            selection="" if request.GET.get("ids") else request.GET.urlencode(),
        )
        answer = HttpResponse(body, content_type=TYPES[kind])
        name = f"conversations-{timezone.localtime():%Y%m%d-%H%M}-{record.pk}.{kind}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store"
        return answer

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may_export(request):
            raise PermissionDenied
        conversation = self.get_object(request, str(pk))
        if conversation is None:
            return self.not_there(request)
        form = ReasonForm(request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return self.ask_reason(request, conversation, form)
        messages = Message.objects.filter(conversation=conversation).order_by("seq")
        sha256 = exports.digest(exports.entries_of([pk])[pk])
        by: Any = request.user
        record = exports.record(
            [pk], by, Export.Format.PRINT, sha256, reason=form.cleaned_data["reason"]
        )
        context = {
            "conversation": conversation,
            "entries": [transcript_pages.entry(message, None) for message in messages],
            "intent": transcript_pages.intent_label(conversation.intent),
            "category": transcript_pages.category_label(conversation.category),
            "sha256": sha256,
            "record": record,
        }
        return TemplateResponse(request, "admin/print.html", context)

    def ask_reason(
        self, request: HttpRequest, conversation: Conversation, form: ReasonForm
    ) -> HttpResponse:
        """What it is printed for, before anything is shown."""
        context = {
            "title": _("Print a conversation"),
            "form": form,
            "conversation": conversation,
            "opts": self.opts,
        }
        frame = self.admin_site.each_context(request)
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/print_form.html", frame | context, status=status)
