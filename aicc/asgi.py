"""The ASGI application: HTTP by Django, sockets by Channels, and the loops beside them."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicc.settings")
http = get_asgi_application()  # Django is set up from here on

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from aicc.platform import request_ids, tracing  # noqa: E402
from aicc.platform.connections import database_limits  # noqa: E402
from aicc.server import background, base_path, inline_middleware  # noqa: E402
from aicc.server.entry.admission import is_sign_in  # noqa: E402
from aicc.server.entry.front_door import UNSEEN, FrontDoor, close_socket  # noqa: E402
from aicc.server.warm_up import settle_memory, warm_up  # noqa: E402
from chat import routing as chat_sockets  # noqa: E402
from chat.http import fast_path  # noqa: E402
from chat.sessions.credentials import cookies_in  # noqa: E402
from handover import routing as desk_sockets  # noqa: E402
from handover.staff_sessions import session_store  # noqa: E402

sockets = [*chat_sockets.websocket_urlpatterns, *desk_sockets.websocket_urlpatterns]
STAFF_PATHS = ("/admin/", "/api/v1/handover/")
MESSAGE_PATH = "/api/v1/chat/message"
# Answered whoever else waits: they cost little, and who asks them decides whether we serve.
OPEN_PATHS = ("/health", "/health/live", "/health/ready", "/metrics")

database_limits.limit_whoever_serves()
tracing.start()
inline_middleware.quicken(http)
doors = ProtocolTypeRouter({"http": fast_path.before(http), "websocket": URLRouter(sockets)})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Server-neutral. Ours start the loops themselves; another may know no lifespan, and then
    they start with the first request.
    """
    if scope["type"] == "lifespan":
        await answer_lifespan(receive, send)
        return
    background.start_once()  # before the visit's id is bound: the loops belong to nobody
    base_path.enter(scope)
    await request_ids.watched(dispatch, scope, receive, send)


def is_staff_request(scope: Any) -> bool:
    """Whether it says that it comes from somebody who has signed in. Strangers who look at the
    back office come in with all the others.
    """
    if not base_path.inside(scope).startswith(STAFF_PATHS):
        return False
    name = settings.SESSION_COOKIE_NAME.encode()
    return any(key == b"cookie" and name in value for key, value in scope["headers"])


def is_seen(scope: Any) -> bool:
    """Whether this server has found its session signed in before: a cookie alone says nothing."""
    return session_store.is_seen(cookies_in(scope).get(settings.SESSION_COOKIE_NAME, ""))


async def dispatch(scope: Any, receive: Any, send: Any) -> None:
    is_http, path = scope["type"] == "http", base_path.inside(scope)
    if is_http and not path:
        await base_path.redirect_to_slash(scope, send)
        return
    if is_http and (path in OPEN_PATHS or path.startswith("/static/")):
        await answer(scope, receive, send)
        return
    line = line_of(scope)
    cost = UNSEEN if line == "staff" and not is_seen(scope) else 1.0
    await FrontDoor.here().admit(answer, scope, receive, send, line=line, cost=cost)


def line_of(scope: Any) -> str:
    """Which of the front door's lines a request or a handshake waits in."""
    path = base_path.inside(scope)
    # Those who sign in wait in a line of their own, not among those who have.
    if is_staff_request(scope) and not is_sign_in(scope.get("method"), path):
        return "staff"
    return "message" if path == MESSAGE_PATH else str(scope["type"])


async def answer(scope: Any, receive: Any, send: Any) -> None:
    try:
        await doors(scope, receive, send)
    except ValueError as error:
        # Channels' router has no road for this address; a socket's client learns it as 4404.
        if scope["type"] != "websocket" or "No route found" not in str(error):
            raise
        await close_socket(scope, receive, send, code=4404)


async def answer_lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await warm_up()
            background.start_once()
            settle_memory()
        else:
            await background.stop()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
