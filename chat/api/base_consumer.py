"""What every socket of ours does: frames in one by one, work beside it, failures in words."""

import asyncio
import contextvars
import json
import logging
import secrets
from collections.abc import Coroutine
from functools import partial
from typing import Any, ClassVar

from channels.generic.websocket import AsyncWebsocketConsumer

from aicc.platform import metrics
from aicc.platform.errors import (
    AiccError,
    BadJson,
    BadToken,
    InternalError,
    Invalid,
    NotAllowed,
    RateLimited,
)
from chat.protocol import incoming, outgoing
from chat.protocol.frame_size import SENT_FRAME_BYTES, encoded
from chat.sessions import rate_limits

log = logging.getLogger(__name__)

CLOSE_CODES = {Invalid: 4400, BadToken: 4401, NotAllowed: 4403, RateLimited: 4429}
TOO_BIG = 1009


class FrameSocket(AsyncWebsocketConsumer):
    """A socket whose client sends one JSON object a frame; `heard` gets each that may pass."""

    # Hints come by way of aicc.platform.events, so a socket costs the layer nothing of its own.
    channel_layer_alias = "no layer per socket"

    close_codes: ClassVar[dict[type[AiccError], int]] = CLOSE_CODES
    fatal: ClassVar[tuple[type[AiccError], ...]] = ()  # errors that cost the socket
    accepted = False  # until `welcome`
    closed = False  # by us
    gone = False  # whoever was at the other end
    name, address = "", ""  # whom frames are counted against

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One event after the other, as Channels has it, less the task that it makes for each and
        its thread hops for connections that we do not use here. Whatever ends the socket, what it
        held is given back.
        """
        self.tasks: set[asyncio.Task[Any]] = set()
        self.context = contextvars.copy_context()
        self.scope, self.base_send = scope, send
        try:
            while (event := await receive())["type"] != "websocket.disconnect":
                if event["type"] == "websocket.connect":
                    await self.connect()
                else:
                    await self.receive(event.get("text"), event.get("bytes"))
        finally:
            self.leave()

    async def connect(self) -> None:
        self.frames_of = secrets.token_hex(8)  # whom bad frames are counted against
        try:
            await self.enter()
        except AiccError as error:
            await self.refuse(error)

    async def enter(self) -> None:
        """Accept the socket, and let in whoever may come in. An AiccError refuses them."""
        raise NotImplementedError

    async def handle_text(self, text: str) -> None:
        """One frame. An AiccError that it raises is the frame's own fault."""
        raise NotImplementedError

    def welcome(self) -> None:
        """The handshake was found good. Whatever is begun for this socket from here on, also by a
        hint of what others did, is in its own language and asked from its own address.
        """
        self.accepted = True
        self.renew_context()

    def renew_context(self) -> None:
        """What is begun for this socket from here on takes over what was said of it just now."""
        self.context = contextvars.copy_context()

    def leave(self) -> None:
        """Give back what the socket held. Called at its end, however that came."""
        self.gone = True
        for task in self.tasks - self.to_finish():
            task.cancel()

    def to_finish(self) -> set[asyncio.Task[Any] | None]:
        """What goes on although nobody hears of it any more."""
        return set()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self.accepted or self.closed:  # refused, and still talking
            return
        if len(bytes_data or (text_data or "").encode()) > incoming.FRAME_BYTES:
            await self.shut(TOO_BIG)
            return
        try:
            rate_limits.frame(self.name, self.address)
        except RateLimited as error:
            await self.refuse(error)
            return
        try:
            if text_data is None:
                raise BadJson
            await self.handle_text(text_data)
        except AiccError as error:
            await self.send_error(error, incoming.id_in(text_data or ""))

    async def send_error(self, error: AiccError, client_message_id: str | None) -> None:
        """A frame that cannot be read costs an error; too many of them cost the socket."""
        metrics.ERRORS.labels(error.code).inc()
        await self.send_frame(outgoing.error(error, client_message_id))
        try:
            rate_limits.bad_frame(self.frames_of)
        except RateLimited as limit:
            await self.refuse(limit)

    async def refuse(self, error: AiccError) -> None:
        metrics.ERRORS.labels(error.code).inc()
        reason = error.code
        if isinstance(error, RateLimited):
            reason = json.dumps({"retry_after": error.retry_after})
        await self.shut(self.close_codes.get(type(error), 1011), reason)

    async def shut(self, code: int, reason: str = "") -> None:
        """Close, and hear nothing more: what is said after that is nobody's."""
        self.closed = True
        await self.close(code, reason)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[Any]:
        """Do something beside the socket: Channels delivers one event at a time per socket."""
        task = asyncio.create_task(self.run_guarded(work), context=self.context.copy())
        self.tasks.add(task)
        task.add_done_callback(partial(self.ended, work))
        return task

    def ended(self, work: Coroutine[Any, Any, None], task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        work.close()  # a task that is cancelled before its first step leaves it unbegun

    async def run_guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """What fails beside the socket must not be silent, nor close it."""
        try:
            await work
        except AiccError as error:
            if isinstance(error, self.fatal):
                await self.refuse(error)
            else:
                metrics.ERRORS.labels(error.code).inc()
                await self.send_frame(outgoing.error(error))
        except Exception:
            log.exception("a frame could not be answered")
            metrics.ERRORS.labels(InternalError.code).inc()
            await self.send_frame(outgoing.error(InternalError()))

    async def send_frame(self, frame: dict[str, Any]) -> None:
        """Send a frame; in the place of one that is too large, an error that names it."""
        if self.gone:
            return
        text = encoded(frame)
        if len(text) > SENT_FRAME_BYTES:
            kind = str(frame.get("type"))
            metrics.FRAMES_TOO_LARGE.labels(kind).inc()
            log.error("a frame was too large to send", extra={"frame": kind, "bytes": len(text)})
            text = encoded(outgoing.too_large(frame))
        await self.base_send({"type": "websocket.send", "text": text.decode()})
