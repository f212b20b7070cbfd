"""Cookies under the names of the release before, for one release: nobody signs in once more.

Since a production site of its own host names them `__Host-…`, whoever is signed in still brings
the plain names; they count where the new one is missing, and are given anew under it with the
next use.
"""

from collections.abc import Awaitable, Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import async_only_middleware

from chat.sessions.credentials import HOST_ONLY


def read(cookies: Mapping[str, str], name: str) -> str | None:
    """A cookie by its name now, or else by the one it had."""
    return cookies.get(name, cookies.get(name.removeprefix(HOST_ONLY)))


@async_only_middleware
def former_cookies(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], Awaitable[HttpResponseBase]]:
    """Middleware: session and form tokens under their former names are read as if by the new."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            value = read(request.COOKIES, name)
            if value is not None:
                request.COOKIES[name] = value
        return await get_response(request)

    return middleware
