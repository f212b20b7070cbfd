"""Browsers in which somebody has signed in before: they keep their way in while others guess.

A signed cookie names the account and the device. It opens nothing by itself: a password is still
asked for, and wrong ones are counted against the device (OWASP calls this a device cookie).
"""

from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

COOKIE = "aicc_device_"
SECONDS = 180 * 86_400
SALT = "handover.staff_sessions.known_devices"


def cookie_of(account: str) -> str:
    return COOKIE + account[:12]


def device_of(request: HttpRequest, account: str) -> str:
    """The device's name where this browser has signed in to this account before; else blank."""
    found = read(request.COOKIES.get(cookie_of(account), ""))
    return found[1] if found and found[0] == account else ""


def any_device(request: HttpRequest) -> str:
    """A device that has signed in to whatever account before; blank for a stranger's."""
    for name, value in request.COOKIES.items():
        if name.startswith(COOKIE) and (found := read(value)):
            return found[1]
    return ""


def read(value: str) -> tuple[str, str] | None:
    """The account and the device that a cookie names."""
    try:
        account, device = signing.loads(value, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return str(account), str(device)


def remember(request: HttpRequest, response: Any, account: str, device: str) -> None:
    response.set_cookie(
        cookie_of(account),
        signing.dumps([account, device], salt=SALT),
        max_age=SECONDS,
        path=reverse("admin:login"),
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )
