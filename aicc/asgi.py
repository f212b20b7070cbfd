"""The ASGI application: HTTP by Django, sockets by Channels, and the loops beside them."""

import asyncio
import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicc.settings")
http = get_asgi_application()  # Django is set up from here on

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from aicc.platform import request_ids  # noqa: E402
from aicc.platform.connections import database_limits  # noqa: E402
from aicc.server import background, base_path  # noqa: E402
from aicc.server.admission import is_sign_in  # noqa: E402
from aicc.server.warm_up import warm_up  # noqa: E402
from chat import routing as chat_sockets  # noqa: E402
from chat.protocol.incoming import SUBPROTOCOL  # noqa: E402
from handover import routing as desk_sockets  # noqa: E402

sockets = [*chat_sockets.websocket_urlpatterns, *desk_sockets.websocket_urlpatterns]
# Django gives each of the back office's requests a thread, and with it a connection, of its own.
# So many are answered at once; further ones wait. Customers' requests never stand behind them.
STAFF_REQUESTS = 8
STAFF_PATHS = ("/admin/", "/api/v1/handover/")
staff_semaphore = asyncio.Semaphore(STAFF_REQUESTS)

database_limits.limit_whoever_serves()
doors = ProtocolTypeRouter({"http": http, "websocket": URLRouter(sockets)})


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Server-neutral: daphne knows no lifespan, so the loops start with the first request."""
    if scope["type"] == "lifespan":
        await answer_lifespan(receive, send)
        return
    background.start_once()  # before the visit's id is bound: the loops belong to nobody
    base_path.enter(scope)
    await request_ids.watched(dispatch, scope, receive, send)


def is_staff_request(scope: Any) -> bool:
    return scope["type"] == "http" and base_path.inside(scope).startswith(STAFF_PATHS)


async def dispatch(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http" and not base_path.inside(scope):
        await base_path.redirect_to_slash(scope, send)
        return
    # Those who sign in wait in a line of their own, not among those who have.
    if is_staff_request(scope) and not is_sign_in(scope["method"], base_path.inside(scope)):
        async with staff_semaphore:
            await doors(scope, receive, send)
        return
    try:
        await doors(scope, receive, send)
    except ValueError as error:
        # Channels' router has no road for this address; a socket's client learns it as 4404.
        if scope["type"] != "websocket" or "No route found" not in str(error):
            raise
        await receive()
        # Accepted first: a browser learns no code of a handshake that was refused.
        chosen = SUBPROTOCOL if SUBPROTOCOL in scope.get("subprotocols", ()) else None
        await send({"type": "websocket.accept", "subprotocol": chosen})
        await send({"type": "websocket.close", "code": 4404})


async def answer_lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await warm_up()
            background.start_once()
        else:
            await background.stop()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
