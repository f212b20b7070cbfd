"""The cast: Lin is the customer, Mei and Raj are agents, Sam supervises. And a faked engine."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from aicc.backoffice.roles import make_roles
from aicc.platform import events
from aicc.testing import frame_check, waits
from chat.assistant.types import Action, Intent, Reply, Triage
from chat.models import Conversation, Message, Turn
from chat.protocol.frame_types import ServerFrame
from chat.routing import websocket_urlpatterns
from chat.sessions import rate_limits
from chat.turns import runner

SECONDS = waits.SECONDS  # the longest a test waits for a frame


class Engine:
    """An assistant that answers when and what a test wants.

    gate: nothing is said while it is closed. end: no answer is whole while it is.
    """

    def __init__(self):
        self.asked = []
        self.gate, self.end = asyncio.Event(), asyncio.Event()
        self.gate.set()
        self.end.set()
        self.replies = {}
        self.failures = []

    async def reply_to(self, question, tell=None, usage=None):
        self.asked.append(question)
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        text = self.replies.get(question.text, f"On: {question.text}")
        if isinstance(text, Reply):
            return text
        if tell:
            tell(0, text)
        await self.end.wait()
        return reply(text)


def reply(text, **fields):
    return Reply(
        **{
            "text": text,
            "language": "en",
            "intent": Intent.INFO,
            "triage": Triage.AUTO_ANSWER,
            "action": Action.CONTINUE,
            "engine": "offline",
        }
        | fields
    )


class Socket:
    """One socket of a customer, through the real router and consumer."""

    def __init__(self, path, headers, subprotocols):
        self.line = WebsocketCommunicator(
            URLRouter(websocket_urlpatterns), path, headers=headers, subprotocols=subprotocols
        )
        self.line.scope["client"] = ["127.0.0.1", 50000]
        self.subprotocol = None
        self.status = None  # the first one, once it was heard

    async def open(self):
        accepted, self.subprotocol = await self.line.connect(timeout=SECONDS)
        assert accepted
        return self

    async def sends(self, frame):
        text = frame if isinstance(frame, str) else json.dumps(frame, ensure_ascii=False)
        await self.line.send_to(text_data=text)

    async def next(self):
        """The next frame, or {"type": "closed", code, reason}."""
        event = await self.line.receive_output(timeout=SECONDS)
        if event["type"] == "websocket.close":
            return {
                "type": "closed",
                "code": event.get("code", 1000),
                "reason": event.get("reason", ""),
            }
        frame = json.loads(event["text"])
        frame_check.check(frame, ServerFrame)
        return frame

    async def hears(self, kind):
        """The next frame of this kind; what comes before it is passed over."""
        while True:
            frame = await self.next()
            if frame["type"] == kind:
                return frame
            assert frame["type"] != "closed", f"closed with {frame} while waiting for {kind}"

    async def hears_nothing(self):
        return await self.line.receive_nothing(timeout=0.1)

    async def says(self, text, client_message_id=None):
        """Ask, and return the answer's frame."""
        frame = {"type": "message", "user_message": text}
        if client_message_id:
            frame["client_message_id"] = client_message_id
        await self.sends(frame)
        return await self.hears("response")

    async def closes(self):
        # The application of a socket that was waited for in vain has been cancelled. To raise
        # that again would end pytest's own cleaning up, and what the test stored would stay.
        if not self.line.future.cancelled():
            await self.line.disconnect(timeout=SECONDS)


class Lin:
    """The customer: opens sockets to her conversation."""

    session_id = "lin"

    def __init__(self):
        self.sockets = []

    async def connects(
        self, *, session_id=None, current=True, query="", token=None, headers=(), quiet=True
    ):
        """A new socket; `quiet` takes the first status off it."""
        subprotocols = ["aicc.v1"] if current else []
        if token:
            subprotocols.append(f"aicc.token.{token}")
        session_id = self.session_id if session_id is None else session_id
        path = f"/api/v1/chat/ws/{session_id}"
        headers = [(b"host", b"testserver"), *headers]
        socket = Socket(f"{path}?{query}" if query else path, headers, subprotocols)
        self.sockets.append(socket)
        await socket.open()
        if quiet:
            socket.status = await socket.hears("status")
        return socket

    async def transcript(self, session_id=None):
        """(seq, sender, text) of everything that is stored."""
        return [
            entry
            async for entry in Message.objects.filter(
                conversation__session_id=session_id or self.session_id
            ).values_list("seq", "sender", "text")
        ]

    async def conversation(self):
        return await Conversation.objects.aget(session_id=self.session_id)

    async def turns(self):
        return [turn async for turn in Turn.objects.order_by("question_seq")]


async def until(true, what="what the test waits for"):
    """Let everything else run until this is so."""
    return await waits.until(what, true)


async def clear_away():
    """End what a test left under way on its loop."""
    for task in list(runner.registry.tasks):
        task.cancel()
    if runner.registry.tasks:
        await asyncio.wait(set(runner.registry.tasks), timeout=SECONDS)
    post, events.EventRelay.current = events.EventRelay.current, None
    if post:
        # A hint of the last 40 ms would be sent while the loop closes, and left half sent.
        post.pending.clear()
        post.in_window.clear()
        for task in list(post.tasks):
            task.cancel()
    runner.registry = runner.TurnRegistry()


@pytest.fixture(autouse=True)
def fresh_limits_and_layer(settings):
    settings.AICC_OPEN_SESSIONS = True
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    rate_limits.forget_sockets()
    channel_layers.backends = {}


@pytest.fixture
async def engine(monkeypatch):
    fake = Engine()
    monkeypatch.setattr("chat.assistant.reply_to", fake.reply_to, raising=False)
    yield fake
    fake.gate.set()
    fake.end.set()


@pytest.fixture
async def lin(transactional_db, engine):
    customer = Lin()
    yield customer
    for socket in customer.sockets:
        await socket.closes()
    await clear_away()


def person(username, **fields):
    return get_user_model().objects.create_user(username, password=None, is_staff=True, **fields)


def member_of(role, username=None):
    """Somebody new with exactly this role."""
    make_roles()
    user = person(username or role)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
async def mei(transactional_db):
    return await sync_to_async(person)("mei", first_name="Mei")


@pytest.fixture
async def raj(transactional_db):
    return await sync_to_async(person)("raj", first_name="Raj")


@pytest.fixture
async def sam(transactional_db):
    return await sync_to_async(person)("sam", first_name="Sam")
