"""Where a session's token is found: header, subprotocol, or the page's cookie."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie

from chat.protocol import incoming

COOKIE_PREFIX = "aicc."
HOST_ONLY = "__Host-"  # names that a browser takes from this very host alone, over TLS, for "/"
PREFIXES = (f"{HOST_ONLY}{COOKIE_PREFIX}", COOKIE_PREFIX)
MOST_COOKIES = 10  # a browser that began more conversations forgets the eldest ones' keys


def cookie_name(session_id: str, *, secure: bool = False) -> str:
    return f"{prefix(secure)}{session_id}"


def prefix(secure: bool) -> str:
    """secure: whether the browser is spoken to over TLS."""
    return PREFIXES[0] if settings.HOST_COOKIES and secure else COOKIE_PREFIX


def path_of(name: str) -> str:
    """Where the browser sends it along: to calls and sockets, not to pages and static files, as
    far as its name allows.
    """
    return "/" if name.startswith(HOST_ONLY) else f"{settings.AICC_BASE_PATH}api/"


def from_cookies(cookies: Mapping[str, str], session_id: str) -> str | None:
    """The session's token, under whichever name it was given."""
    found = (cookies.get(f"{each}{session_id}") for each in PREFIXES)
    return next((token for token in found if token is not None), None)


def is_ours(name: str) -> bool:
    return name.startswith(PREFIXES)


def from_authorization(header: str | None) -> str | None:
    """The token of `Authorization: Bearer …`."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def from_subprotocols(subprotocols: Iterable[str]) -> str | None:
    """The token of the subprotocol `aicc.token.<token>`."""
    for name in subprotocols:
        if name.startswith(incoming.TOKEN_PREFIX):
            return name.removeprefix(incoming.TOKEN_PREFIX)
    return None


def cookies_in(scope: Mapping[str, Any]) -> dict[str, str]:
    """The cookies of a handshake, read as Django reads those of a request: what another site of
    the host left behind, in whatever shape, costs itself and no other.
    """
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"]
    return parse_cookie("; ".join(lines))


def set_cookie(
    response: Any, session_id: str, token: str, expires: datetime, *, secure: bool
) -> None:
    """Give a browser the session's token, out of reach of its scripts.

    It outlives the token, so that the page can renew it up to AICC_RESUME_DAYS later.
    """
    name = cookie_name(session_id, secure=secure)
    response.set_cookie(
        name,
        token,
        max_age=settings.AICC_RESUME_DAYS * 86_400 + settings.AICC_TOKEN_HOURS * 3600,
        path=path_of(name),
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def drop_old_cookies(response: Any, cookies: Mapping[str, str]) -> None:
    """Keep a browser's Cookie header short: the first ones it sends are the eldest."""
    ours = [name for name in cookies if is_ours(name)]
    for name in ours[: max(0, len(ours) - MOST_COOKIES + 1)]:
        response.delete_cookie(name, path=path_of(name), samesite="Lax")


def drop_cookie(response: Any, session_id: str) -> None:
    """Take a session's token out of the browser that asks."""
    for each in PREFIXES:
        name = f"{each}{session_id}"
        response.delete_cookie(name, path=path_of(name), samesite="Lax")
