"""Every address, frame and page, tried by everybody: what decisions.py says, and nothing else.

Beside it walk `test_roles.py` (each role through the whole back office) and
`handover/tests/desk/test_rights.py` (each role through the desk).
"""

import time
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from aicc.backoffice.roles import ROLES
from aicc.testing.cast import (  # noqa: F401  (the cast enters here)
    engine,
    fresh_limits_and_layer,
    lin,
    member_of,
)
from aicc.testing.decisions import (
    CUSTOMER_CALLS,
    CUSTOMER_FRAMES,
    DESK_ADDRESSES,
    DESK_FRAMES,
    OPEN_PAGES,
)
from chat import routing as chat_routing
from chat.models import Conversation
from chat.protocol import incoming
from chat.sessions import sessions
from chat.sessions.credentials import COOKIE_PREFIX
from chat.sessions.sessions import signer
from chat.tests.http import Http, bearer
from handover import routing as desk_routing
from handover.desk import protocol as desk_protocol

User = get_user_model()
in_thread = sync_to_async


# --- Nothing is undecided ---------------------------------------------------------------


def addresses(resolver, before="/"):
    """(path, view) of everything outside the back office, whose walk is test_roles.py."""
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if not isinstance(pattern, URLResolver):
            yield path, pattern.callback
        elif pattern.namespace != "admin":
            yield from addresses(pattern, path)


def methods_of(view):
    """Those that a class-based view answers, less the ones that change and tell nothing."""
    made_of = getattr(view, "view_class", None) or getattr(view, "cls", None)
    names = [name for name in ("get", "post", "put", "patch", "delete") if hasattr(made_of, name)]
    return [name.upper() for name in names]


def test_somebody_has_decided_about_every_address():
    found = dict(addresses(get_resolver()))
    calls = {
        f"{method} {path}"
        for path, view in found.items()
        if path.startswith("/api/v1/chat/")
        for method in methods_of(view)
    }

    assert calls == set(CUSTOMER_CALLS)
    others = {path for path in found if not path.startswith("/api/v1/chat/")}
    assert others == OPEN_PAGES | set(DESK_ADDRESSES)


def test_somebody_has_decided_about_every_frame_of_both_sockets():
    assert set(incoming.READERS) == CUSTOMER_FRAMES
    assert set(desk_protocol.READERS) == set(DESK_FRAMES)
    assert len(chat_routing.websocket_urlpatterns) == 1
    assert len(desk_routing.websocket_urlpatterns) == 1


def test_no_uploaded_file_is_served_to_anybody():
    assert not django_settings.MEDIA_ROOT
    assert not [path for path, _ in addresses(get_resolver()) if "media" in path]


# --- The customer's door ------------------------------------------------------------------

BODIES = {
    "message": {"user_message": "Fees abroad?", "client_message_id": "m1"},
    "feedback": {"seq": 2, "rating": "up"},
    "rating": {"score": 5},
}


def token_for(session, *, version=None, seconds=3600):
    version = session.token_version if version is None else version
    return signer.sign(f"{session.session_id}~{version}~{int(time.time()) + seconds}")


def strange_tokens(session, other):
    """What does not open the session, by what is wrong with it."""
    too_old = -86_400 * (django_settings.AICC_RESUME_DAYS + 1)
    return {
        "no token": None,
        "another session's": token_for(other),
        "expired": token_for(session, seconds=too_old),
        "revoked": token_for(session, version=session.token_version - 1),
        "forged": f"{session.session_id}~1~9999999999~{'x' * 43}",
    }


async def called(http, call, session, token):
    method, path = call.removeprefix("POST /api/v1/chat/"), call.partition("/api/v1/chat/")[2]
    path = path.replace("<str:session_id>", session.session_id)
    headers = bearer(token) if token else {}
    for name in [name for name in http.client.cookies if name.startswith(COOKIE_PREFIX)]:
        del http.client.cookies[name]  # of a session that an earlier call began
    if call.startswith("GET "):
        return (await http.get(path, **headers)).status_code
    body = {"session_id": session.session_id} | BODIES.get(method.rpartition("/")[2], {})
    return (await http.post(path, body, **headers)).status_code


