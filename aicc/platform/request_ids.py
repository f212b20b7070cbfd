"""One request or socket from its first event to its last: its id, its time, its failure.

Every server of ours and every line that is logged meanwhile names a visit by the same id; the
client reads it in X-Request-ID.

Of staff's also the origin, for whoever records what they do: set at their doors and carried along
to the threads of the database (aicc.platform.db). Customers' doors, loops and commands have none.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import async_only_middleware
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from aicc.platform import metrics

Event = MutableMapping[str, Any]
Application = Callable[[Event, Any, Any], Awaitable[None]]

log = logging.getLogger(__name__)

HEADER = b"x-request-id"
BEGINNINGS = ("http.response.start", "websocket.accept")
BROKEN = {"type": "websocket.close", "code": 1011}


def new_id() -> str:
    return secrets.token_hex(16)


async def watched(application: Application, scope: Event, receive: Any, send: Any) -> None:
    """Let `application` answer, under the id that the server gave the scope, or a new one."""
    clear_contextvars()
    bind_contextvars(request_id=scope.setdefault("request_id", new_id()))
    visit = RequestScope(scope["request_id"], send)
    try:
        await application(scope, receive, visit.send)
    except Exception:
        # Logged here, where no message of an exception gets into a line, and not by the server.
        log.exception("a visit failed")
        await visit.send_500(scope["type"])


class RequestScope:
    def __init__(self, request_id: str, send: Any) -> None:
        self.request_id, self.out = request_id.encode(), send
        self.began, self.status = time.perf_counter(), 0

    async def send(self, event: Event) -> None:
        if event["type"] in BEGINNINGS:
            event["headers"] = [*(event.get("headers") or ()), (HEADER, self.request_id)]
            self.status = event.get("status", 101)
        await self.out(event)
        if event["type"] == "http.response.body" and not event.get("more_body"):
            seconds = time.perf_counter() - self.began
            metrics.REQUEST_SECONDS.labels(f"{self.status // 100}xx").observe(seconds)

    async def send_500(self, kind: str) -> None:
        if kind == "websocket":
            await self.out(BROKEN)
        elif not self.status:
            await self.send({"type": "http.response.start", "status": 500, "headers": []})
            await self.send({"type": "http.response.body", "body": b""})


# --- From where staff ask -------------------------------------------------------------

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Origin:
    """address: an IP address. login: a session's name in records; blank: nobody's."""

    address: str = ""
    login: str = ""
    request_id: str = ""
    request: HttpRequest | None = None  # whose `user` it is; of a socket: None

    def user(self) -> Any:
        """Whoever is signed in with this request; None where there is none. May query."""
        user = getattr(self.request, "user", None)
        return user if getattr(user, "is_authenticated", False) else None


STAFF = ("/admin/", "/desk", "/api/v1/handover/")
NOWHERE = Origin()
origin_now: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def login_name(session_key: str | None) -> str:
    """Names a login to other servers, and in records, without opening it."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()[:32]


def of_socket(address: str, session_key: str | None) -> Origin:
    request_id = str(get_contextvars().get("request_id", ""))
    return Origin(address, login_name(session_key) if session_key else "", request_id)


@contextmanager
def asked_from(origin: Origin) -> Iterator[None]:
    token = origin_now.set(origin)
    try:
        yield
    finally:
        origin_now.reset(token)


def carried(origin: Origin, call: Callable[[], R]) -> R:
    """`call()`, asked from there, on whatever thread this is."""
    with asked_from(origin):
        return call()


@async_only_middleware
def remember_origin(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], Awaitable[HttpResponseBase]]:
    """Middleware: what staff ask for is done from their address, with their login."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(STAFF):
            return await get_response(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        origin = Origin(
            address=str(request.META.get("REMOTE_ADDR", ""))[:64],
            login=login_name(key) if key else "",
            request_id=str(get_contextvars().get("request_id", "")),
            request=request,
        )
        with asked_from(origin):
            return await get_response(request)

    return middleware
