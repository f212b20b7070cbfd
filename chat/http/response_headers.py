"""What Django's middlewares write around every answer of the chat's calls, asked of them once."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from corsheaders.middleware import CorsMiddleware
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import translation

PATH = "/api/v1/chat/"
KEPT = 256  # of each: languages that browsers ask for and origins that pages have are few
Headers = list[tuple[bytes, bytes]]


@lru_cache(KEPT)
def around(secure: bool, language: str, origin: str | None) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that do not depend on what is answered.

    language: the answer's. origin: the request's header; None: it has none.
    """
    headers = [] if origin is None else [(b"origin", origin.encode("latin1"))]
    request = request_of({"scheme": "https" if secure else "http", "headers": headers})
    response = HttpResponse()
    del response["Content-Type"]
    with translation.override(language):
        XFrameOptionsMiddleware(nothing).process_response(request, response)
        LocaleMiddleware(nothing).process_response(request, response)
        CSPMiddleware(nothing).process_response(request, response)
        CorsMiddleware(nothing).add_response_headers(request, response)
        SecurityMiddleware(nothing).process_response(request, response)
    return tuple(encoded(response))


@lru_cache(KEPT)
def language_of(accepted: str, cookie: str | None) -> str:
    """Of a request, before its session is known. accepted: its Accept-Language; cookie: the
    value of the language's cookie.
    """
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    if cookie is not None:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    return translation.get_language_from_request(request)


def request_of(scope: dict[str, Any], body: bytes = b"") -> ASGIRequest:
    """Django's, of a scope or of a part of one."""
    return ASGIRequest({"method": "POST", "path": PATH, **scope}, BytesIO(body))


def encoded(response: Any) -> Headers:
    """A response's headers as ASGI sends them, without its cookies."""
    return [(name.encode("ascii"), text.encode("latin1")) for name, text in response.items()]


def nothing(request: HttpRequest) -> HttpResponse:
    """What the middlewares stand before here."""
    return HttpResponse()


def forget(**_signal: Any) -> None:
    around.cache_clear()
    language_of.cache_clear()


setting_changed.connect(forget)
