"""One person's data: found, asked for by one, approved by another, downloaded or erased."""

import json
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from aicc.backoffice.read_only_admin import ReadOnlyModelAdmin
from aicc.personal_data import data_requests, erasure
from aicc.personal_data.data_requests import APPROVES, ASKS, Found
from aicc.personal_data.subject import Asked
from aicc.platform.encryption import Unreadable
from aicc.platform.errors import AiccError, NotFound
from chat.admin.data_requests.forms import AskForm, FindForm
from chat.admin.data_requests.words import class_names, found_by_names, why_failed
from chat.models import DataRequest, ErasureCertificate

VIEWS = "chat.view_datarequest"
State, Kind = DataRequest.State, DataRequest.Kind


@admin.register(DataRequest)
class DataRequestAdmin(ReadOnlyModelAdmin):
    """The record of the two-person rule, and where the second person decides."""

    page_template = "admin/data_request.html"
    list_before_template = "admin/data_requests.html"
    list_display = ("what", "state_label", "why", "asked_by", "requested_at", "decided")
    list_display_links = ("what",)
    list_filter = ("kind", "state")
    search_fields = ("requested_by_name", "decided_by_name", "reason")
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        def page(needs: str, view: Any) -> Any:
            return self.permission_view(needs, view)

        own = type(self)
        return [
            path("find/", page(ASKS, own.find_view), name="chat_datarequest_find"),
            path("ask/", require_POST(page(ASKS, own.ask_view)), name="chat_datarequest_ask"),
            path(
                "<int:pk>/decide/",
                require_POST(page(APPROVES, own.decide_view)),
                name="chat_datarequest_decide",
            ),
            path(
                "<int:pk>/withdraw/",
                require_POST(page(ASKS, own.withdraw_view)),
                name="chat_datarequest_withdraw",
            ),
            path(
                "<int:pk>/download/",
                require_POST(page(ASKS, own.download_view)),
                name="chat_datarequest_download",
            ),
            path(
                "<int:pk>/certificate/",
                page(VIEWS, own.certificate_view),
                name="chat_datarequest_certificate",
            ),
            path(
                "<int:pk>/certificate.json",
                page(VIEWS, own.certificate_file),
                name="chat_datarequest_certificate_file",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        above = {"may_ask": request.user.has_perm(ASKS)}
        return super().changelist_view(request, above | (extra_context or {}))

    # --- Columns -----------------------------------------------------------------------

    @display(description=gettext_lazy("request"), ordering="kind")
    def what(self, row: DataRequest) -> str:
        return f"{row.get_kind_display()} {row.pk}"

    @display(
        description=gettext_lazy("state"),
        label={
            State.PENDING: "warning",
            State.APPROVED: "info",
            State.READY: "success",
            State.DONE: "neutral",
            State.REFUSED: "danger",
            State.FAILED: "danger",
            State.WITHDRAWN: "neutral",
            State.EXPIRED: "neutral",
        },
    )
    def state_label(self, row: DataRequest) -> tuple[str, str]:
        state = State.EXPIRED if row.is_expired else State(row.state)
        return state.value, str(state.label)

    @display(description=gettext_lazy("reason"))
    def why(self, row: DataRequest) -> str:
        return Truncator(row.reason).chars(80)

    @display(description=gettext_lazy("asked for by"), ordering="requested_by_name")
    def asked_by(self, row: DataRequest) -> str:
        return row.requested_by_name

    @display(description=gettext_lazy("decided by"), ordering="decided_by_name")
    def decided(self, row: DataRequest) -> str:
        return row.decided_by_name or "–"

    # --- Finding and asking ------------------------------------------------------------

    def find_view(self, request: HttpRequest) -> HttpResponseBase:
        form = FindForm(request.POST if request.method == "POST" else None)
        found = None
        if form.is_bound and form.is_valid():
            found = self.looked_up(request, form)
        if found is None:
            return self.find_page(request, form, {}, 422 if form.is_bound else 200)
        sealed = data_requests.sealed(found.subject.asked)
        asks = AskForm(initial={"found": sealed, "kind": Kind.EXPORT})
        return self.find_page(request, form, {"ask": asks, **shown(found)})

    def looked_up(self, request: HttpRequest, form: FindForm) -> Found | None:
        """None with the form's own error where nobody is found."""
        by: Any = request.user
        given = form.cleaned_data
        try:
            return data_requests.look_up(
                by,
                customer=given["customer_id"],
                sessions=given["session_id"],
                phone=given["telephone"],
            )
        except NotFound:
            form.add_error(None, _("Nothing is kept of this person by what was entered."))
        except AiccError as error:
            form.add_error(None, str(error.message))
        return None

    def find_page(
        self, request: HttpRequest, form: Any, context: dict[str, Any], status: int = 200
    ) -> HttpResponseBase:
        told = {"title": _("Find a person's data"), "form": form, **context}
        return self.show(request, None, told, status, "admin/data_request_find.html")

    def ask_view(self, request: HttpRequest) -> HttpResponseBase:
        by: Any = request.user
        form = AskForm(request.POST)
        try:
            asked = data_requests.opened(request.POST.get("found", ""))
        except Unreadable:
            messages.error(request, _("Find the person first, then ask."))
            return HttpResponseRedirect(reverse("admin:chat_datarequest_find"))
        if form.is_valid():
            given = form.cleaned_data
            try:
                row = data_requests.ask(by, asked, given["kind"], given["reason"])
            except NotFound:
                form.add_error(None, _("Nothing is kept of this person by what was entered."))
            except AiccError as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, _("A second person decides about it now."))
                return HttpResponseRedirect(page_url(row.pk))
        return self.find_page(request, FindForm(), {"ask": form, **self.again(asked)}, 422)

    def again(self, asked: Asked) -> dict[str, Any]:
        try:
            return shown(data_requests.counted(data_requests.still_there(asked)))
        except NotFound:
            return {}

    # --- Deciding ----------------------------------------------------------------------

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Posted with `decision`: approve or refuse."""
        by: Any = request.user
        try:
            if request.POST.get("decision") == "approve":
                data_requests.approve(pk, by)
                messages.success(request, _("It is approved, and a server begins with it now."))
            else:
                data_requests.refuse(pk, by)
                messages.success(request, _("The request is refused."))
        except Unreadable:
            messages.error(request, str(why_failed("unreadable")))
        except AiccError as error:
            return self.refused(request, error, pk)
        return HttpResponseRedirect(page_url(pk))

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        by: Any = request.user
        try:
            data_requests.withdraw(pk, by)
            messages.success(request, _("The request is withdrawn."))
        except AiccError as error:
            return self.refused(request, error, pk)
        return HttpResponseRedirect(page_url(pk))

    def refused(self, request: HttpRequest, error: AiccError, pk: int) -> HttpResponseBase:
        """What was not allowed is 403; what came too late is told where it was asked."""
        messages.error(request, str(error.message))
        if isinstance(error, NotFound):
            return self.not_there(request)
        if error.status == 403:
            told = {"title": _("Not allowed"), "back": page_url(pk)}
            return self.show(request, None, told, 403, "admin/access_refused.html")
        return HttpResponseRedirect(page_url(pk))

    # --- What comes of it --------------------------------------------------------------

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        by: Any = request.user
        try:
            body, row = data_requests.fetch(pk, by)
        except Unreadable:
            messages.error(request, str(why_failed("unreadable")))
            return HttpResponseRedirect(page_url(pk))
        except AiccError as error:
            return self.refused(request, error, pk)
        answer = HttpResponse(body, content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="personal-data-{row.pk}.zip"'
        return answer

    def certificate(self, request: HttpRequest, pk: int) -> ErasureCertificate | None:
        """That of the request, or None. Raises PermissionDenied."""
        row = self.row(request, str(pk))
        return row.certificate if row is not None else None

    def certificate_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if (certificate := self.certificate(request, pk)) is None:
            return self.not_there(request)
        row, content = certificate.request, json.loads(certificate.content)
        context = {
            "title": _("Certificate of erasure"),
            "counts": class_names(data_requests.erased_counts(content)),
            "stays": content["stays"][erasure.AUDIT],
            "certificate": certificate,
            "found_by": found_by_names(row.found_by),
        }
        return self.show(request, row, context, template="admin/erasure_certificate.html")

    def certificate_file(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if (certificate := self.certificate(request, pk)) is None:
            return self.not_there(request)
        name = f"erasure-certificate-{certificate.number}.json"
        answer = HttpResponse(certificate.content, content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def page_context(self, request: HttpRequest, obj: DataRequest) -> dict[str, Any]:
        by: Any = request.user
        is_asker = obj.requested_by_id == by.pk
        may_decide = obj.is_pending and data_requests.waiting_for(by).filter(pk=obj.pk).exists()
        return {
            "title": _("Request for a person's data"),
            "state": self.state_label(obj)[1],
            "counts": class_names(obj.counts),
            "found_by": found_by_names(obj.found_by),
            "asked": whom(obj) if by.has_perm(ASKS) or by.has_perm(APPROVES) else None,
            "why_failed": why_failed(obj.failure),
            "may_decide": may_decide,
            "may_withdraw": obj.is_pending and is_asker and by.has_perm(ASKS),
            "may_download": obj.is_ready and is_asker and by.has_perm(ASKS),
            "needs_other": obj.is_pending and by.has_perm(APPROVES) and not may_decide,
        }


def whom(row: DataRequest) -> Asked | None:
    """None once it is over, or where no key opens it."""
    try:
        return data_requests.opened(row.asked_sealed) if row.asked_sealed else None
    except Unreadable:
        return None


def shown(found: Found) -> dict[str, Any]:
    return {"counts": class_names(found.counts), "holds": found.holds, "in_use": found.in_use}


def page_url(pk: int) -> str:
    return reverse("admin:chat_datarequest_change", args=[pk])
