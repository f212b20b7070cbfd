"""One request or socket from its first event to its last: its id, its time, its failure.

Every server of ours and every line that is logged meanwhile names a visit by the same id; the
client reads it in X-Request-ID.
"""

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from structlog.contextvars import bind_contextvars, clear_contextvars

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
