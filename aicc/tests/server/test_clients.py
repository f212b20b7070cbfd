"""What clients of all kinds do at the doors of a real server."""

import json

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

pytestmark = [pytest.mark.servers, pytest.mark.once]

APP = "capacitor://localhost"


@pytest.fixture(scope="module")
def server(aicc_servers):
    return aicc_servers(
        AICC_OPEN_SESSIONS="on", AICC_ENGINE="canned", AICC_ALLOWED_ORIGINS=f"{APP} ionic://bank"
    )


async def closed_with(server, path, **options):
    async with connect(f"{server.ws_url}{path}", subprotocols=["aicc.v1"], **options) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    return closed.value.rcvd.code


@pytest.mark.parametrize(
    "origin", ["null", "file://", "http://elsewhere.example", "ionic://elsewhere"]
)
async def test_a_page_of_nobodys_is_told_so_by_a_close_code(server, origin):
    assert await closed_with(server, "/api/v1/chat/ws/lin", origin=origin) == 4403


@pytest.mark.parametrize("path", ["/ws", "/api/v1/ws/lin", "/api/v1/handover/ws/"])
async def test_an_address_without_a_socket_is_told_so_by_a_close_code(server, path):
    assert await closed_with(server, path) == 4404


@pytest.mark.parametrize("origin", [APP, "ionic://bank", None])
async def test_an_app_that_was_allowed_is_let_in(server, origin):
    address = f"{server.ws_url}/api/v1/chat/ws/lin"
    async with connect(address, subprotocols=["aicc.v1"], origin=origin) as socket:
        assert json.loads(await socket.recv())["message"] == "connected"


@pytest.mark.parametrize("path", ["/health", "/health/live", "/metrics", "/openapi.json", "/"])
def test_a_probe_may_ask_for_the_head_alone(server, path):
    head, whole = httpx.head(server.url + path), httpx.get(server.url + path)

    assert head.status_code == whole.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == whole.headers["content-type"]


def test_a_body_in_chunks_is_read_like_one_in_a_piece(server):
    said = json.dumps({"session_id": "chunks", "user_message": "안녕하세요"}).encode()
    kind = {"Content-Type": "application/json"}

    answer = httpx.post(
        f"{server.url}/api/v1/chat/message",
        content=iter([said[:5], said[5:20], said[20:]]),
        headers=kind,
        timeout=30,
    )
    empty = httpx.post(f"{server.url}/api/v1/chat/sessions", content=iter([]), headers=kind)

    assert answer.request.headers["transfer-encoding"] == "chunked"
    assert answer.status_code == 200
    assert answer.json()["seq"] == 2
    assert empty.status_code == 201


def test_a_body_in_chunks_meets_the_limits_of_one_in_a_piece(server):
    answer = httpx.post(
        f"{server.url}/api/v1/chat/message",
        content=iter([b" " * 40_000, b" " * 40_000]),
        headers={"Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
