"""What the pages of the second factor tell the script that talks with the browser's passkeys."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from handover.staff_sessions import passkeys, second_factor

# What a browser says of itself, and how its owner calls such a device.
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


@never_cache
@csrf_protect
def options(request: HttpRequest) -> HttpResponse:
    """A new challenge, for whoever is signed in or gave their password.

    POST with `for`: create or get. 403 where there is nothing that they may ask for.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    pending = second_factor.pending(request)
    user: Any = pending.user if pending else request.user
    place = passkeys.place_of(request)
    kind = request.POST.get("for")
    if not user.is_authenticated or not user.is_staff or place is None:
        return JsonResponse({}, status=403)
    allowed = {
        passkeys.CREATE: lambda: second_factor.may_enrol(request, user),
        passkeys.GET: lambda: user.passkeys.exists(),
    }
    if kind not in allowed or not allowed[kind]():
        return JsonResponse({}, status=403)
    return JsonResponse(passkeys.options(request, user, place, kind))


def told(request: HttpRequest, user: Any) -> dict[str, Any]:
    """For templates: whether passkeys can be used here, which there are, the script's words."""
    place = passkeys.place_of(request)
    return {
        "passkeys_work": place is not None,
        "public_url": settings.AICC_PUBLIC_URL,
        "passkeys": list(user.passkeys.all()),
        "passkey_options": reverse("admin:passkey_options"),
        "passkey_words": {
            "cancelled": _("Nothing was confirmed, or the time was over. Try again."),
            "known": _("This device is set up already."),
            "failed": _("This browser could not do it. Try again, or use another way."),
            "missing": _("This browser knows no passkeys: use another way."),
            "late": _("This page was open too long. Load it again."),
        },
        "device_name": device_name(request),
    }


def device_name(request: HttpRequest) -> str:
    """A first proposal for what to call the device at hand."""
    said = request.META.get("HTTP_USER_AGENT", "")
    return next((name for word, name in DEVICES if word in said), "")
