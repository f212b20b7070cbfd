"""What a request passes before anything is done for it: its address's limits, and the line of
those who sign in.

A customer's calls and frames have finer limits of their own
(chat.sessions.rate_limits). Whoever signs in waits
here, where waiting costs no thread and no connection, and not among the back office's requests.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import async_only_middleware

from aicc.platform import metrics
from aicc.platform.errors import AiccError, RateLimited
from aicc.platform.load import fair_line
from aicc.platform.passwords import BUSY_SECONDS, PasswordsBusy
from aicc.platform.rate_limits import Limit, hit, network_of
from aicc.server import error_pages
from chat.sessions import rate_limits
from handover.staff_sessions import known_devices

SIGN_IN_PATH = "/admin/login/"
API = "/api/"
REFUSED = "aicc.refused"  # in a scope: the error by which its address's limit was met already


def is_sign_in(method: str | None, path: str) -> bool:
    return method == "POST" and path == SIGN_IN_PATH


class SignInLine:
    """Those who sign in: as many at once as hash passwords, and a bounded number who wait."""

    current: "SignInLine | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.places = asyncio.Semaphore(settings.AICC_PASSWORD_THREADS)
        self.inside = 0

    @classmethod
    def here(cls) -> "SignInLine":
        """That of the running loop; a test's new loop gets a new one."""
        if cls.current is None or cls.current.loop is not asyncio.get_running_loop():
            cls.current = cls()
        return cls.current

    @asynccontextmanager
    async def place(self, *, known: bool) -> AsyncIterator[None]:
        """Raises PasswordsBusy. known: strangers cannot fill the places of those who are."""
        waiting = settings.AICC_PASSWORDS_WAITING * (2 if known else 1)
        if self.inside >= settings.AICC_PASSWORD_THREADS + waiting:
            metrics.SIGN_INS.labels("busy").inc()
            raise PasswordsBusy(retry_after=BUSY_SECONDS)
        self.inside += 1
        fair_line.let_go()  # who hashes, or waits for it, keeps nobody from the front door
        try:
            async with self.places:
                yield
        finally:
            self.inside -= 1


async def count_sign_in(address: str, device: str) -> None:
    """A stranger is counted by their address and in total, a known device by itself: an office
    that begins its day behind one address is no flood. Raises RateLimited.
    """
    most = settings.AICC_SIGN_INS_PER_MINUTE
    try:
        if device:
            await hit(Limit("sign_in", "account", most), device)
        else:
            await hit(Limit("sign_in", "address", most), network_of(address))
            total = settings.AICC_TOTAL_SIGN_INS_PER_MINUTE
            await hit(Limit("sign_in", "total", total), rate_limits.ALL)
    except RateLimited:
        metrics.SIGN_INS.labels("limited").inc()
        raise


@async_only_middleware
def admission(get_response: Any) -> Any:
    """Middleware; static files and probes are answered before it."""

    async def answer(request: HttpRequest) -> Any:
        address = str(request.META.get("REMOTE_ADDR", ""))
        try:
            if refused_before := getattr(request, "scope", {}).get(REFUSED):
                raise refused_before
            if not is_sign_in(request.method, request.path_info):
                (rate_limits.request if request.path_info.startswith(API) else rate_limits.page)(
                    address
                )
                return await get_response(request)
            device = known_devices.any_device(request)
            await count_sign_in(address, device)
            async with SignInLine.here().place(known=bool(device)):
                return await get_response(request)
        except AiccError as error:
            return error_pages.refused(request, error)

    def refused(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page whose view ran into a limit, such as one that hashes a password."""
        if isinstance(exception, AiccError) and exception.retryable:
            return error_pages.refused(request, exception)
        return None

    answer.process_exception = refused  # type: ignore[attr-defined]
    return answer
