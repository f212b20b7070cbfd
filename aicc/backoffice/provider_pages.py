"""Signing in with an account of the bank's identity provider, and out by its word."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from aicc.audit.recording import Action, record
from aicc.backoffice.second_factor_pages import Context, enter
from handover.models import StaffSession
from handover.single_sign_on import accounts, provider
from handover.single_sign_on import sign_out as signing_out
from handover.single_sign_on.provider import Identity, SignInRefused
from handover.staff_sessions import networks, second_factor, session_store
from handover.staff_sessions.second_factor import Pending

BACKEND = "handover.staff_sessions.sign_in.LockOutBackend"  # whose sessions ours are
GOING_TO = "provider_going_to"  # in a session: where they were going
ELSEWHERE = gettext_lazy("Your login cannot be used from this network. Ask an administrator.")
STILL_THERE = gettext_lazy(
    "You are signed out here. Your session at the bank's account service goes on: sign out there "
    "too, above all on a shared computer."
)
LONGEST_TOKEN = 16_384  # characters


def address(request: HttpRequest) -> str:
    """Of the page that leads to the provider, for the sign-in page; "" where there is none."""
    if not provider.is_configured():
        return ""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    query = f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if wanted else ""
    return reverse("admin:provider") + query


def answer_at(request: HttpRequest) -> str:
    path = reverse("admin:provider_answer")
    return public(request, path)


def public(request: HttpRequest, path: str) -> str:
    """The address of a page of ours as the provider knows it."""
    if settings.AICC_PUBLIC_URL:
        return f"{settings.AICC_PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)


@never_cache
@require_GET
def begin(request: HttpRequest, context: Context) -> HttpResponse:
    """On to the provider."""
    if not provider.is_configured():
        raise Http404
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    session_store.forget_ended()
    request.session[GOING_TO] = wanted if is_ours else reverse("admin:index")
    try:
        return provider.begin(request, answer_at(request))
    except SignInRefused as refusal:
        return refused(request, context, refusal, None)


@never_cache
@require_GET
def answer(request: HttpRequest, context: Context) -> HttpResponse:
    """Signs in whom the provider names, or leads on to our second factor, or says why not."""
    if not provider.is_configured():
        raise Http404
    user: User | None = None
    try:
        identity = provider.finish(request)
        user = accounts.person_of(identity)
        check_network(user)
    except SignInRefused as refusal:
        return refused(request, context, refusal, user)
    return HttpResponseRedirect(let_in(request, user, identity))


def check_network(user: User) -> None:
    """Raises SignInRefused."""
    if networks.is_refused(user):
        raise SignInRefused("network", ELSEWHERE)


def let_in(request: HttpRequest, user: User, identity: Identity) -> str:
    """Sign them in, or wait for our second factor. Returns where they go on."""
    going_to = request.session.pop(GOING_TO, reverse("admin:index"))
    who = Pending(user, BACKEND, going_to, "", None, provider=identity.session or "-")
    if signs_out_there():
        who = replace(who, identity=identity.token)
    enrolled = second_factor.is_enrolled(user)
    if identity.proof or not (enrolled or second_factor.is_required(user)):
        enter(request, who, identity.proof)
        return going_to
    second_factor.begin(request, who, second_factor.PENDING)
    return reverse("admin:second_factor" if enrolled else "admin:second_factor_set_up")


def refused(
    request: HttpRequest, context: Context, refusal: SignInRefused, user: User | None
) -> HttpResponse:
    """The sentence for whoever wanted in, and the reason for the audit log."""
    record(
        Action.SIGN_IN_FAILED,
        "auth.user",
        user.pk if user else "",
        name=user.get_username() if user else "",
        actor_name="nobody",
        details={"why": f"identity provider: {refusal.why}"},
    )
    told = {"title": _("Log in"), "sentence": refusal.message}
    page = "admin/provider_refused.html"
    return TemplateResponse(request, page, context(request) | told, status=refusal.status)


def signs_out_there() -> bool:
    return provider.is_configured() and settings.AICC_OIDC_SIGN_OUT == "provider"


def came_from_there(request: HttpRequest) -> bool:
    """Whether whoever is signed in came by the provider's word."""
    key = request.session.session_key or ""
    return StaffSession.objects.filter(session_key=key).exclude(provider_session="").exists()


def sign_out_there(request: HttpRequest, context: Context) -> HttpResponse | None:
    """Signs out here, and leads on to where the provider ends its session; None: there is none to
    end.

    A page and no redirect: a browser follows a form to no other site that the policy names none.
    """
    if not signs_out_there() or not came_from_there(request):
        return None
    token = str(request.session.get(second_factor.IDENTITY, ""))
    logout(request)
    try:
        there = signing_out.address_there(token, public(request, reverse("admin:login")))
    except SignInRefused:
        messages.warning(request, STILL_THERE)
        return HttpResponseRedirect(reverse("admin:login"))
    told = {"title": _("Signing out"), "there": there}
    return TemplateResponse(request, "admin/provider_sign_out.html", context(request) | told)


@csrf_exempt
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The provider itself says that somebody signed out there: their sessions here end."""
    token: Any = request.POST.get("logout_token", "")
    headers = {"Cache-Control": "no-store"}
    if not provider.is_configured() or not 0 < len(token) <= LONGEST_TOKEN:
        return HttpResponse(status=400, headers=headers)
    try:
        signing_out.by_token(token)
    except SignInRefused:
        return HttpResponse(status=400, headers=headers)
    return HttpResponse(status=200, headers=headers)
