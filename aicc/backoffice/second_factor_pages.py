"""The pages of the second factor: asked for after the password, set up, and one's own login."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as sign_in
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from unfold.widgets import UnfoldAdminTextInputWidget

from aicc.backoffice.sign_in_forms import locked_sentence, reported
from handover.staff_sessions import known_devices, own_sessions, second_factor
from handover.staff_sessions.lock_out import LockedOut, Report, account_of
from handover.staff_sessions.second_factor import Pending
from handover.staff_sessions.sign_in import SignIn

ENROLLING = "enrolling_second_factor"  # in a session: the secret of an app being set up
Context = Callable[[HttpRequest], dict[str, Any]]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Authentication code"),
        max_length=20,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def refuse(self, error: ValidationError | None = None) -> None:
        wrong = ValidationError(_("This is not the code now. Wait for the next one, and try it."))
        self.add_error("code", error or wrong)


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


def finish(request: HttpRequest, pending: Pending) -> None:
    """The second factor was right: now they are signed in."""
    request.session.pop(second_factor.PENDING, None)
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
    """Asks for the app's code, or a recovery code."""
    pending = second_factor.pending(request)
    if pending is None:
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_right(form, pending.user):
        finish(request, pending)
        return remembering(request, HttpResponseRedirect(pending.next), pending)
    told = {"title": _("Second factor"), "form": form}
    status = 422 if request.method == "POST" else 200
    page = "admin/second_factor.html"
    return TemplateResponse(request, page, context(request) | told, status=status)


def is_right(form: CodeForm, user: Any) -> bool:
    try:
        if second_factor.check(user, form.cleaned_data["code"]):
            return True
    except LockedOut as refusal:
        form.refuse(ValidationError(locked_sentence(refusal)))
        return False
    form.refuse()
    return False


@never_cache
@csrf_protect
def set_up_page(request: HttpRequest, context: Context) -> HttpResponse:
    """Shows the secret, asks for a code of it, then shows the recovery codes, once."""
    pending = second_factor.pending(request)
    user: Any = pending.user if pending else request.user
    if not user.is_authenticated or not user.is_staff:
        return HttpResponseRedirect(reverse("admin:login"))
    if second_factor.is_enrolled(user):
        return HttpResponseRedirect(reverse("admin:second_factor" if pending else "admin:account"))
    secret = bytes.fromhex(request.session.setdefault(ENROLLING, second_factor.new_secret().hex()))
    form = CodeForm(request.POST or None)
    codes = None
    if request.method == "POST" and form.is_valid():
        codes = second_factor.enrol(user, secret, form.cleaned_data["code"])
        if codes is None:
            form.refuse()
    told: dict[str, Any] = {"title": _("Set up your second factor"), "form": form, "codes": codes}
    if codes is None:
        status = 422 if request.method == "POST" else 200
        told |= secret_shown(user, secret)
        page = "admin/second_factor_set_up.html"
        return TemplateResponse(request, page, context(request) | told, status=status)
    return signed_up(request, context, pending, told)


def signed_up(
    request: HttpRequest, context: Context, pending: Pending | None, told: dict[str, Any]
) -> HttpResponse:
    request.session.pop(ENROLLING, None)
    if pending:
        finish(request, pending)
    told["next"] = pending.next if pending else reverse("admin:account")
    answer = TemplateResponse(request, "admin/second_factor_set_up.html", context(request) | told)
    return remembering(request, answer, pending) if pending else answer


def secret_shown(user: Any, secret: bytes) -> dict[str, Any]:
    issuer = f"{settings.AICC_BANK_NAME_EN} AICC"
    uri = second_factor.totp(secret).get_provisioning_uri(user.get_username(), issuer)
    text = uri.partition("secret=")[2].partition("&")[0]
    parts = [text[start : start + 4] for start in range(0, len(text), 4)]
    return {"qr": drawn(uri), "secret": " ".join(parts)}


def drawn(uri: str) -> SafeString:
    """A QR code as SVG, with nothing of anybody's words in its markup."""
    picture = segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff")
    return mark_safe(picture)  # noqa: S308


def account_page(request: HttpRequest, context: Context) -> HttpResponse:
    """One's own login: second factor, recovery codes, open sessions."""
    user: Any = request.user
    told: dict[str, Any] = {
        "title": _("My login"),
        "enrolled": second_factor.is_enrolled(user),
        "required": second_factor.is_required(user),
        "codes_left": second_factor.codes_left(user),
        "form": CodeForm(),
    }
    if request.method == "POST":
        answer = changed(request, user, told)
        if answer:
            return answer
    told["sessions"] = own_sessions.listed(user, request)
    status = 422 if request.method == "POST" and "codes" not in told else 200
    page = "admin/account.html"
    return TemplateResponse(request, page, context(request) | told, status=status)


def changed(request: HttpRequest, user: Any, told: dict[str, Any]) -> HttpResponse | None:
    """What the page's buttons ask for; None where the page itself is the answer."""
    wanted = request.POST.get("wanted", "")
    if wanted == "end_all":
        own_sessions.end_all(user)
        request.session.flush()
        return HttpResponseRedirect(reverse("admin:login"))
    if wanted == "end":
        key = request.POST.get("session", "")
        own_sessions.end_one(user, int(key) if key.isascii() and key.isdigit() else 0)
        messages.success(request, _("That login has ended."))
        return HttpResponseRedirect(reverse("admin:account"))
    form = told["form"] = CodeForm(request.POST)
    if not form.is_valid() or not is_right(form, user):
        return None
    if wanted == "replace":
        second_factor.reset(user)
        return HttpResponseRedirect(reverse("admin:second_factor_set_up"))
    told["codes"] = second_factor.new_recovery_codes(user)
    told["codes_left"] = len(told["codes"])
    return None
