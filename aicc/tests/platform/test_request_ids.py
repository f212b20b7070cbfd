"""A request and everything said about it carry one id; only our own proxies may choose it."""

import ipaddress
import json

import httpx
import pytest
from websockets.asyncio.client import connect

from aicc.platform import request_ids
from aicc.server import forwarded_headers

PROXIES = [ipaddress.ip_network("10.0.0.0/8")]
GIVEN = "0123456789abcdef0123456789abcdef"


def id_of(peer, *given):
    headers = [(b"x-request-id", value.encode()) for value in given]
    scope = {"type": "http", "client": [peer, 50_000], "headers": headers}
    forwarded_headers.apply_forwarded_headers(scope, PROXIES)
    assert scope["headers"] == []
    return scope["request_id"]


def test_a_trusted_proxy_names_the_request():
    assert id_of("10.0.0.2", GIVEN) == GIVEN


@pytest.mark.parametrize(
    ("peer", "given"),
    [
        ("203.0.113.1", [GIVEN]),  # a stranger
        ("10.0.0.2", []),
        ("10.0.0.2", ["short"]),
        ("10.0.0.2", ["x" * 65]),
        ("10.0.0.2", ['"}\n{"level": "error"']),
        ("10.0.0.2", [GIVEN, GIVEN]),  # one of them is a stranger's
    ],
)
def test_anybody_elses_name_is_replaced(peer, given):
    found = id_of(peer, *given)

    assert found not in given
    assert len(found) == 32


async def visit(application, kind="http"):
    sent = []

    async def send(event):
        sent.append(event)

    await request_ids.watched(application, {"type": kind, "request_id": GIVEN}, None, send)
    return sent


@pytest.mark.parametrize("begins", ["http.response.start", "websocket.accept"])
async def test_the_client_is_told_the_id(begins):
    async def application(scope, receive, send):
        await send({"type": begins, "status": 200, "headers": [(b"a", b"b")]})

    sent = await visit(application)

    assert sent[0]["headers"] == [(b"a", b"b"), (b"x-request-id", GIVEN.encode())]


async def test_a_failure_is_answered_and_says_nothing(capsys):
    async def application(scope, receive, send):
        raise ValueError("a customer's words")

    web, socket = await visit(application), await visit(application, "websocket")

    assert [event.get("status") for event in web] == [500, None]
    assert socket == [{"type": "websocket.close", "code": 1011}]
    assert "words" not in capsys.readouterr().err


@pytest.mark.servers
@pytest.mark.once
async def test_both_doors_of_a_server_tell_the_id_and_log_it(aicc_server):
    server = aicc_server(
        AICC_OPEN_SESSIONS="on",
        AICC_ENGINE="canned",
        AICC_TRUSTED_PROXIES="127.0.0.1",
        AICC_LOG_FORMAT="json",
    )
    named = {"X-Request-ID": GIVEN}
    said = {"session_id": "lin", "user_message": "hello"}

    async with httpx.AsyncClient(headers=named, timeout=30) as browser:
        answer = await browser.post(f"{server.url}/api/v1/chat/message", json=said)
    address = f"{server.ws_url}/api/v1/chat/ws/lin"
    async with connect(address, additional_headers={"X-Request-ID": GIVEN[::-1]}) as lin:
        await lin.recv()
        handshake = lin.response.headers["x-request-id"]
    server.stop()

    assert (answer.headers["x-request-id"], handshake) == (GIVEN, GIVEN[::-1])
    lines = [json.loads(line) for line in server.log().splitlines()]
    of_post = [line["event"] for line in lines if line.get("request_id") == GIVEN]
    assert of_post == ["turn closed", "served"]
    marked = {line["session"] for line in lines if "session" in line}
    assert len(marked) == 1  # both doors', and it is not the name
    assert "lin" not in marked
    assert [line["path"] for line in lines if line.get("request_id") == GIVEN[::-1]]