def signed_in_as(role):
    http = Http()
    http.client.force_login(member_of(role))
    return http


@pytest.fixture
async def two_sessions(lin, settings):  # noqa: F811
    """Lin's and somebody else's, both sealed; nobody is limited. Lin's had other keys, which were
    taken away.
    """
    settings.AICC_RATE_LIMITS = False
    lins, other = [await in_thread(sessions.start)("ko") for _ in range(2)]
    await in_thread(sessions.revoke)(lins.session_id)
    return [await in_thread(sessions.find)(lins.session_id), other]


@pytest.mark.django_db(transaction=True)
async def test_a_customers_calls_are_for_whoever_holds_the_sessions_token(two_sessions):
    session, other = two_sessions
    strangers = strange_tokens(session, other)

    opened, http = {}, Http()
    for call, needs in CUSTOMER_CALLS.items():
        for what, token in strangers.items():
            status = await called(http, call, session, token)
            if (status == 201) if needs != "nothing" else (status != 201):
                opened[call, what] = status
            assert needs == "nothing" or status == 401, (call, what, status)

    assert opened == {}


@pytest.mark.django_db(transaction=True)
async def test_a_customers_calls_answer_whoever_holds_the_token(two_sessions):
    session, _ = two_sessions
    old, http = token_for(session, seconds=-3600), Http()

    for call, needs in CUSTOMER_CALLS.items():
        status = await called(http, call, session, token_for(session))
        assert status in (200, 201, 400, 404), call  # 400: a call-back needs a number
        by_old = await called(http, call, session, old)
        assert (by_old == 401) == (needs == "token"), call


LONG_AGO = timezone.now() - timedelta(days=400)
OVER = {
    "ended by its customer": {"owner": "closed", "ended_at": LONG_AGO},
    "too old": {"started_at": LONG_AGO},
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fields", OVER.values(), ids=OVER)
async def test_a_session_that_is_over_opens_to_no_key(lin, two_sessions, fields):  # noqa: F811
    session, _ = two_sessions
    await Conversation.objects.filter(pk=session.conversation_id).aupdate(**fields)
    http, key = Http(), token_for(session)

    for call, needs in CUSTOMER_CALLS.items():
        if needs != "nothing":
            assert await called(http, call, session, key) == 401, call
    socket = await lin.connects(session_id=session.session_id, token=key, quiet=False)
    assert (await socket.next())["code"] == 4401


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
async def test_no_role_opens_a_customers_door_without_their_token(two_sessions, role):
    session, _ = two_sessions
    http = await in_thread(signed_in_as)(role)

    for call, needs in CUSTOMER_CALLS.items():
        if needs != "nothing":
            assert await called(http, call, session, None) == 401, call


@pytest.mark.django_db(transaction=True)
async def test_the_customers_socket_opens_for_nobody_else(lin, two_sessions):  # noqa: F811
    session, other = two_sessions
    told = {}
    for what, token in strange_tokens(session, other).items():
        socket = await lin.connects(session_id=session.session_id, token=token, quiet=False)
        told[what] = (await socket.next()).get("code")

    assert set(told.values()) == {4401}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", sorted(CUSTOMER_FRAMES))
async def test_no_frame_of_a_revoked_session_is_answered(lin, two_sessions, kind):  # noqa: F811
    session, _ = two_sessions
    socket = await lin.connects(session_id=session.session_id, token=token_for(session))
    await in_thread(sessions.revoke)(session.session_id)
    assert (await socket.next())["code"] == 4401

    await socket.sends({"type": kind, "user_message": "?", "is_typing": True, "score": 1})

    assert await socket.hears_nothing()
    assert await lin.transcript(session.session_id) == []
