"""The socket's door: frames in, turns taken, transcript out."""

import asyncio
from typing import Any

from django.utils import translation
from structlog.contextvars import bind_contextvars

from aicc.platform import events, metrics
from aicc.platform.errors import AiccError, BadToken
from chat import pseudonyms, turns
from chat.api import customer_actions
from chat.api.base_consumer import FrameSocket
from chat.api.delivery import Delivery
from chat.api.legacy_delivery import LegacyDelivery
from chat.assistant.language.normalise import language_of
from chat.protocol import incoming, outgoing
from chat.sessions import entering, handshake, rate_limits

WORDS_OF_A_LANGUAGE = 3  # an "ok" or "KB Star" among Korean messages tells none


class ChatConsumer(FrameSocket):
    """One customer's socket. It keeps ids and a cursor, never rows."""

    fatal = (BadToken,)
    speaks: str | None = None  # the language of what the customer said so far
    delivery: Delivery

    async def enter(self) -> None:
        opening = handshake.read(self.scope)
        await self.accept(incoming.SUBPROTOCOL if opening.current else None)
        opening.check()
        rate_limits.request(opening.address)
        session = await entering.enter(opening.session_id, opening.token, opening.address)
        rate_limits.open_socket(session.session_id, opening.address)
        self.name, self.address = session.session_id, opening.address
        self.place = (session.session_id, opening.address)
        self.session, self.room = session, events.EventRelay.here()
        bind_contextvars(session=pseudonyms.Session(session.session_id))
        translation.activate(session.language)
        metrics.SOCKETS.inc()
        kind = Delivery if opening.current else LegacyDelivery
        self.delivery = kind(session, self.send_frame)
        self.welcome()
        # First the group, then the transcript: what comes in between is hinted at.
        await self.room.watch(session.conversation_id, self.hinted)
        await self.room.watch(events.QUEUE, self.hinted)
        await self.delivery.begin(opening.last_seq, opening.epoch)
        if opening.wants_stream and opening.current:
            turns.listen(session.conversation_id, self.overheard)

    def to_finish(self) -> set[asyncio.Task[Any] | None]:
        return self.delivery.storing if self.accepted else set()

    def leave(self) -> None:
        super().leave()
        if self.accepted:
            self.delivery.is_gone = True
            metrics.SOCKETS.dec()
            rate_limits.close_socket(*self.place)
            turns.stop_listening(self.session.conversation_id, self.overheard)
            self.room.leave(self.session.conversation_id, self.hinted)
            self.room.leave(events.QUEUE, self.hinted)

    async def handle_text(self, text: str) -> None:
        frame = incoming.parse(text)
        if isinstance(frame, incoming.Ping) and self.is_certain():
            await self.send_frame(outgoing.pong(frame.timestamp, self.delivery.cursor))
            return
        if isinstance(frame, incoming.Say):
            self.follow_language(frame.text)
        # A turn takes seconds: whatever waits for anything runs beside the socket.
        task = self.start(self.answer(frame))
        if isinstance(frame, incoming.Say):
            self.delivery.storing.add(task)

    def follow_language(self, text: str) -> None:
        """From here on what the socket says of itself is in the language of its customer's words,
        as the answers to them are: a client may have named another, or none.
        """
        language = language_of(text, self.speaks or self.session.language)
        is_short = language != "ko" and len(text.split()) < WORDS_OF_A_LANGUAGE
        if language == self.speaks or (self.speaks and is_short):
            return
        self.speaks = language
        if language != translation.get_language():
            translation.activate(language)
            self.renew_context()

    def is_certain(self) -> bool:
        """Whether a ping needs no look: every hint was heard, and nothing is being sent."""
        return not self.delivery.turn.locked() and self.room.is_certain(
            self.session.conversation_id
        )

    async def answer(self, frame: incoming.Frame) -> None:
        said = frame.client_message_id if isinstance(frame, incoming.Say) else None
        try:
            await customer_actions.handle_frame(frame, self.delivery, self.room)
        except self.fatal:
            raise
        except AiccError as error:
            metrics.ERRORS.labels(error.code).inc()
            await self.send_frame(outgoing.error(error, said))

    def hinted(self, hint: dict[str, Any]) -> None:
        """Something moved in our conversation or in the queue; called by the event relay."""
        if not self.delivery.begun:
            return  # the first frame is on its way, and reads for itself
        if self.is_news(hint):
            self.start(self.delivery.follow(hint["head_seq"]))
        elif hint["kind"] == "typing" and hint["sender"] == "agent" and self.delivery.current:
            self.start(self.send_frame(outgoing.typing("agent", hint["is_typing"])))
        elif (
            hint["kind"] == "queue"
            and self.delivery.owner == "queue"
            and not self.delivery.is_told_soon
        ):
            self.start(self.delivery.queue_moved())
        elif hint["kind"] == "revoked":
            self.start(self.refuse(BadToken()))

    def is_news(self, hint: dict[str, Any]) -> bool:
        """Whether it tells of something that this socket was not told."""
        match hint["kind"]:
            case "moved":
                return bool(hint["head_seq"] > self.delivery.cursor)
            case "head":
                return self.delivery.is_behind(hint["head"])
        return False

    def overheard(self, reply_to: int, offset: int, text: str) -> None:
        self.start(self.delivery.delta(reply_to, offset, text))
