"""The desk's socket: an agent's frames in, the queue and their conversations out."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation

from aicc.platform import events, metrics, request_ids
from aicc.platform.db import in_db
from aicc.platform.errors import AiccError, Unavailable
from chat.api.base_consumer import CLOSE_CODES, FrameSocket
from chat.sessions import rate_limits
from handover.desk import commands, looks, protocol, rights, visibility
from handover.desk.board_feed import BoardFeed, Coalesced
from handover.desk.subscriptions import Subscriptions
from handover.staff_sessions import session_store, staff_sessions

Ask = Callable[[str | None], visibility.Viewer]

MOST_BEAT_SECONDS = 20  # between two checks of the login
USED_SECONDS = 60  # between two notes that the login is in use


class DeskConsumer(FrameSocket):
    """One desk of a signed-in agent. It keeps its login's key, what that was found to allow at
    the last beat, and cursors.
    """

    close_codes = CLOSE_CODES | {
        staff_sessions.SignedOut: 4401,
        staff_sessions.AccessRevoked: 4403,
    }
    fatal = (staff_sessions.SignedOut, staff_sessions.AccessRevoked)
    viewer: visibility.Viewer
    following: Subscriptions

    async def enter(self) -> None:
        opening = staff_sessions.read(self.scope)
        await self.accept()
        # Whatever this socket's frames ask for is asked from there.
        request_ids.origin_now.set(request_ids.of_socket(opening.address, opening.session_key))
        self.key, self.login = opening.session_key, staff_sessions.login_name(opening.session_key)
        self.place = (f"desk {self.login}", opening.address)
        try:
            opening.check()
            rate_limits.request(opening.address)
            self.viewer = await in_db(commands.open_desk)(self.key)
            rate_limits.open_socket(*self.place)
        except AiccError as error:
            await self.refuse(error)
            return
        translation.activate(opening.language)
        metrics.SOCKETS.inc()
        self.name, self.address = f"desk {self.viewer.key}", opening.address
        self.welcome()
        self.used_at = -math.inf
        self.in_order = asyncio.Lock()
        self.following = Subscriptions(self.key, self.send_frame, self.start)
        self.board = BoardFeed(self.key, self.send_frame)
        self.call_backs_moved = Coalesced(self.show_call_backs)
        await self.following.room.watch(events.QUEUE, self.hinted)
        await self.send_frame(await in_db(visibility.hello)(self.viewer))
        self.start(self.board.moved())
        self.start(self.call_backs_moved())
        self.start(self.beat())

    def leave(self) -> None:
        super().leave()
        if self.accepted:
            metrics.SOCKETS.dec()
            rate_limits.close_socket(*self.place)
            self.following.room.leave(events.QUEUE, self.hinted)
            self.following.leave_all()

    async def beat(self) -> None:
        """Say that the desk is there, and check its login, until that is refused."""
        while True:
            await asyncio.sleep(min(MOST_BEAT_SECONDS, settings.AICC_AGENT_AWAY_SECONDS / 3))
            try:
                await self.ask_for_rights(commands.beat)
            except Unavailable:  # the database is away for a moment; so is everything else
                continue

    async def ask_for_rights(self, ask: Ask = rights.sign_in) -> None:
        """What the person here may do from now on; what they may see no more is gone at once."""
        had, self.viewer = self.viewer, await in_db(ask)(self.key)
        if self.viewer != had:
            await self.following.catch_up_all()
            await self.send_frame(await in_db(visibility.hello)(self.viewer))
            await self.board.show()
            await self.show_call_backs()

    async def handle_text(self, text: str) -> None:
        self.start(self.answer(protocol.parse(text)))

    async def answer(self, frame: protocol.Frame) -> None:
        try:
            if isinstance(frame, protocol.Brief):
                is_open = self.following.follows(frame.handover)
                brief = looks.brief if is_open else looks.brief_unopened
                await self.send_frame(await in_db(brief)(self.key, frame.handover))
                return
            # In the order in which they came: what an agent says twice is said in this order.
            async with self.in_order:
                await self.grant(frame)
                await self.note_use(frame)
        except self.fatal:
            raise
        except AiccError as error:
            metrics.ERRORS.labels(error.code).inc()
            await self.send_frame(protocol.complaint(error, frame))

    async def note_use(self, frame: protocol.Frame) -> None:
        """What an agent does at the desk moves their login's end, as a page of the office does."""
        now = time.monotonic()
        if isinstance(frame, protocol.BY_ITSELF) or now - self.used_at < USED_SECONDS:
            return
        self.used_at = now
        await in_db(session_store.used)(self.key)

    async def grant(self, frame: protocol.Frame) -> None:
        match frame:
            case protocol.Ping(timestamp=stamp):
                await self.ask_for_rights()
                await self.following.catch_up_all()
                await self.board.show()
                await self.send_frame({"type": "pong", "timestamp": stamp})
            case protocol.Leave(handover=handover):
                self.following.leave(handover)
            case protocol.Resume(handover=handover, last_seq=last_seq):
                await self.following.open(handover, last_seq)
            case protocol.Say(handover=handover, client_message_id=key):
                message = await in_db(commands.say)(self.key, frame)
                await self.following.acknowledge(handover, message, key)
            case _:
                if told := await in_db(commands.answer)(self.key, frame):
                    await self.send_frame(told)  # else what it changed is hinted at

    async def show_call_backs(self) -> None:
        await self.send_frame(await in_db(looks.call_backs)(self.key))

    def hinted(self, hint: dict[str, Any]) -> None:
        """The queue moved, or a login ended; called by the event relay."""
        if hint["kind"] == "queue":
            self.start(self.board.moved())
        elif hint["kind"] == "call_backs":
            self.start(self.call_backs_moved())
        elif hint["kind"] == "signed_out" and hint["login"] == self.login:
            self.start(self.refuse(staff_sessions.SignedOut()))
        elif hint["kind"] == "rights" and hint["user"] == self.viewer.key:
            self.start(self.ask_for_rights())
