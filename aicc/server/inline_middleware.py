"""Django's own middlewares without a thread for each of their steps.

Under ASGI Django hands both steps of each of its middlewares to a thread: some fifteen hops for
a call of the API, half of what it cost. The ones here compute, set headers and read cookies;
they ask no database and wait for nobody, but for a session that was changed and a message that
is to be stored, which keep their thread. This replaces a method of Django's; a test holds it
against Django's own.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
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
Acall = Callable[[Any, Any], Awaitable[Any]]


def install() -> None:
    """From now on; again is harmless."""
    # By a name of its own, so that what stands there can be told from Django's.
    MiddlewareMixin.__acall__ = inline_or_in_a_thread  # type: ignore[method-assign]


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
