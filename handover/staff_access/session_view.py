"""How long one's login still lasts: asked by every page of the bank's side, moved by use."""

import math

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from aicc.platform import errors
from handover.staff_sessions.session_store import ends_at, limit_of
from handover.staff_sessions.staff_sessions import SignedOut

WARN_SECONDS = 300  # before the end


@require_http_methods(["GET", "POST"])
async def session(request: HttpRequest) -> JsonResponse:
    """What is left of the login. A POST is a use (session_store.keep_in_use); a GET is none."""
    held, user = request.session, await request.auser()
    if not user.is_authenticated or not user.is_staff:
        error = SignedOut()
        body = errors.body(error.message, error.code, error.retryable)
        return JsonResponse(body, status=error.status)
    end, limit, now = ends_at(held), limit_of(held), timezone.now()
    seconds = max(0, math.floor((end - now).total_seconds()))
    is_final = end >= limit
    told = {
        "seconds_left": seconds,
        "warn_seconds": min(WARN_SECONDS, settings.AICC_STAFF_IDLE_MINUTES * 60 // 2),
        "is_final": is_final,
        "words": words(seconds, is_final=is_final),
        "stay": _("Stay signed in"),
    }
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


def words(seconds: int, *, is_final: bool) -> str:
    minutes = max(1, math.ceil(seconds / 60))
    if is_final:
        hours = settings.AICC_STAFF_SESSION_HOURS
        return _(
            "You are signed out in %(minutes)d min: %(hours)d hours after the sign-in every "
            "login ends. Save what you are writing; drafts at the desk are kept."
        ) % {"minutes": minutes, "hours": hours}
    return ngettext(
        "You are signed out in %(count)d minute, because nothing was done here for long.",
        "You are signed out in %(count)d minutes, because nothing was done here for long.",
        minutes,
    ) % {"count": minutes}
