"""The socket's door: frames in, turns taken, transcript out."""

import asyncio
import json
import logging
import secrets
from collections.abc import Coroutine
from typing import Any

import orjson
from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation

from aicc import metrics, push
from aicc.db import in_db
from aicc.errors import (
    AiccError,
    BadJson,
    BadToken,
    Invalid,
    NotAllowed,
    RateLimited,
    Unforeseen,
)
from chat import handshake, limits, protocol, sessions, turns, wishes
from chat.delivery import Delivery
from chat.models import Turn

log = logging.getLogger(__name__)

CLOSE_CODES = {Invalid: 4400, BadToken: 4401, NotAllowed: 4403, RateLimited: 4429}
TOO_BIG = 1009


class ChatConsumer(AsyncWebsocketConsumer):
    """One customer's socket. It keeps ids and a cursor, never rows."""

    # Hints come by way of aicc.push, so a socket costs the layer nothing of its own.
    channel_layer_alias = "no layer per socket"

    delivery: Delivery
    let_in = False  # until the handshake was found good

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' own, less the thread hop that it makes for connections we do not use here."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        self.tasks: set[asyncio.Task[Any]] = set()
        self.frames_of = secrets.token_hex(8)  # whom bad frames are counted against
        shake = handshake.read(self.scope)
        await self.accept(protocol.SUBPROTOCOL if shake.current else None)
        try:
            shake.check()
            session = await in_db(sessions.enter)(shake.session_id, shake.token)
            limits.open_socket(session.session_id, shake.address)
        except AiccError as error:
            await self.refuse(error)
            return
        self.place = (session.session_id, shake.address)
        self.session, self.room = session, push.PostRoom.here()
        translation.activate(session.language)
        metrics.SOCKETS.inc()
        self.delivery = Delivery(session, self.send_frame, current=shake.current)
        self.let_in = True
        # First the group, then the transcript: what comes in between is hinted at.
        await self.room.watch(session.conversation_id, self.hinted)
        await self.room.watch(push.QUEUE, self.hinted)
        await self.delivery.begin(shake.last_seq, shake.epoch)
        if shake.wants_stream and shake.current:
            turns.listen(session.conversation_id, self.overheard)

    async def disconnect(self, code: int) -> None:
        for task in self.tasks:
            task.cancel()
        if self.let_in:
            metrics.SOCKETS.dec()
            limits.close_socket(*self.place)
            turns.stop_listening(self.session.conversation_id, self.overheard)
            self.room.leave(self.session.conversation_id, self.hinted)
            self.room.leave(push.QUEUE, self.hinted)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self.let_in:  # refused, and still talking
            return
        if text_data is not None and len(text_data.encode()) > protocol.FRAME_BYTES:
            await self.close(TOO_BIG)
            return
        try:
            limits.frame(self.session.session_id)
        except RateLimited as error:
            await self.refuse(error)
            return
        try:
            if text_data is None:
                raise BadJson
            frame = protocol.parse(text_data)
        except AiccError as error:
            await self.complain(error)
            return
        # A turn takes seconds and Channels delivers one event at a time per socket: whatever
        # waits for anything runs beside the socket, never inside it.
        self.start(self.answer(frame))

    async def answer(self, frame: protocol.Frame) -> None:
        said = frame.client_message_id if isinstance(frame, protocol.Say) else None
        try:
            if isinstance(frame, protocol.Say):
                await self.take_turn(frame)
            else:
                await wishes.grant(frame, self.delivery, self.room)
        except AiccError as error:
            metrics.ERRORS.labels(error.code).inc()
            await self.send_frame(protocol.error(error, said))

    async def take_turn(self, frame: protocol.Say) -> None:
        limits.message(self.session.session_id)
        asked = await turns.ask(self.session.conversation_id, frame.text, frame.client_message_id)
        await self.delivery.acknowledge(
            asked.seq, asked.text, asked.client_message_id, duplicate=asked.duplicate
        )
        answer = asked.answer
        if answer is None and asked.state != Turn.State.LEFT:
            await self.send_frame(protocol.processing(frame.client_message_id))
            if asked.mine is None:
                return  # thought elsewhere or later; the transcript brings it
            answer = await turns.answer_to(asked)
        if answer is not None:
            await self.delivery.answer(answer, again=asked.duplicate)
        else:
            await self.delivery.notice(wishes.with_agent(), frame.client_message_id)

    async def complain(self, error: AiccError) -> None:
        """A frame that cannot be read costs an error; too many of them cost the socket."""
        metrics.ERRORS.labels(error.code).inc()
        await self.send_frame(protocol.error(error))
        try:
            limits.bad_frame(self.frames_of)
        except RateLimited as limit:
            await self.refuse(limit)

    async def refuse(self, error: AiccError) -> None:
        metrics.ERRORS.labels(error.code).inc()
        reason = error.code
        if isinstance(error, RateLimited):
            reason = json.dumps({"retry_after": error.retry_after})
        await self.close(CLOSE_CODES.get(type(error), 1011), reason)

    def hinted(self, hint: dict[str, Any]) -> None:
        """Something moved in our conversation; called by the post room."""
        if hint["kind"] == "moved" and hint["head_seq"] > self.delivery.cursor:
            self.start(self.delivery.catch_up())
        elif hint["kind"] == "typing" and hint["sender"] == "agent" and self.delivery.current:
            self.start(self.send_frame(protocol.typing("agent", hint["is_typing"])))

        elif hint["kind"] == "queue" and self.delivery.owner == "queue":
            self.start(self.delivery.tell_standing())

    def overheard(self, reply_to: int, offset: int, text: str) -> None:
        self.start(self.delivery.delta(reply_to, offset, text))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self.unharmed(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def unharmed(self, work: Coroutine[Any, Any, None]) -> None:
        """What fails beside the socket must not be silent, nor close it."""
        try:
            await work
        except AiccError as error:
            await self.send_frame(protocol.error(error))
        except Exception:
            log.exception("a frame could not be answered")
            await self.send_frame(protocol.error(Unforeseen()))

    async def send_frame(self, frame: dict[str, Any]) -> None:
        await self.send(orjson.dumps(frame).decode())
