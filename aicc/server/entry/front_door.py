"""What a request or a handshake passes before Django, sessions and database hear of it.

Whoever was refused by a limit and asks the same again before their time is refused from memory.
The others come in by a line with few places, fair by address: a turn under way, whose socket has
come in, then meets few of them on the event loop, however many there are. Waiting here costs no
thread, no connection to the database and no parsed body.
"""

import asyncio
import json
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation

from aicc.platform import errors, metrics
from aicc.platform.load.fair_line import FairLine, LineIsFull
from aicc.platform.rate_limits import network_of
from chat.assistant import thinking_line
from chat.http import response_headers
from chat.protocol.incoming import SUBPROTOCOL

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]

# So many that they wait for the database together, and so few that a question which comes beside
# them finds a free event loop soon. Calls compute more than handshakes, which are let in many at
# a time by one look into the database. What waits longer gives its place back after HELD_SECONDS.
# Of the database's threads one is left to the turns.
PLACES = {
    # Of a call that asks the assistant: it goes past Django, and is stored in one transaction with
    # all that wait beside it. With four places a call costs three times as much.
    "message": 32,
    "http": min(4, max(2, settings.AICC_DB_THREADS - 1)),
    "websocket": 16,
    # Of those who have signed in: Django gives each of their requests a thread, and with it a
    # connection to the database, of its own.
    "staff": 8,
}
# Of staff's places those whose session this server has not met yet hold so many at most, at so
# much each: whoever makes up a cookie stands in nobody's way.
UNSEEN_PLACES, UNSEEN = 2, 2.0
HELD_SECONDS = 0.25
# Before a place is given to the next one while questions are thought: as long as the one before
# took, so that these have half of the event loop, and no longer than this.
PAUSE_SECONDS = 0.025
WAIT_SECONDS = {"http": 60.0, "websocket": 15.0}  # below what daphne leaves a handshake, 20
MOST_WAITING, MOST_WAITING_EACH = 2000, 1000  # an office that comes back after a restart is let in
BUSY_SECONDS = 5  # after which whoever found the line full may come again
DELAY_SECONDS, MOST_DELAYED = 3.0, 2000  # a repeated refusal is so late
REPEATED_SECONDS = 60.0  # so long at most a refusal is repeated; then the limit is asked again
MOST_REFUSALS, MOST_BODY_BYTES = 10_000, 4096  # remembered
# What a refused caller is known by, beside address, method and path. A cookie or a key names a
# session: of the people behind one address, one who does too much is refused alone.
KNOWN_BY = frozenset((b"authorization", b"cookie", b"user-agent", b"origin", b"accept-language"))

NAMING_SESSION = frozenset((b"authorization", b"cookie"))


@dataclass(slots=True)
class Refusal:
    """An answer to repeat."""

    until: float  # by time.monotonic
    status: int = 429
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    @property
    def seconds(self) -> int:
        return max(1, math.ceil(self.until - time.monotonic()))


class FrontDoor:
    """Of one event loop."""

    current: "FrontDoor | None" = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        bounds = {"most": MOST_WAITING, "most_each": MOST_WAITING_EACH}
        self.lines = {name: FairLine(places, **bounds) for name, places in PLACES.items()}
        self.lines["staff"] = FairLine(
            PLACES["staff"], **bounds, heavy=UNSEEN, heavy_places=UNSEEN_PLACES
        )
        self.refusals: OrderedDict[Hashable, Refusal] = OrderedDict()
        self.delayed = 0  # refusals that wait to be said

    @classmethod
    def here(cls) -> "FrontDoor":
        """That of the running loop; a test's new loop gets a new one."""
        if cls.current is None or cls.current.loop is not asyncio.get_running_loop():
            cls.current = cls()
        return cls.current

    async def admit(
        self,
        application: Application,
        scope: Scope,
        receive: Any,
        send: Any,
        *,
        line: str,
        cost: float = 1.0,
    ) -> None:
        """Let `application` answer, in its turn; or refuse. line: one of PLACES. cost: as of the
        others in it, or UNSEEN.
        """
        who = network_of((scope.get("client") or ("",))[0])
        caller = caller_of(scope, who) if scope["type"] == "http" else None
        if caller and (refusal := self.remembered_refusal(caller)):
            metrics.REFUSED_AGAIN.inc()
            await self.delay()
            await repeat(refusal, send)
            return
        asked, let_in = time.perf_counter(), None
        try:
            patience = asyncio.timeout(WAIT_SECONDS[scope["type"]])
            async with patience, self.lines[line].place(who, cost) as leave:
                patience.reschedule(None)
                let_in = time.perf_counter()
                metrics.DOOR_WAIT_SECONDS.observe(let_in - asked)
                visit = Visit(self, send, scope, caller, leave)
                # A thread of the back office's is held to the end: there are no more of them.
                timer = None if line == "staff" else self.loop.call_later(HELD_SECONDS, leave)
                try:
                    await application(scope, receive, visit.send)
                finally:
                    if timer:
                        timer.cancel()
                if thinking_line.is_busy():
                    await asyncio.sleep(min(time.perf_counter() - let_in, PAUSE_SECONDS))
        except (LineIsFull, TimeoutError):
            if let_in is not None:
                raise  # by what was let in, whose answer may have begun
            metrics.ERRORS.labels(errors.Unavailable.code).inc()
            await turn_away(scope, receive, send)

    async def delay(self) -> None:
        """Who does not wait as they were told waits here, where it costs a timer."""
        if self.delayed < MOST_DELAYED:
            self.delayed += 1
            try:
                await asyncio.sleep(DELAY_SECONDS)
            finally:
                self.delayed -= 1

    def remembered_refusal(self, caller: Hashable) -> Refusal | None:
        refusal = self.refusals.get(caller)
        if refusal and refusal.until <= time.monotonic():
            del self.refusals[caller]
            return None
        return refusal

    def remember(self, caller: Hashable, refusal: Refusal) -> None:
        self.refusals[caller] = refusal
        if len(self.refusals) > MOST_REFUSALS:
            self.refusals.popitem(last=False)


