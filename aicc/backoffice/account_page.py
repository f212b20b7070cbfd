"""One's own login: second factor, passkeys, recovery codes, open sessions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from aicc.backoffice import passkey_pages
from aicc.backoffice.proof_form import ProofForm
from aicc.backoffice.second_factor_pages import Context
from handover.staff_sessions import own_sessions, recovery_codes, second_factor


def account_page(request: HttpRequest, context: Context) -> HttpResponse:
    user: Any = request.user
    told: dict[str, Any] = {"title": _("My login"), "form": ProofForm()}
    if request.method == "POST":
        answer = changed(request, user, told)
        if answer:
            return answer
    wanted = request.POST.get("wanted") or request.GET.get("wanted", "")
    told |= passkey_pages.told(request, user) | {
        "wanted": wanted,
        "asked": asked_of(user, wanted),
        "enrolled": second_factor.is_enrolled(user),
        "has_app": second_factor.has_app(user),
        "required": second_factor.is_required(user),
        "codes_left": recovery_codes.left(user),
        "sessions": own_sessions.listed(user, request),
    }
    status = 422 if request.method == "POST" and "codes" not in told else 200
    page = "admin/account.html"
    return TemplateResponse(request, page, context(request) | told, status=status)


def changed(request: HttpRequest, user: Any, told: dict[str, Any]) -> HttpResponse | None:
    """What the page's buttons ask for; None where the page itself is the answer."""
    wanted, _colon, key = request.POST.get("wanted", "").partition(":")
    if wanted == "end_all":
        own_sessions.end_all(user)
        request.session.flush()
        return HttpResponseRedirect(reverse("admin:login"))
    if wanted == "end":
        own_sessions.end_one(user, number_in(request.POST.get("session", "")))
        messages.success(request, _("That login has ended."))
        return HttpResponseRedirect(reverse("admin:account"))
    form = told["form"] = ProofForm(request.POST)
    if not asked_of(user, request.POST.get("wanted", "")):
        return HttpResponseRedirect(reverse("admin:account"))
    if not form.proved(request, user):
        return None
    if wanted == "codes":
        told["codes"] = recovery_codes.renew(user)
        return None
    if wanted == "remove":
        second_factor.remove_passkey(user, number_in(key))
        messages.success(request, _("That passkey opens nothing any more."))
        if second_factor.is_enrolled(user) or not second_factor.is_required(user):
            return HttpResponseRedirect(reverse("admin:account"))
    if wanted == "replace":
        second_factor.remove_app(user)
    second_factor.let_enrol(request)
    return HttpResponseRedirect(reverse("admin:second_factor_set_up"))


def asked_of(user: Any, wanted: str) -> str:
    """What somebody is asked to prove themselves for; "" for nothing that there is."""
    act, _colon, key = wanted.partition(":")
    if not second_factor.is_enrolled(user):
        return ""
    if act == "remove":
        passkey = user.passkeys.filter(pk=number_in(key)).first()
        return _("Remove the passkey %(name)s.") % {"name": passkey} if passkey else ""
    sentences = {
        "add": _("Register another device."),
        "replace": _("Set up another telephone. The app of the former one opens nothing then."),
        "codes": _("Make new recovery codes. The former ones open nothing then."),
    }
    return sentences.get(act, "")


def number_in(text: str) -> int:
    """0, the key of nothing, for whatever is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
