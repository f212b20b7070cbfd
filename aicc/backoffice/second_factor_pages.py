"""After the password: nobody is signed in before their second factor is proved, and before a
password that somebody else set has given way to one of their own.
"""

from collections.abc import Callable
from dataclasses import replace
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
from handover.staff_sessions import (
    known_devices,
    recovery_codes,
    second_factor,
    temporary_passwords,
)
from handover.staff_sessions.lock_out import Report, account_of
from handover.staff_sessions.second_factor import Pending
from handover.staff_sessions.sign_in import SignIn

Context = Callable[[HttpRequest], dict[str, Any]]


class TwoStepLogin(LoginView):
    """Django's, which signs nobody in of whom something is still to be asked for."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        enrolled = second_factor.is_enrolled(user)
        if enrolled or second_factor.is_required(user):
            stage = second_factor.PENDING
            page = "second_factor" if enrolled else "second_factor_set_up"
        elif temporary_passwords.is_temporary(user):
            stage, page = second_factor.PENDING_PASSWORD, "own_password"
        else:
            return super().form_valid(form)
        told: SignIn = self.request.sign_in  # type: ignore[attr-defined]
        going_to, report = self.get_success_url(), as_list(told.report)
        who = Pending(user, user.backend, going_to, told.device, report)
        second_factor.begin(self.request, who, stage)
        return HttpResponseRedirect(reverse(f"admin:{page}"))


def as_list(report: Report | None) -> list[Any] | None:
    """As a session keeps it."""
    if report is None:
        return None
    return [report.failures, report.last_at.isoformat(), report.last_address]


def finish(request: HttpRequest, pending: Pending, proof: str) -> str:
    """The second factor was right: now they are signed in, or choose a password of their own.

    proof: what it was. Returns where they go on.
    """
    request.session.pop(second_factor.PENDING, None)
    if pending.provider or not temporary_passwords.is_temporary(pending.user):
        enter(request, pending, proof)
        return pending.next
    second_factor.begin(request, replace(pending, proof=proof), second_factor.PENDING_PASSWORD)
    return reverse("admin:own_password")


def enter(request: HttpRequest, pending: Pending, proof: str) -> None:
    """Sign them in: nothing is asked for any more. proof: of the second factor, "" for none."""
    if proof:
        request.proved_by = proof  # type: ignore[attr-defined]  # for the audit log's entry
    request.provider_session = pending.provider  # type: ignore[attr-defined]
    sign_in(request, pending.user, backend=pending.backend)
    if proof:
        request.session[second_factor.PASSED] = True
    if pending.identity:
        request.session[second_factor.IDENTITY] = pending.identity
    if pending.report:
        failures, last_at, address = pending.report
        report = Report(failures, datetime.fromisoformat(last_at), address)
        messages.warning(request, reported(report))


def remembering(request: HttpRequest, response: HttpResponse, pending: Pending) -> HttpResponse:
    """The answer, with the cookie by which this browser is known to the login from now on.

    Without one where no password was asked for: the cookie is against those who guess.
    """
    if not pending.device:
        return response
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
        going_to = finish(request, pending, proof)
        return remembering(request, HttpResponseRedirect(going_to), pending)
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
