"""After the password: nobody is signed in before their second factor is proved."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import login as sign_in
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from aicc.backoffice import passkey_pages
from aicc.backoffice.proof_form import ProofForm
from aicc.backoffice.sign_in_forms import reported
from handover.staff_sessions import known_devices, recovery_codes, second_factor
from handover.staff_sessions.lock_out import Report, account_of
from handover.staff_sessions.second_factor import Pending
from handover.staff_sessions.sign_in import SignIn

Context = Callable[[HttpRequest], dict[str, Any]]


class TwoStepLogin(LoginView):
    """Django's, which signs nobody in whose second factor is still to be asked for."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        enrolled = second_factor.is_enrolled(user)
        if not enrolled and not second_factor.is_required(user):
            return super().form_valid(form)
        told: SignIn = self.request.sign_in  # type: ignore[attr-defined]
        second_factor.begin(
            self.request, user, self.get_success_url(), told.device, as_list(told.report)
        )
        page = "second_factor" if enrolled else "second_factor_set_up"
        return HttpResponseRedirect(reverse(f"admin:{page}"))


def as_list(report: Report | None) -> list[Any] | None:
    """As a session keeps it."""
    if report is None:
        return None
    return [report.failures, report.last_at.isoformat(), report.last_address]


def finish(request: HttpRequest, pending: Pending, proof: str) -> None:
    """The second factor was right: now they are signed in. proof: what it was."""
    request.session.pop(second_factor.PENDING, None)
    request.proved_by = proof  # type: ignore[attr-defined]  # for the audit log's entry
    sign_in(request, pending.user, backend=pending.backend)
    request.session[second_factor.PASSED] = True
    if pending.report:
        failures, last_at, address = pending.report
        report = Report(failures, datetime.fromisoformat(last_at), address)
        messages.warning(request, reported(report))


def remembering(request: HttpRequest, response: HttpResponse, pending: Pending) -> HttpResponse:
    """The answer, with the cookie by which this browser is known to the login from now on."""
    account = account_of(pending.user.get_username())
    known_devices.remember(request, response, account, pending.device)
    return response


@never_cache
@csrf_protect
def code_page(request: HttpRequest, context: Context) -> HttpResponse:
    """Asks for a passkey, the app's code, or a recovery code: for what this person has."""
    pending = second_factor.pending(request)
    if pending is None:
        return HttpResponseRedirect(reverse("admin:login"))
    user = pending.user
    passkey = passkey_pages.told(request, user)
    offers_passkey = passkey["passkeys_work"] and passkey["passkeys"]
    form = ProofForm(request.POST or None, focused=not offers_passkey)
    if request.method == "POST" and (proof := form.proved(request, user)):
        finish(request, pending, proof)
        return remembering(request, HttpResponseRedirect(pending.next), pending)
    told = passkey | {
        "title": _("Second factor"),
        "form": form,
        "offers_passkey": offers_passkey,
        "has_app": second_factor.has_app(user),
        "codes_left": recovery_codes.left(user),
    }
    status = 422 if request.method == "POST" else 200
    page = "admin/second_factor.html"
    return TemplateResponse(request, page, context(request) | told, status=status)
