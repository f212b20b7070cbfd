"""Agents at open desks: frames through the real router and consumer."""

import json

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from aicc.testing import frame_check
from aicc.testing.cast import SECONDS
from handover.desk.frame_types import DeskFrame
from handover.models import AgentProfile
from handover.queue import presence
from handover.routing import websocket_urlpatterns

WORKING = (
    *("view_handover", "change_handover", "view_article", "view_conversation"),
    "see_call_back_number",
    "answer_coachingnote",
)


def gives(user, *codenames):
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


def signs_in(user):
    """The key of a new session of theirs."""
    client = Client()
    client.force_login(user)
    return client


def sits_down(agent, *, capacity=3, team=None):
    """The agent is at the desk, ready for conversations."""
    gives(agent, *WORKING)
    profile = presence.profile_of(agent)
    AgentProfile.objects.filter(pk=profile.pk).update(capacity=capacity, team=team)
    # Last: customers who wait look at the seats when they are told of this, and not again.
    presence.set_presence(agent, AgentProfile.Presence.ONLINE)
    return agent


class Desk:
    """One tab of somebody's desk."""

    def __init__(self, client, *, origin="http://testserver", language="ko", beside=""):
        """beside: cookies of other sites on the host, before and after the login's."""
        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME) if client else None
        headers = [(b"host", b"testserver")]
        if origin:
            headers.append((b"origin", origin.encode()))
        if cookie:
            around = [beside] if beside else []
            both = "; ".join([*around, f"{cookie.key}={cookie.value}", *around])
            headers.append((b"cookie", both.encode()))
        self.line = WebsocketCommunicator(
            URLRouter(websocket_urlpatterns),
            f"/api/v1/handover/ws/desk/?language={language}",
            headers=headers,
        )
        self.line.scope["client"] = ["127.0.0.1", 50000]

    async def opens(self):
        accepted, _ = await self.line.connect(timeout=SECONDS)
        assert accepted
        self.first = await self.next()
        return self

    async def sends(self, kind, **fields):
        await self.line.send_to(text_data=json.dumps({"type": kind, **fields}))

    async def next(self):
        event = await self.line.receive_output(timeout=SECONDS)
        if event["type"] == "websocket.close":
            return {"type": "closed", "code": event.get("code", 1000)}
        frame = json.loads(event["text"])
        frame_check.check(frame, DeskFrame)
        return frame

    async def hears(self, kind, **fields):
        """The next frame of this kind and with these fields; others are passed over."""
        while True:
            frame = await self.next()
            if frame["type"] == kind and all(frame.get(k) == v for k, v in fields.items()):
                return frame
            assert frame["type"] != "closed" or kind == "closed", f"closed: {frame}"

    async def is_answered(self):
        """Everything until the answer to a ping: what was due is in it."""
        await self.sends("ping", timestamp="now")
        frames = []
        while (frame := await self.next())["type"] != "pong":
            frames.append(frame)
            if frame["type"] == "closed":
                return frames
        return frames

    async def closes(self):
        if not self.line.future.cancelled():  # as at chat's Socket.closes
            await self.line.disconnect(timeout=SECONDS)


@pytest.fixture
async def desks(lin):
    """Opens desks, and closes them in the end. `lin` clears away what is under way."""
    opened = []

    async def open_desk(user, **options):
        client = await sync_to_async(signs_in)(user) if user else None
        desk = Desk(client, **options)
        desk.client = client
        opened.append(desk)
        return await desk.opens()

    yield open_desk
    for each in opened:
        await each.closes()


@pytest.fixture
async def at_work(mei, raj, sam):
    """Mei and Raj at the desk, Sam above them."""
    for agent in (mei, raj, sam):
        await sync_to_async(sits_down)(agent)
    await sync_to_async(gives)(sam, "supervise_handover", "pull_handover")
