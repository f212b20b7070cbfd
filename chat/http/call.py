"""A call as its view reads it: what DRF's and Django's requests would say of it, read once."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http.cookie import parse_cookie

from chat.api.base_view import BODY_BYTES
from chat.sessions import origins
from chat.sessions.credentials import HOST_ONLY

ACCEPTED = ("*/*", "application/json", "application/json, text/plain, */*")
KINDS = ("application/json", "application/json; charset=utf-8", "application/json;charset=utf-8")
# Nothing to decode or to compose.
PLAIN_QUERY = re.compile(rb"[A-Za-z_]+=[A-Za-z0-9_]*(&[A-Za-z_]+=[A-Za-z0-9_]*)*")


class Call:
    """The part of DRF's Request that the chat's views use, by the same names."""

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.headers = headers_of(scope)
        self.META: dict[str, str] = {"CONTENT_LENGTH": self.headers.get("content-length", "")}
        if scope.get("client"):
            self.META["REMOTE_ADDR"] = scope["client"][0]
        self.content_type = self.headers.get("content-type", "")
        self.data: Any = {}

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # noqa: N802  (as Django names it)
        return parse_cookie(self.headers.get("cookie", ""))

    @cached_property
    def query_params(self) -> dict[str, str]:
        return dict(parse_qsl(self.scope["query_string"].decode(), keep_blank_values=True))

    def is_secure(self) -> bool:
        return bool(self.scope.get("scheme") == "https")

    def get_host(self) -> str:
        return self.headers["host"]

    def is_usual(self) -> bool:
        """Whether nothing about it asks for a rule of Django's or DRF's own: a redirect, an
        error page, another renderer, a body of another kind, staff's cookies.
        """
        headers = self.headers
        # A body in chunks has no length here, unless the server gave it one.
        length = headers.get("content-length", "0" if self.method == "GET" else "")
        return (
            not settings.DEBUG
            and (self.is_secure() or not settings.SECURE_SSL_REDIRECT)
            and origins.is_our_host(headers.get("host", ""))
            and headers.get("accept", "*/*") in ACCEPTED
            and "transfer-encoding" not in headers  # where the server counts no chunks together
            and length.isdecimal()
            and int(length) <= (BODY_BYTES if self.method == "POST" else 0)
            and (self.content_type.lower() in KINDS or length == "0")
            and has_plain_query(self.method, self.scope["query_string"])
            and not ("cookie" in headers and staff_cookies() & self.COOKIES.keys())
        )


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """By their names in small letters; several of one name are one, as Django reads them."""
    headers: dict[str, str] = {}
    for raw, value in scope["headers"]:
        name, text = raw.decode("latin1"), value.decode("latin1")
        if "_" not in name:  # Django cannot tell it from a hyphen, and takes none
            headers[name] = f"{headers[name]},{text}" if name in headers else text
    return headers


def has_plain_query(method: str, query: bytes) -> bool:
    return not query or (method == "GET" and bool(PLAIN_QUERY.fullmatch(query)))


def staff_cookies() -> set[str]:
    """Names, present and former, of what Django reads, and gives anew where it is no good."""
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return {*names, *(name.removeprefix(HOST_ONLY) for name in names)}
