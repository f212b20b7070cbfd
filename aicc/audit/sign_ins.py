"""Sign-ins, failed ones and sign-outs, recorded before they are answered."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from aicc.audit.recording import Action, record
from aicc.platform.request_ids import login_name

LOGIN = "auth.user"


def connect() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="audit sign-in")
    user_login_failed.connect(failed, dispatch_uid="audit failed sign-in")
    user_logged_out.connect(signed_out, dispatch_uid="audit sign-out")


def signed_in(user: User, request: Any = None, **signal: Any) -> None:
    key = getattr(getattr(request, "session", None), "session_key", None)
    begun = {"begins": login_name(key)} if key else {}
    if getattr(request, "provider_session", ""):
        begun["by"] = "identity provider"
    if proof := getattr(request, "proved_by", ""):
        begun["second_factor"] = proof
    record(Action.SIGN_IN, LOGIN, user.pk, name=user.get_username(), user=user, details=begun)


def failed(credentials: dict[str, Any], request: Any = None, **signal: Any) -> None:
    """By whose login it was tried; what was typed for one may be a password, and is not told."""
    user = User.objects.filter(username=str(credentials.get("username", ""))[:150]).first()
    told = getattr(request, "sign_in", None)
    why = "locked out" if getattr(told, "refusal", None) else "wrong password"
    record(
        Action.SIGN_IN_FAILED,
        LOGIN,
        user.pk if user else "",
        name=user.get_username() if user else "",
        actor_name="nobody",
        details={"why": why},
    )


def signed_out(user: User | None = None, **signal: Any) -> None:
    if user is not None and user.pk:
        record(Action.SIGN_OUT, LOGIN, user.pk, name=user.get_username(), user=user)
