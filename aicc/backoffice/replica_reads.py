"""Which pages of the office are read from the replica, and for whom not yet.

Lists, dashboards and searches; not what one changes, and no evidence. Whoever has changed
something reads from the primary until the replica has it: a cookie says when that was.
"""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.decorators import async_only_middleware

from aicc.platform.connections import replica

COOKIE = "aicc_wrote"  # seconds since 1970; whoever forges it sees an older or a newer list
COOKIE_SECONDS = 600
# The desk's page leaves it behind each change, over its socket. It lives until a replica that is
# read at all has the change: no clock has to be right for that.
DESK_COOKIE = "aicc_wrote_at_desk"
OFFICE, OURS = "/admin/", ("/admin/", "/api/v1/handover/")
SAFE = ("GET", "HEAD", "OPTIONS")
PAGES = {"index", "figures_now", "figures_csv", "search", "chat_knowledgegap_groups"}


def is_long_read(request: HttpRequest) -> bool:
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    is_page = name in PAGES or name.endswith("_changelist")
    return request.method in SAFE and request.path_info.startswith(OFFICE) and is_page


def written_at(request: HttpRequest) -> float | None:
    """When this browser last changed something."""
    if DESK_COOKIE in request.COOKIES:
        return time.time()
    value = request.COOKIES.get(COOKIE, "")
    return float(value) if value.isascii() and value.isdigit() else None


@async_only_middleware
def replica_reads(get_response: Any) -> Any:
    """Middleware; without AICC_DATABASE_REPLICA_URL it does nothing."""
    if not replica.is_given():
        return get_response

    async def answer(request: HttpRequest) -> Any:
        response = await get_response(request)
        if request.method not in SAFE and request.path_info.startswith(OURS):
            response.set_cookie(
                COOKIE,
                str(int(time.time()) + 1),
                max_age=COOKIE_SECONDS,
                path=settings.SESSION_COOKIE_PATH,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    async def process_view(request: HttpRequest, *_: Any) -> None:
        if is_long_read(request):
            replica.reading.set(replica.current.may_be_read(written_at(request)))

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer
