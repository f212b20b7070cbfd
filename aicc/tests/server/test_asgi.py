"""The application on uvicorn, ours and another, and what it takes of the database."""

import asyncio
import json
import signal

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from aicc.server.entry import front_door
from aicc.testing import migrated, servers, waits
from chat.tests.openai_server import OpenAiServer

pytestmark = [pytest.mark.servers, pytest.mark.once]

OPEN = {"AICC_OPEN_SESSIONS": "on", "AICC_RATE_LIMITS": "off"}
DB_THREADS = 3


@pytest.fixture
def on_uvicorn(aicc_server):
    """Starts the application by our server on uvicorn."""
    return lambda **settings: aicc_server(AICC_SERVER="uvicorn", **OPEN, **settings)


@pytest.fixture
def on_another_server(aicc_server):
    """The same without our server, as any ASGI server would: by uvicorn's own command."""
    started = []

    def start(**settings):
        made = aicc_server(start=False, **OPEN, **settings)
        server = servers.UvicornServer(made.folder, made.settings)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.kill()


def socket_to(server, query=""):
    return connect(f"{server.ws_url}/api/v1/chat/ws/lin{query}", subprotocols=["aicc.v1"])


async def says(socket, text, client_message_id):
    frame = {"type": "message", "user_message": text, "client_message_id": client_message_id}
    await socket.send(json.dumps(frame))


async def hears(socket, kind):
    async with asyncio.timeout(waits.SECONDS):
        while (frame := json.loads(await socket.recv()))["type"] != kind:
            pass
    return frame


async def test_on_uvicorn_a_turn_is_taken_and_a_socket_resumes(on_uvicorn):
    server = await asyncio.to_thread(lambda: on_uvicorn(AICC_ENGINE="canned"))
    async with socket_to(server) as lin:
        status = await hears(lin, "status")
        await says(lin, "안녕하세요", "m1")
        assert (await hears(lin, "ack"))["seq"] == 1
        await hears(lin, "processing")
        answer = await hears(lin, "response")
        assert lin.subprotocol == "aicc.v1"

    async with socket_to(server, f"?last_seq=1&epoch={status['epoch']}") as back:
        missed = await hears(back, "response")
        await says(back, "안녕하세요", "m1")
        again = await hears(back, "ack")

    assert (missed["seq"], missed["data"]) == (answer["seq"], answer["data"])
    assert again["duplicate"]


async def test_on_uvicorn_the_http_door_and_the_socket_share_a_conversation(on_uvicorn):
    server = await asyncio.to_thread(lambda: on_uvicorn(AICC_ENGINE="canned"))
    async with socket_to(server) as lin, httpx.AsyncClient(timeout=30) as http:
        await hears(lin, "status")
        body = {"session_id": "lin", "user_message": "안녕하세요"}
        answer = await http.post(f"{server.url}/api/v1/chat/message", json=body)

        assert (await hears(lin, "entry"))["text"] == "안녕하세요"
        heard = await hears(lin, "response")

    assert answer.status_code == 200
    assert answer.json()["ai_message"] == heard["data"]["ai_message"]


async def test_another_server_drains_a_turn_through_its_lifespan(on_another_server):
    async with OpenAiServer() as model:
        server = await asyncio.to_thread(
            lambda: on_another_server(
                AICC_ENGINE="model",
                AICC_MODEL="held",
                AICC_MODEL_SECONDS="50",
                AICC_MODEL_FIRST_TOKEN_SECONDS="50",
                AICC_TURN_SECONDS="60",
                OPENAI_BASE_URL=model.url,
                OPENAI_API_KEY="none",
            )
        )
        await asyncio.to_thread(server.manage, "import_knowledge")
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        async with socket_to(server) as lin:
            await says(lin, "신용카드 발급 절차를 알려주세요", "m1")
            await waits.until("a question to the model", lambda: model.asked)
            server.process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as closed:
                await hears(lin, "nothing more")
        model.may_fail.set()
        code = await asyncio.to_thread(server.process.wait, waits.SECONDS)

    assert closed.value.rcvd.code == 1012
    # uvicorn raises the signal again once it has shut down.
    assert code in (0, -signal.SIGTERM)
    show = "from chat.models import Turn; print(*Turn.objects.values_list('state', flat=True))"
    said = await asyncio.to_thread(server.manage, "shell", "-c", show)
    assert said.strip().splitlines()[-1] == "answered"


async def test_a_server_holds_no_more_connections_than_it_was_given(aicc_server, private_mariadb):
    name = "aicc_bounded"
    url = await asyncio.to_thread(migrated.database_in, private_mariadb, name)
    settings = OPEN | {"DATABASE_URL": url, "AICC_DB_THREADS": str(DB_THREADS)}
    server = await asyncio.to_thread(lambda: aicc_server(AICC_ENGINE="canned", **settings))
    counts = []

    async def count():
        while True:
            open_now = await asyncio.to_thread(private_mariadb.connections, name)
            counts.append(len(open_now))

    async def call(http, number):
        body = {"session_id": f"c{number}", "user_message": "안녕하세요"}
        return (await http.post(f"{server.url}/api/v1/chat/message", json=body)).status_code

    async def visit(http):
        # A session that the server must look up: a query in a thread of Django's.
        cookie = {"Cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"}
        return (await http.get(f"{server.url}/admin/", headers=cookie)).status_code

    async def talk(number):
        async with connect(f"{server.ws_url}/api/v1/chat/ws/s{number}") as socket:
            await says(socket, "안녕하세요", "m1")
            await hears(socket, "response")

    counting = asyncio.create_task(count())
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=60, limits=limits) as http:
        calls = [call(http, n) for n in range(100)]
        visits = [visit(http) for _ in range(60)]
        talks = [talk(n) for n in range(100)]
        done = await asyncio.gather(*calls, *visits, *talks)
    counting.cancel()

    assert set(done[:100]) == {200}
    assert set(done[100:160]) == {302}
    assert 0 < max(counts) <= DB_THREADS + front_door.PLACES["staff"]
