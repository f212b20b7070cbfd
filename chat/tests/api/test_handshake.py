"""Who is let in by the socket: names, tokens, pages, and how many."""

import asyncio
import json
import time

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from aicc.platform.db import in_db
from chat import transcript
from chat.models import Conversation, Message
from chat.sessions import sessions
from chat.sessions.sessions import signer

pytestmark = pytest.mark.django_db(transaction=True)

OWN = (b"origin", b"http://testserver")
FOREIGN = (b"origin", b"https://evil.example")


@pytest.fixture
async def sealed(lin):
    return await in_db(sessions.start)("ko")


def token_of(session, *, version=1, seconds=3600, name=None):
    value = f"{name or session.session_id}~{version}~{int(time.time()) + seconds}"
    return signer.sign(value)


async def opens(lin, session_id, **options):
    """What the first frame says: connected, or with which code the door is shut."""
    socket = await lin.connects(session_id=session_id, quiet=False, **options)
    frame = await socket.next()
    return frame["code"] if frame["type"] == "closed" else frame["message"]


@pytest.mark.parametrize(
    "session_id",
    [
        "",
        "-begins-with-a-hyphen",
        "../admin",
        "..%2Fadmin",
        "a/b",
        "a b",
        "x" * 65,
        "%00",
        "lin%0A",
        "고객",
        "<b>lin<b>",
        "lin'; DROP TABLE chat_conversation; --",
    ],
)
async def test_a_bad_session_name_is_refused(lin, session_id):
    assert await opens(lin, session_id) == 4400
    assert not await Conversation.objects.aexists()


@pytest.mark.parametrize("session_id", ["x", "A.b_c-9", "x" * 64, "consultant_dashboard_1"])
async def test_a_good_session_name_is_an_ordinary_customers(lin, session_id):
    assert await opens(lin, session_id) == "connected"


@pytest.mark.parametrize(
    "query", ["last_seq=abc", "last_seq=-1", "last_seq=1.5", "last_seq=²", "epoch=" + "e" * 17]
)
async def test_a_bad_query_is_refused(lin, query):
    assert await opens(lin, "lin", query=query) == 4400


async def test_no_name_of_ones_own_where_open_sessions_are_off(lin, settings):
    settings.AICC_OPEN_SESSIONS = False
    await Conversation.objects.acreate(session_id="known")

    assert await opens(lin, "lin") == 4401
    assert await opens(lin, "known") == 4401
    assert await Conversation.objects.acount() == 1


async def test_a_sealed_session_opens_with_its_token(lin, sealed):
    token, _ = sessions.make_token(sealed)

    assert await opens(lin, sealed.session_id, token=token) == "connected"
    bearer = (b"authorization", f"Bearer {token}".encode())
    assert await opens(lin, sealed.session_id, headers=[bearer]) == "connected"
    assert await opens(lin, sealed.session_id, headers=[bearer], current=False) == "connected"


async def test_the_token_is_not_sent_back_as_a_subprotocol(lin, sealed):
    token, _ = sessions.make_token(sealed)

    socket = await lin.connects(session_id=sealed.session_id, token=token)

    assert socket.subprotocol == "aicc.v1"


async def test_only_its_own_valid_token_opens_a_sealed_session(lin, sealed):
    other = await in_db(sessions.start)("ko")
    good = token_of(sealed)
    bad = {
        "missing": None,
        "wrong": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "no token at all": "x",
        "expired": token_of(sealed, seconds=-1),
        "another session's": token_of(other),
        "of another version": token_of(sealed, version=2),
        "signed for another use": signer.sign(sealed.session_id),
    }
    assert await opens(lin, sealed.session_id, token=good) == "connected"

    for what, token in bad.items():
        assert await opens(lin, sealed.session_id, token=token) == 4401, what


async def test_a_revoked_token_opens_nothing(lin, sealed):
    token, _ = sessions.make_token(sealed)

    await in_db(sessions.revoke)(sealed.session_id)

    assert await opens(lin, sealed.session_id, token=token) == 4401


ODD_COOKIES = [
    'g_state={"i_l":0}',
    "odd",
    "=odd",
    'a="1; b=2',
    "a[]=1; b(2)=3",
    "theme=dark,light; name=이름",
]


