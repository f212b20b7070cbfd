"""Staff logins as a socket meets them: whose session this is, and whether it still counts."""

import hashlib
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import User

from aicc.platform import events
from aicc.platform.errors import AiccError, NotAllowed
from chat.sessions import origins


class SignedOut(AiccError):
    """Nobody is signed in, or no longer."""

    code = "signed_out"
    status = 401


@dataclass(frozen=True, slots=True)
class StaffHandshake:
    """A handshake at the desk's door."""

    session_key: str | None
    origin: str | None
    host: str
    address: str
    language: str  # of the page

    def check(self) -> None:
        """Raises NotAllowed for a foreign host or page; only our own may open a desk."""
        if not origins.is_our_host(self.host) or not origins.is_own(self.origin, self.host):
            raise NotAllowed


def read(scope: dict[str, Any]) -> StaffHandshake:
    """What a WebSocket scope says. Raises nothing; `check` does."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    try:
        morsel = SimpleCookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        morsel = None
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    language = query.get("language", [settings.LANGUAGE_CODE])[-1]
    return StaffHandshake(
        session_key=morsel.value if morsel else None,
        origin=headers.get(b"origin"),
        host=headers.get(b"host", ""),
        address=(scope.get("client") or ["unknown"])[0],
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
    )


def user_of(session_key: str | None) -> User:
    """Who is signed in with this session now. Two queries.

    Raises SignedOut when the session has ended, its password was changed, or its user is no
    longer active; NotAllowed for whoever is not staff.
    """
    if not session_key:
        raise SignedOut
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(SimpleNamespace(session=store))  # type: ignore[arg-type]
    if not isinstance(user, User) or not user.is_active:
        raise SignedOut
    if not user.is_staff:
        raise NotAllowed
    return user


def login_name(session_key: str | None) -> str:
    """Names a login to other servers without opening it."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()[:32]


def announce_sign_out(request: Any = None, **_signal: object) -> None:
    """Close the desks of a login that is signing out, on every server."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        events.signed_out(login_name(key))
