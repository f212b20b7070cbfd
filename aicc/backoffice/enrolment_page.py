"""Setting a second factor up: a passkey in the device at hand, or an authenticator app."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from aicc.backoffice import passkey_pages
from aicc.backoffice.proof_form import ProofForm
from aicc.backoffice.second_factor_pages import Context, finish, remembering
from handover.staff_sessions import second_factor
from handover.staff_sessions.passkeys import LONGEST_NAME, PasskeyKnown, PasskeyRefused
from handover.staff_sessions.second_factor import Pending

ENROLLING = "enrolling_second_factor"  # in a session: the secret of an app being set up


@never_cache
@csrf_protect
def set_up_page(request: HttpRequest, context: Context) -> HttpResponse:
    """Offers a passkey and the app's secret, asks for proof, then shows recovery codes, once.

    Whoever has a second factor already sets another one up here, within five minutes of having
    proved the one they have.
    """
    pending = second_factor.pending(request)
    user: Any = pending.user if pending else request.user
    if not user.is_authenticated or not user.is_staff:
        return HttpResponseRedirect(reverse("admin:login"))
    enrolled = second_factor.is_enrolled(user)
    if enrolled and (pending or not second_factor.may_enrol(request, user)):
        return HttpResponseRedirect(reverse("admin:second_factor" if pending else "admin:account"))
    secret = bytes.fromhex(request.session.setdefault(ENROLLING, second_factor.new_secret().hex()))
    form = ProofForm(request.POST or None)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            codes, proof = enrolled_by(request, user, secret, form)
            return signed_up(request, context, pending, codes, proof)
        except (PasskeyKnown, PasskeyRefused) as refusal:
            error = str(refusal.message)
        except WrongCode:
            form.refuse()
    told = shown(request, user, form, secret) | {"error": error}
    status = 422 if request.method == "POST" else 200
    page = "admin/second_factor_set_up.html"
    return TemplateResponse(request, page, context(request) | told, status=status)


class WrongCode(Exception):
    """Not the code of the app that is being set up."""


def enrolled_by(
    request: HttpRequest, user: Any, secret: bytes, form: ProofForm
) -> tuple[list[str], str]:
    """The first recovery codes, if these are, and what was set up.

    Raises WrongCode, PasskeyKnown, PasskeyRefused.
    """
    answer = form.cleaned_data["passkey"]
    if answer:
        name = request.POST.get("name", "") or passkey_pages.device_name(request)
        codes = second_factor.enrol_passkey(request, user, answer, name)
        return codes, second_factor.PASSKEY
    found = second_factor.enrol(user, secret, form.cleaned_data["code"])
    if found is None:
        raise WrongCode
    return found, second_factor.APP


def signed_up(
    request: HttpRequest, context: Context, pending: Pending | None, codes: list[str], proof: str
) -> HttpResponse:
    request.session.pop(ENROLLING, None)
    request.session.pop(second_factor.ENROL_UNTIL, None)
    account = reverse("admin:account")
    going_to = finish(request, pending, proof) if pending else account
    if not codes:
        messages.success(request, _("It is set up."))
        return HttpResponseRedirect(going_to)
    told = {
        "title": _("Set up your second factor"),
        "codes": codes,
        "next": going_to,
    }
    answer = TemplateResponse(request, "admin/second_factor_set_up.html", context(request) | told)
    return remembering(request, answer, pending) if pending else answer


def shown(request: HttpRequest, user: Any, form: ProofForm, secret: bytes) -> dict[str, Any]:
    """What the page tells of both ways. The app is left out where there is one already."""
    told = passkey_pages.told(request, user) | {
        "title": _("Set up your second factor"),
        "form": form,
        "longest_name": LONGEST_NAME,
        "has_app": second_factor.has_app(user),
    }
    return told if told["has_app"] else told | secret_shown(user, secret)


def secret_shown(user: Any, secret: bytes) -> dict[str, Any]:
    issuer = f"{settings.AICC_BANK_NAME_EN} AICC"
    uri = second_factor.totp(secret).get_provisioning_uri(user.get_username(), issuer)
    text = uri.partition("secret=")[2].partition("&")[0]
    parts = [text[start : start + 4] for start in range(0, len(text), 4)]
    return {"qr": drawn(uri), "secret": " ".join(parts)}


def drawn(uri: str) -> SafeString:
    """A QR code as SVG, with nothing of anybody's words in its markup."""
    picture = segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff")
    return mark_safe(picture)  # noqa: S308  (paths and numbers, drawn by segno)