@pytest.mark.parametrize("odd", ODD_COOKIES)
async def test_an_odd_cookie_of_another_site_costs_nobody_their_conversation(lin, sealed, odd):
    ours = f"aicc.{sealed.session_id}={token_of(sealed)}"
    for both in (f"{odd}; {ours}", f"{ours}; {odd}"):
        headers = [(b"cookie", both.encode()), OWN]

        assert await opens(lin, sealed.session_id, headers=headers) == "connected"
    split = [(b"cookie", odd.encode()), (b"cookie", ours.encode()), OWN]
    assert await opens(lin, sealed.session_id, headers=split) == "connected"


async def test_the_cookie_counts_for_our_own_page_only(lin, sealed):
    token, _ = sessions.make_token(sealed)
    cookie = (b"cookie", f"aicc.{sealed.session_id}={token}; other=1".encode())
    broken = (b"cookie", b"\xff=;;; aicc.lin")

    assert await opens(lin, sealed.session_id, headers=[cookie, OWN]) == "connected"
    assert await opens(lin, sealed.session_id, headers=[cookie]) == 4401
    assert await opens(lin, sealed.session_id, headers=[cookie, FOREIGN]) == 4403
    assert await opens(lin, sealed.session_id, headers=[broken, OWN]) == 4401


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://testserver.evil.example",
        "http://testserver:8000",
        "file://testserver",
        "http://evil.example/testserver",
    ],
)
async def test_a_foreign_page_is_refused(lin, origin):
    assert await opens(lin, "lin", headers=[(b"origin", origin.encode())]) == 4403


async def test_a_page_that_the_bank_names_is_let_in(lin, settings):
    settings.AICC_ALLOWED_ORIGINS = ["https://www.bank.example"]

    assert await opens(lin, "lin", headers=[(b"origin", b"https://www.bank.example")]) == (
        "connected"
    )
    assert await opens(lin, "lin", headers=[(b"origin", b"https://bank.example")]) == 4403


async def test_a_name_that_was_bent_to_our_address_is_refused(lin):
    bent = [(b"host", b"evil.example"), (b"origin", b"http://evil.example")]

    assert await opens(lin, "lin", headers=bent) == 4403


async def test_a_refused_socket_is_not_listened_to(lin, engine):
    socket = await lin.connects(session_id="-", quiet=False)
    assert (await socket.next())["code"] == 4400

    await socket.sends({"type": "message", "user_message": "hello"})

    assert await socket.hears_nothing()
    assert engine.asked == []


async def test_too_many_sockets_of_a_session_are_told_when_to_come_back(lin, settings):
    settings.AICC_SOCKETS_PER_SESSION = 2
    first, _ = await lin.connects(), await lin.connects()

    third = await lin.connects(quiet=False)
    closed = await third.next()
    await first.closes()
    lin.sockets.remove(first)

    assert closed["code"] == 4429
    assert json.loads(closed["reason"]) == {"retry_after": 10}
    assert await opens(lin, "lin") == "connected"


async def test_too_many_sockets_of_an_address_are_told_when_to_come_back(lin, settings):
    settings.AICC_SOCKETS_PER_ADDRESS = 2
    await lin.connects(session_id="one")
    await lin.connects(session_id="two")

    assert await opens(lin, "three") == 4429


async def test_the_same_new_name_at_the_same_moment_begins_one_session(lin):
    heard = await asyncio.gather(*(opens(lin, "brand-new") for _ in range(5)))

    assert heard == ["connected"] * 5
    assert await sync_to_async(Conversation.objects.count)() == 1


@transaction.atomic
def something_is_said(conversation_id):
    """Something is said in the conversation that the customer did not say."""
    transcript.append(transcript.lock(conversation_id), Message.Sender.SYSTEM, "비밀입니다")


async def test_a_revoked_token_closes_the_sockets_that_it_opened(lin, sealed):
    token, _ = sessions.make_token(sealed)
    socket = await lin.connects(session_id=sealed.session_id, token=token)

    await sync_to_async(sessions.revoke)(sealed.session_id)

    assert (await socket.next())["code"] == 4401


async def test_a_revoked_token_hears_nothing_more_where_nobody_told_the_server(lin, sealed):
    token, _ = sessions.make_token(sealed)
    socket = await lin.connects(session_id=sealed.session_id, token=token)
    await Conversation.objects.filter(pk=sealed.conversation_id).aupdate(token_version=2)

    await sync_to_async(something_is_said)(sealed.conversation_id)

    assert (await socket.next())["code"] == 4401
