"""Django's own middlewares without a thread for each of their steps, and calls without one.

Under ASGI Django hands both steps of each of its middlewares to a thread: some fifteen hops for
a call of the API, half of what it cost. The ones here compute, set headers and read cookies;
they ask no database and wait for nobody, but for a session that was changed and a message that
is to be stored, which keep their thread.

It also starts a thread at the beginning and at the end of each request, to close that thread's
connections to the database: the event loop stands still until the thread has begun, and a call
of the API has made no connection there. Who has a thread, such as the back office, keeps it.

This replaces a method, a name and a list of Django's; tests hold them against Django's own.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import SyncToAsync, sync_to_async
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers import asgi as asgi_handler
from django.core.signals import request_started
from django.db import close_old_connections, reset_queries
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin

COMPUTES = (
    SecurityMiddleware,
    CSPMiddleware,
    LocaleMiddleware,
    CommonMiddleware,
    CsrfViewMiddleware,
    AuthenticationMiddleware,
    XFrameOptionsMiddleware,
    SessionMiddleware,
    MessageMiddleware,
)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
Acall = Callable[[Any, Any], Awaitable[Any]]


def install() -> None:
    """From now on; again is harmless."""
    # By a name of its own, so that what stands there can be told from Django's.
    MiddlewareMixin.__acall__ = inline_or_in_a_thread  # type: ignore[method-assign]
    asgi_handler.sync_to_async = in_its_thread  # type: ignore[attr-defined]
    for receiver in (close_old_connections, reset_queries):
        request_started.disconnect(receiver)  # in a thread that has done nothing yet


def quicken(handler: Any) -> None:
    """The handler's one step before a view, CSRF's, without a thread where it has nothing to
    read: a form is read in its view's thread.
    """
    handler._view_middleware = [
        check_inline(each.func) if is_csrf(each) else each for each in handler._view_middleware
    ]


def is_csrf(view_step: Any) -> bool:
    owner = getattr(getattr(view_step, "func", None), "__self__", None)
    return isinstance(view_step, SyncToAsync) and isinstance(owner, CsrfViewMiddleware)


def check_inline(check: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    async def run(request: Any, view: Any, given: Any, named: Any) -> Any:
        is_quick = request.method in SAFE_METHODS or getattr(view, "csrf_exempt", False)
        return await step(check, request, view, given, named, is_quick=is_quick)

    return run


def in_its_thread(work: Callable[[], Any]) -> Callable[[], Awaitable[Any]]:
    """As sync_to_async, for the end of a request: in the request's thread where it has one."""

    async def run() -> Any:
        context = SyncToAsync.thread_sensitive_context.get(None)
        if context is not None and context not in SyncToAsync.context_to_thread_executor:
            return work()
        return await sync_to_async(work, thread_sensitive=True)()

    return run


async def inline_or_in_a_thread(self: Any, request: Any) -> Any:
    """As MiddlewareMixin's own; see above."""
    is_quick = isinstance(self, COMPUTES)
    response = None
    if hasattr(self, "process_request"):
        response = await step(self.process_request, request, is_quick=is_quick)
    response = response or await self.get_response(request)
    if hasattr(self, "process_response"):
        is_quick = is_quick and not stores(self, request)
        response = await step(self.process_response, request, response, is_quick=is_quick)
    return response


async def step(work: Callable[..., Any], *given: Any, is_quick: bool) -> Any:
    return work(*given) if is_quick else await sync_to_async(work, thread_sensitive=True)(*given)


def stores(middleware: Any, request: Any) -> bool:
    """Whether its second step may ask the database for something."""
    if isinstance(middleware, SessionMiddleware):
        session = getattr(request, "session", None)
        return settings.SESSION_SAVE_EVERY_REQUEST or bool(getattr(session, "modified", True))
    if isinstance(middleware, MessageMiddleware):
        messages = getattr(request, "_messages", None)
        return messages is not None and (messages.used or messages.added_new)
    return False
