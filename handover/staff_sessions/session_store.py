"""How long a login lasts: it moves with use, up to the bank's own limit.

A stored session ends AICC_STAFF_IDLE_MINUTES after its last use and AICC_STAFF_SESSION_HOURS
after the sign-in, whichever is first. The cookie lasts as long as the second alone: what a
socket or another tab keeps alive, the browser must not throw away.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.decorators import async_only_middleware

SIGNED_IN_AT, USED_AT = "signed_in_at", "used_at"  # seconds since 1970
MARK_SECONDS = 30  # a use so soon after another is not written down
PAGES = ("/admin/", "/desk")
SESSION_PATH = "/api/v1/handover/session"  # handover.staff_access.session_view
MOST_SEEN = 10_000  # sessions known at once; beyond them everybody is met anew

_seen: set[int] = set()  # hashes: whoever reads this memory learns no key from it


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with two ends."""

    def load(self) -> dict[str, Any]:
        asked = self.session_key
        return self.met(asked, super().load())

    async def aload(self) -> dict[str, Any]:
        asked = self.session_key
        return self.met(asked, await super().aload())

    def met(self, session_key: str | None, found: dict[str, Any]) -> dict[str, Any]:
        note_seen(session_key, is_signed_in=SESSION_KEY in found)
        return found

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Of the cookie, in seconds."""
        return max(0, int((limit_of(self) - timezone.now()).total_seconds()))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Of the stored row."""
        return ends_at(self)

    async def aget_expiry_age(self, **kwargs: Any) -> int:
        await self.aget(SIGNED_IN_AT)  # reads it, so that the next line need not
        return self.get_expiry_age()

    async def aget_expiry_date(self, **kwargs: Any) -> datetime:
        await self.aget(SIGNED_IN_AT)  # reads it, so that the next line need not
        return self.get_expiry_date()


def note_seen(session_key: str | None, *, is_signed_in: bool) -> None:
    """What was read of a session just now. From any thread."""
    if not session_key:
        return
    if not is_signed_in:
        _seen.discard(hash(session_key))
        return
    if len(_seen) >= MOST_SEEN:
        _seen.clear()
    _seen.add(hash(session_key))


def is_seen(session_key: str) -> bool:
    """Whether this server has found it signed in: at the front door such a session's requests
    pass before those of others, before the database is asked. Anybody can make a cookie up; so a
    session's first request here waits with those.
    """
    return hash(session_key) in _seen


def limit_of(session: Any) -> datetime:
    """When it ends however much it is used."""
    return moment(session, SIGNED_IN_AT) + timedelta(hours=settings.AICC_STAFF_SESSION_HOURS)


def ends_at(session: Any) -> datetime:
    """When it ends unless it is used."""
    idle = timedelta(minutes=settings.AICC_STAFF_IDLE_MINUTES)
    return min(moment(session, USED_AT) + idle, limit_of(session))


def moment(session: Any, name: str) -> datetime:
    """Now for a session that nobody signed in with yet, or that is older than these marks."""
    seconds = session.get(name)
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else timezone.now()


def begin(request: Any = None, **_signal: object) -> None:
    """Somebody signs in. Connected to Django's signal."""
    seconds = timezone.now().timestamp()
    request.session[SIGNED_IN_AT] = request.session[USED_AT] = seconds


def forget_ended(most: int = 20) -> None:
    """Delete some rows of sessions that ended; called where anybody may begin one."""
    rows = db.SessionStore.get_model_class().objects
    ended = rows.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)
    rows.filter(pk__in=list(ended[:most])).delete()


def used(session_key: str | None) -> None:
    """Whoever signed in with this session did something at a desk."""
    session = SessionStore(session_key)
    if SESSION_KEY not in session:
        return
    session[USED_AT] = timezone.now().timestamp()
    with suppress(UpdateError):  # signed out meanwhile: nobody signs them in again
        session.save()


@async_only_middleware
def keep_in_use(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], Awaitable[HttpResponseBase]]:
    """Middleware: what a person does with a page of the bank's side moves their login's end."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        if is_use(request):
            await mark(request.session)
        return await get_response(request)

    return middleware


def is_use(request: HttpRequest) -> bool:
    """Whether a person did this, and no page that looks for news by itself."""
    path, writes = request.path_info, request.method not in ("GET", "HEAD")
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    if writes or not path.startswith(PAGES):
        return writes and path.startswith((*PAGES, SESSION_PATH))
    if "Sec-Fetch-Mode" in request.headers:
        return request.headers.get("Sec-Fetch-User") == "?1"
    return "application/json" not in request.headers.get("Accept", "")


async def mark(session: Any) -> None:
    """Write down that it is used now, where somebody is signed in with it."""
    if await session.aget(SESSION_KEY) is None:
        return
    seconds = timezone.now().timestamp()
    # An older release's login begins to be counted where it is met first.
    await session.asetdefault(SIGNED_IN_AT, seconds)
    if seconds - await session.aget(USED_AT, 0) >= MARK_SECONDS:
        await session.aset(USED_AT, seconds)
