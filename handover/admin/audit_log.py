"""The audit log: who saw and changed what. Read by the auditor alone, changed by nobody."""

import ipaddress
import json
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from aicc.audit import siem
from aicc.audit.changes import WATCHED
from aicc.audit.models import AuditEvent
from aicc.audit.recording import SYSTEM, Action, record
from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin

MAY_EXPORT = "audit.export_auditevent"
MOST = 20_000  # entries of one export; more go by `manage.py export_audit`
# What a number that is looked for may be the number of.
TYPES = (
    *("chat.conversation", "handover.handover", "handover.callback", "chat.review"),
    *sorted(WATCHED),
)


class WhenFilter(admin.SimpleListFilter):
    title = _("time")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Last 24 hours")), ("7", _("Last 7 days")), ("30", _("Last 30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = self.value()
        if days not in ("1", "7", "30"):
            return queryset
        return queryset.filter(at__gte=timezone.now() - timedelta(days=int(days)))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        min_length=5,
        max_length=500,
        help_text=_("Who asked for it, and what it is for. It stays on record."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


@admin.register(AuditEvent)
class AuditLogAdmin(ReadOnlyModelAdmin):
    page_template = "admin/audit_event.html"
    list_before_template = "admin/audit_log.html"
    list_display: ClassVar[tuple[str, ...]] = (
        *("at", "who", "action_label", "what", "why", "address"),
    )
    list_display_links = ("at",)
    list_filter = (WhenFilter, "action")
    search_fields = ("actor_name",)  # that there is a search; what it does is get_search_results
    search_help_text = _("A person's name or login, an address, or a row's number")
    ordering = ("-id",)

    def get_urls(self) -> list[URLPattern]:
        export = self.permission_view(MAY_EXPORT, type(self).export_view)
        return [path("export/", export, name="audit_auditevent_export"), *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Each way to be found is by an index."""
        term = search_term.strip()[:100]
        if not term:
            return queryset, False
        if is_address(term):
            return queryset.filter(address=term), False
        if term.isascii() and term.isdigit():
            return queryset.filter(object_type__in=TYPES, object_id=term), False
        people = User.objects.filter(
            Q(username__istartswith=term)
            | Q(first_name__istartswith=term)
            | Q(last_name__istartswith=term)
        )
        return queryset.filter(actor__in=list(people.values_list("pk", flat=True)[:100])), False

    @display(description=_("who"))
    def who(self, row: AuditEvent) -> str:
        """A person's name as it was; what the server calls itself, in the reader's language."""
        is_own = row.actor_id is None and row.actor_name == SYSTEM
        return gettext("system") if is_own else row.actor_name

    @display(
        description=_("activity"),
        label=dict.fromkeys(Action, "neutral")
        | dict.fromkeys((Action.REFUSED, Action.SIGN_IN_FAILED), "danger")
        | dict.fromkeys((Action.EXPORT, Action.PRINT, Action.REVEAL), "warning"),
    )
    def action_label(self, row: AuditEvent) -> tuple[str, str]:
        return row.action, row.get_action_display()

    @display(description=_("object"))
    def what(self, row: AuditEvent) -> str:
        named = kind_of(row.object_type)
        return " ".join(filter(None, (named, row.object_id, row.object_name))) or "–"

    @display(description=_("reason"))
    def why(self, row: AuditEvent) -> str:
        return Truncator(row.reason).chars(80) or "–"

    def page_context(self, request: HttpRequest, obj: AuditEvent) -> dict[str, Any]:
        details = json.loads(obj.details) if obj.details else {}
        changes = details.pop("changes", {})
        return {
            "who": self.who(obj),
            "what": self.what(obj),
            "changes": [(name, *before_and_after(pair)) for name, pair in changes.items()],
            "details": [(name, as_words(value)) for name, value in details.items()],
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        above = {"query": request.GET.urlencode(), "may_export": request.user.has_perm(MAY_EXPORT)}
        return super().changelist_view(request, above | (extra_context or {}))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The entries of the list at this address as JSON lines, at most MOST, oldest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self.file(request, form.cleaned_data["reason"])
        frame = self.admin_site.each_context(request)
        context = {"title": _("Export of the audit log"), "form": form, "opts": self.opts}
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/audit_export.html", frame | context, status=status)

    def file(self, request: HttpRequest, reason: str) -> HttpResponse:
        asked: Any = request
        asked.method, asked.rows_alone = "GET", True
        rows = self.get_changelist_instance(asked).queryset
        keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:MOST])
        told = {"asked": request.GET.dict(), "count": len(keys)}
        record(Action.EXPORT, "audit.auditevent", reason=reason, details=told)
        span = rows.filter(pk__range=(keys[-1], keys[0])) if keys else rows.none()
        answer = HttpResponse(siem.json_lines(span), content_type="application/x-ndjson")
        name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.jsonl"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def kind_of(object_type: str) -> str:
    """What the office calls it; what is no record of ours is called as it is stored."""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return object_type


def is_address(term: str) -> bool:
    try:
        ipaddress.ip_address(term)
    except ValueError:
        return False
    return True


def before_and_after(pair: Any) -> tuple[str, str]:
    """Of a field's change; of people or permissions, which came and which went."""
    if isinstance(pair, dict):
        return ", ".join(pair.get("removed", ())), ", ".join(pair.get("added", ()))
    before, after = pair
    return as_words(before), as_words(after)


def as_words(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