class Visit:
    """One request's or socket's answer on its way out."""

    def __init__(
        self,
        door: FrontDoor,
        send: Any,
        scope: Scope,
        caller: Hashable,
        leave: Callable[[], None],
    ) -> None:
        self.door, self.out, self.scope, self.caller = door, send, scope, caller
        self.leave, self.is_in = leave, False
        self.refusal: Refusal | None = None

    async def send(self, event: Scope) -> None:
        kind = event["type"]
        if kind in ("websocket.send", "websocket.close"):
            if not self.is_in:
                self.is_in = True
                self.leave()  # it is in, or never will be: what follows is the socket's own
        elif kind == "http.response.start" and is_to_repeat(self.scope):
            seconds = min(self.scope[errors.REFUSED_FOR], REPEATED_SECONDS)
            headers = [(name.lower(), value) for name, value in event.get("headers", ())]
            self.refusal = Refusal(time.monotonic() + seconds, event["status"], headers)
        elif kind == "http.response.body" and self.refusal and not event.get("more_body"):
            self.refusal.body = event.get("body", b"")
            if len(self.refusal.body) <= MOST_BODY_BYTES:
                self.door.remember(self.caller, self.refusal)
        await self.out(event)


def caller_of(scope: Scope, network: str) -> Hashable:
    """Who asks what: the same again is refused from memory."""
    known = tuple(sorted(pair for pair in scope["headers"] if pair[0].lower() in KNOWN_BY))
    return hash((network, scope["method"], scope["path"], known))


def is_to_repeat(scope: Scope) -> bool:
    """Whether a limit refused this, and would the next who are known by the same. A session that
    a body alone names, as an open one's may, is not what a caller is known by.
    """
    if errors.REFUSED_FOR not in scope:
        return False
    if scope.get(errors.REFUSED_WHOM) != "session" or "/sessions/" in scope["path"]:
        return True
    return any(name in NAMING_SESSION for name, _value in scope["headers"])


async def repeat(refusal: Refusal, send: Any) -> None:
    again = (b"retry-after", str(refusal.seconds).encode())
    kept = [pair for pair in refusal.headers if pair[0] not in (b"retry-after", b"x-request-id")]
    await answer(refusal.status, [*kept, again], refusal.body, send)


async def answer(status: int, headers: list[tuple[bytes, bytes]], body: bytes, send: Any) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def turn_away(scope: Scope, receive: Any, send: Any) -> None:
    """The line is full."""
    if scope["type"] == "websocket":
        reason = json.dumps({"retry_after": BUSY_SECONDS})
        await close_socket(scope, receive, send, code=4429, reason=reason)
        return
    error = errors.Unavailable
    kind, body = b"text/plain; charset=utf-8", str(error.message)
    if scope["path"].startswith(f"{scope.get('root_path', '')}/api/"):
        kind = b"application/json"
        body = json.dumps(errors.body(body, error.code, error.retryable), ensure_ascii=False)
    headers = [(b"content-type", kind), (b"retry-after", b"%d" % BUSY_SECONDS)]
    await answer(error.status, [*headers, *usual_headers(scope)], body.encode(), send)


def usual_headers(scope: Scope) -> tuple[tuple[bytes, bytes], ...]:
    """Those of any answer: without them no page of another site could read when to come again."""
    origin = dict(scope["headers"]).get(b"origin")
    is_secure, language = scope.get("scheme") == "https", translation.get_language()
    allowed = origin.decode("latin1") if origin else None
    return response_headers.around(is_secure, language or settings.LANGUAGE_CODE, allowed)


async def close_socket(
    scope: Scope, receive: Any, send: Any, *, code: int, reason: str = ""
) -> None:
    """Accepted first: a browser learns no code of a handshake that was refused."""
    await receive()
    chosen = SUBPROTOCOL if SUBPROTOCOL in scope.get("subprotocols", ()) else None
    await send({"type": "websocket.accept", "subprotocol": chosen})
    await send({"type": "websocket.close", "code": code, "reason": reason})
