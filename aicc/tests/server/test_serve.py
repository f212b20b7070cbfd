"""The server as a process: what it refuses, what it outlives, how it goes down."""

import asyncio
import base64
import json
import os
import signal
import socket
import struct
import subprocess
import sys

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from aicc.server import transport
from aicc.server.transport import limits
from aicc.testing import preforked, servers, waits

pytestmark = [pytest.mark.servers, pytest.mark.once]

KIB = 1024
SPARE_MIB = 24  # what a bounded connection may add to the server's memory, amply


class TinyServer(servers.PrivateServer):
    name = "tiny"

    def __init__(self, folder, *options):
        super().__init__(folder)
        self.options = options
        self.address = f"127.0.0.1:{self.port}"

    def command(self):
        return [
            sys.executable,
            "-m",
            "aicc.testing.tiny_app",
            f"--port={self.port}",
            *self.options,
        ]

    def begun(self, log):
        return preforked.start(self.command(), self.environment(), log.fileno(), log.fileno())

    def whoami(self, **headers):
        return httpx.get(f"http://{self.address}/", headers=headers).json()

    def access_log(self):
        lines = [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]
        return [line for line in lines if line["logger"] == "aicc.access"]


class UnforkedServer(TinyServer):
    """Begun by its command, to be weighed or begun by another program: what is forked has the
    memory of what it was forked from, and room in it.
    """

    begun = servers.PrivateServer.begun


@pytest.fixture(params=transport.SERVERS, scope="module")
def which(request):
    """Both servers keep the same promises."""
    return request.param


def started(server):
    server.start()
    yield server
    server.kill()
    assert "Traceback" not in server.log()


@pytest.fixture
def tiny(tmp_path, which):
    """For a test that ends it, or looks at its log."""
    yield from started(TinyServer(tmp_path, f"--server={which}"))


@pytest.fixture
def weighed(tmp_path, which):
    yield from started(UnforkedServer(tmp_path, f"--server={which}"))


@pytest.fixture(scope="module")
def lasting(tmp_path_factory, which):
    """For all others: a start costs more than most tests."""
    yield from started(TinyServer(tmp_path_factory.mktemp("tiny"), f"--server={which}"))


def handshake(server):
    key = base64.b64encode(os.urandom(16)).decode()
    head = f"GET /ws HTTP/1.1\r\nHost: {server.address}\r\nUpgrade: websocket\r\n"
    head += f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    return head.encode()


def frame(payload, opcode=1):
    """As a client sends it; a mask of zeros leaves the payload as it is."""
    return struct.pack("!BBI", 0x80 | opcode, 0x80 | len(payload), 0) + payload


def read_until(door, end):
    """What comes up to and with `end`."""
    heard = b""
    while not heard.endswith(end):
        heard += (part := door.recv(1))
        assert part, f"closed before {end!r} came: {heard!r}"
    return heard


def open_by_hand(server, *words):
    """A socket that sends `words` as frames and then neither reads nor answers pings."""
    door = socket.create_connection(("127.0.0.1", server.port), waits.SECONDS)
    door.sendall(handshake(server))
    read_until(door, b"\r\n\r\n")
    for word in words:
        door.sendall(frame(word.encode()))
    return door


async def ask(lin, what):
    await lin.send("whoami")
    return json.loads(await lin.recv())[what]


async def test_on_sigterm_a_socket_is_told_to_come_back_and_a_request_is_answered(tiny):
    async with connect(f"ws://{tiny.address}/ws") as lin, httpx.AsyncClient() as browser:
        request = asyncio.create_task(browser.get(f"http://{tiny.address}/slow"))
        async with asyncio.timeout(waits.SECONDS):
            while await ask(lin, "under_way") != ["/slow"]:
                pass

        tiny.process.send_signal(signal.SIGTERM)

        with pytest.raises(ConnectionClosed) as closed:
            await lin.recv()
        assert closed.value.rcvd.code == 1012
        answer = await request
        assert answer.status_code == 200
        assert answer.headers["connection"] == "close"
    assert tiny.process.wait(waits.SECONDS) == 0
    assert not servers.listens(tiny.port)
    assert "stopping: answers under way end first" in tiny.log()


async def test_a_request_that_does_not_end_does_not_keep_the_server_up(tiny):
    async with connect(f"ws://{tiny.address}/ws") as lin:
        await lin.send("sleep 600")
        await lin.send("echo never")

        tiny.process.send_signal(signal.SIGTERM)

        assert await asyncio.to_thread(tiny.process.wait, waits.SECONDS) == 0


async def test_a_server_that_is_to_end_goes_on_until_nobody_is_sent_to_it_any_more(
    tmp_path, which
):
    tiny = TinyServer(tmp_path, f"--server={which}", "--delay-seconds=3").start()
    async with connect(f"ws://{tiny.address}/ws") as before:
        tiny.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(
            waits.wait_until, "the announcement", lambda: "announced" in tiny.log()
        )

        # Whoever sends customers here has not heard of it yet.
        async with connect(f"ws://{tiny.address}/ws") as new:
            assert await ask(new, "under_way") == []
            assert await ask(before, "under_way") == []
            for socket in (before, new):
                with pytest.raises(ConnectionClosed) as closed:
                    await socket.recv()
                assert closed.value.rcvd.code == 1012
    assert tiny.process.wait(waits.SECONDS) == 0
    assert not servers.listens(tiny.port)


async def test_a_second_signal_ends_the_server_at_once(tiny):
    async with connect(f"ws://{tiny.address}/ws") as lin:
        await lin.send("sleep 600")
        tiny.process.send_signal(signal.SIGINT)
        with pytest.raises(ConnectionClosed):
            await lin.recv()

        tiny.process.send_signal(signal.SIGINT)

        assert await asyncio.to_thread(tiny.process.wait, waits.SECONDS) == 1


def test_ctrl_c_in_the_first_second_shows_nothing_of_what_was_being_loaded():
    loading = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "aicc.serve"],
        cwd=servers.ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = iter(loading.stderr.readline, "")
    next(line for line in said if line.endswith(" django.conf\n"))

    loading.send_signal(signal.SIGINT)

    assert not [line for line in said if not line.startswith("import time:")]
    assert loading.wait(waits.SECONDS) == -signal.SIGINT


def test_a_client_that_does_not_read_is_dropped_and_costs_little(weighed):
    before = weighed.whoami()["peak"]

    door = open_by_hand(weighed, "flood 2000")  # 125 MiB

    waits.wait_until("the client's end", lambda: "does not read was dropped" in weighed.log())
    assert weighed.whoami()["peak"] - before < SPARE_MIB
    door.close()


def test_a_client_that_pings_and_does_not_read_is_dropped_and_costs_little(weighed):
    before = weighed.whoami()["peak"]
    door = open_by_hand(weighed)
    pings = frame(b"x" * 125, opcode=9) * 8000

    with pytest.raises(OSError):  # noqa: PT012  (whichever of them meets the end)
        for _ in range(60):
            door.sendall(pings)

    assert "does not read was dropped" in weighed.log()
    assert weighed.whoami()["peak"] - before < SPARE_MIB


async def test_what_is_sent_in_one_go_waits_for_a_client_that_reads(weighed):
    before = weighed.whoami()["peak"]
    async with connect(f"ws://{weighed.address}/ws") as lin:
        await lin.send("burst 100")  # six times what is kept for one client
        for _ in range(100):
            assert len(await lin.recv()) == 21_845
        await lin.send("echo still here")
        assert await lin.recv() == "still here"
    assert weighed.whoami()["peak"] - before < SPARE_MIB


@pytest.mark.parametrize("size", [63 * KIB, 65 * KIB, 400 * KIB])
async def test_what_we_may_send_is_not_what_a_client_may_send(lasting, size):
    async with connect(f"ws://{lasting.address}/ws") as lin:
        await lin.send(f"say {size}")
        assert len(await lin.recv()) == size
        await lin.send("x" * (limits.FRAME_BYTES + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await lin.recv()
    assert closed.value.sent.code == 1009 or closed.value.rcvd.code == 1009


async def test_frames_wait_in_the_network_while_the_application_is_busy(weighed):
    before = weighed.whoami()["peak"]
    async with connect(f"ws://{weighed.address}/ws") as lin:
        await lin.send("sleep 2")
        for _ in range(1500):
            await lin.send("x" * 60 * KIB)
        for number in range(5000):
            await lin.send(f"echo {number}")
            if number % 100 == 99:
                assert await lin.recv() == str(number - 99)
                for skipped in range(number - 98, number + 1):
                    assert await lin.recv() == str(skipped)
    assert weighed.whoami()["peak"] - before < SPARE_MIB


async def test_a_burst_of_small_frames_is_answered_in_order(lasting):
    async with connect(f"ws://{lasting.address}/ws") as lin:
        await lin.send("sleep 0.5")
        burst = [f"echo {number}" for number in range(3000)]

        sending = asyncio.create_task(send_all(lin, burst))

        assert [await lin.recv() for _ in burst] == [str(number) for number in range(3000)]
        await sending


async def send_all(lin, frames):
    for frame in frames:
        await lin.send(frame)


async def test_a_frame_over_64_kib_closes_its_socket_with_1009(lasting):
    async with connect(f"ws://{lasting.address}/ws") as lin:
        await lin.send("x" * 65 * KIB)

        with pytest.raises(ConnectionClosed) as closed:
            await lin.recv()

    assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize("code", [1000, 1009, 1011, 4401, 4429])
async def test_a_close_reaches_the_client_with_its_code_and_reason(lasting, code):
    async with connect(f"ws://{lasting.address}/ws") as lin:
        await lin.send(f"close {code}")

        with pytest.raises(ConnectionClosed) as closed:
            await lin.recv()

    assert closed.value.rcvd.code == code
    assert closed.value.rcvd.reason == ("사유 " * 40).encode()[:123].decode(errors="ignore")


def answer_close(door, code):
    """Wait for a close frame and answer it; what the connection itself does then."""
    read_until(door, struct.pack("!H", code))
    door.sendall(frame(struct.pack("!H", code), opcode=8))
    door.settimeout(waits.SECONDS)
    while rest := door.recv(4096):  # a connection that is reset raises here
        assert rest
    return "ended"


@pytest.mark.parametrize("code", [1000, 1009, 4401, 4403, 4429])
def test_a_close_of_ours_ends_cleanly_for_whoever_answers_it(lasting, code):
    door = open_by_hand(lasting, f"close {code}")

    assert answer_close(door, code) == "ended"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_server_that_goes_down_ends_its_sockets_cleanly(tiny, number):
    door = open_by_hand(tiny)

    tiny.process.send_signal(number)

    assert answer_close(door, 1012) == "ended"
    assert tiny.process.wait(waits.SECONDS) == 0


def test_a_server_that_was_started_to_outlive_its_terminal_does(tmp_path, which):
    class Detached(UnforkedServer):
        def command(self):
            return ["nohup", *super().command()]

    tiny = Detached(tmp_path, f"--server={which}")
    tiny.start()

    tiny.process.send_signal(signal.SIGHUP)

    assert tiny.whoami()["scheme"] == "http"
    assert tiny.stop() == 0


def test_an_answer_to_a_close_may_take_its_time(lasting):
    door = open_by_hand(lasting, "close 4401")
    read_until(door, struct.pack("!H", 4401))

    door.settimeout(2)  # a phone's answer, on its way for more than a second
    with pytest.raises(TimeoutError):
        read_until(door, b"the end of the connection")

    door.sendall(frame(struct.pack("!H", 4401), opcode=8))
    door.settimeout(waits.SECONDS)
    assert door.recv(4096) == b""


def test_frames_in_the_handshakes_own_segment_are_heard(lasting):
    door = socket.create_connection(("127.0.0.1", lasting.port), waits.SECONDS)

    door.sendall(handshake(lasting) + frame(b"echo one") + frame(b"echo two"))

    read_until(door, b"\r\n\r\n")
    assert read_until(door, b"two").endswith(b"\x81\x03one\x81\x03two")


def test_a_frame_that_is_split_over_the_handshakes_segment_is_heard(lasting):
    door = socket.create_connection(("127.0.0.1", lasting.port), waits.SECONDS)
    said = frame(b"echo \r\n\r\n here")

    door.sendall(handshake(lasting) + said[:9])
    door.sendall(said[9:])

    read_until(door, b"\r\n\r\n")
    assert read_until(door, b"here")


async def test_a_client_that_answers_no_ping_is_gone_and_one_that_does_stays(tmp_path, which):
    tiny = TinyServer(tmp_path, f"--server={which}", "--ping-seconds=1")
    tiny.start()
    silent = await asyncio.to_thread(open_by_hand, tiny)
    async with connect(f"ws://{tiny.address}/ws", ping_interval=None) as lin:
        await waits.until("the silent one's end", lambda: tiny.log().count('"status":101') == 1)

        await lin.send("echo still here")
        assert await lin.recv() == "still here"
    silent.close()
    tiny.kill()


async def test_a_socket_whose_application_fails_is_closed_with_1011(tmp_path, which):
    tiny = TinyServer(tmp_path, f"--server={which}").start()
    async with connect(f"ws://{tiny.address}/ws") as lin:
        await lin.send("fail")
        with pytest.raises(ConnectionClosed) as closed:
            await lin.recv()

    assert closed.value.rcvd.code == 1011
    tiny.kill()


def test_a_connection_that_says_nothing_is_ended(tmp_path, which):
    tiny = TinyServer(tmp_path, f"--server={which}", "--idle-seconds=1").start()
    half_a_body = b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"
    for said in (b"", b"GET / HTTP/1.1\r\nHost: lo", half_a_body):
        door = socket.create_connection(("127.0.0.1", tiny.port), waits.SECONDS)
        door.sendall(said)
        assert door.recv(64) == b""
    tiny.kill()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % (b"x" * 20 * KIB),
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n" % (b"x" * 20 * KIB),
        b"GET / HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (b"X: y\r\n" * 501),
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 400 * KIB,  # and no end
    ],
    ids=["address", "header", "headers", "endless"],
)
def test_a_head_that_is_too_large_is_refused(lasting, head):
    door = socket.create_connection(("127.0.0.1", lasting.port), waits.SECONDS)

    try:
        door.sendall(head)
        answer = door.recv(64)
    except OSError:
        answer = b""  # refused while we were still sending

    assert answer[:12] in (b"", b"HTTP/1.1 400")
    assert lasting.whoami()["scheme"] == "http"


def test_a_forged_forwarded_header_is_ignored(lasting):
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}

    who = lasting.whoami(**forged)

    assert (who["client"][0], who["scheme"], who["headers"]) == ("127.0.0.1", "http", [])


def answer_to_trailer(server, trailer):
    """What a chunked request is answered, behind whose body `trailer` stands."""
    door = socket.create_connection(("127.0.0.1", server.port), waits.SECONDS)
    head = b"POST / HTTP/1.1\r\nHost: lo\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    door.sendall(head + b"\r\n1\r\nx\r\n0\r\n" + trailer + b"\r\n\r\n")
    return b"".join(iter(lambda: door.recv(4096), b""))


async def test_a_trusted_proxy_is_believed_by_both_doors(tmp_path, which):
    tiny = TinyServer(tmp_path, f"--server={which}", "--trust", "127.0.0.0/8")
    tiny.start()
    said = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https"}

    who = tiny.whoami(**said)
    async with connect(f"ws://{tiny.address}/ws", additional_headers=said) as lin:
        await lin.send("whoami")
        on_socket = json.loads(await lin.recv())

    by_trailer = answer_to_trailer(tiny, b"X-Forwarded-For: 203.0.113.9")
    assert b'"127.0.0.1"' in by_trailer
    assert (who["client"][0], who["scheme"], who["headers"]) == ("203.0.113.9", "https", [])
    assert (on_socket["client"][0], on_socket["scheme"]) == ("203.0.113.9", "wss")
    tiny.kill()


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_refused_and_the_server_lives_on(lasting, declared):
    door = socket.create_connection(("127.0.0.1", lasting.port), waits.SECONDS)
    length = "Content-Length: 99999999" if declared else "Transfer-Encoding: chunked"
    door.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode())
    if not declared:
        chunk = b"%x\r\n%s\r\n" % (KIB * KIB, b"x" * KIB * KIB)
        try:
            for _ in range(20):
                door.sendall(chunk)
        except OSError:
            pass  # refused while we were still sending
    else:
        assert door.recv(64).startswith(b"HTTP/1.1 413 ")

    assert lasting.whoami()["scheme"] == "http"


def test_the_server_runs_on_uvloop(lasting):
    assert lasting.whoami()["loop"] == "uvloop"


def test_a_killed_server_starts_again_on_its_port_and_forgot_nothing(aicc_server):
    server = aicc_server(AICC_OPEN_SESSIONS="on", AICC_ENGINE="canned")
    said = {"session_id": "test_001", "user_message": "안녕하세요"}
    first = httpx.post(f"{server.url}/api/v1/chat/message", json=said, timeout=30).json()

    server.kill()
    server.start()

    messages = httpx.get(f"{server.url}/api/v1/chat/sessions/test_001/messages").json()
    assert [entry["text"] for entry in messages["entries"]] == ["안녕하세요", first["ai_message"]]
    assert server.stop() == 0


def test_an_answer_does_not_say_what_we_run_on(lasting):
    answer = httpx.get(f"http://{lasting.address}/")

    assert "server" not in answer.headers


def test_a_handshake_that_is_none_is_refused_without_a_trace_of_us(lasting):
    door = socket.create_connection(("127.0.0.1", lasting.port), waits.SECONDS)
    head = b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    door.sendall(head + b"\r\n")

    answer = door.recv(4096)

    assert answer.startswith(b"HTTP/1.1 400")
    for name in (b"daphne", b"autobahn", b"uvicorn", b"websockets/"):
        assert name not in answer.lower()
    assert lasting.whoami()["scheme"] == "http"
    assert "Traceback" not in lasting.log()


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("nosuchhost.invalid", "is no address and no name of one"),
        ("a" * 300, "is no address and no name of one"),
        ("192.0.2.1", "HOST names no address of this machine"),
    ],
)
def test_an_address_that_is_not_ours_is_named_as_what_is_wrong(host, said, tmp_path):
    server = servers.AiccServer(tmp_path, host=host)

    done = subprocess.run(
        server.command(),
        capture_output=True,
        text=True,
        cwd=servers.ROOT,
        env=server.environment(),
        timeout=waits.SECONDS,
    )

    assert done.returncode == 1
    assert said in done.stderr
    assert "program that does" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_port_costs_one_sentence(lasting):
    second = subprocess.run(lasting.command(), capture_output=True, text=True, cwd=servers.ROOT)

    assert second.returncode == 1
    said = [line for line in second.stderr.splitlines() if line.startswith("Not started")]
    assert len(said) == 1
    assert said[0].startswith(
        f"Not started: Cannot listen on 127.0.0.1 port {lasting.port} (Address"
    )
    assert "stop the program that does, or choose another port by PORT" in said[0]
    assert "Traceback" not in second.stderr


async def test_the_access_log_is_json_without_query_values(tiny):
    async with httpx.AsyncClient(headers={"Cookie": "k=secret"}) as browser:
        await browser.get(f"http://{tiny.address}/path?token=secret-value")
    async with connect(f"ws://{tiny.address}/ws?last_seq=secret-seq"):
        pass
    with pytest.raises(InvalidStatus):
        await connect(f"ws://{tiny.address}/refuse")
    await waits.until("three lines", lambda: len(tiny.access_log()) == 3)

    request, opened, refused = tiny.access_log()

    assert (request["method"], request["path"], request["status"]) == ("GET", "/path", 200)
    assert request["size"] > 0
    assert request["milliseconds"] >= 0
    assert (opened["method"], opened["path"], opened["status"]) == ("WEBSOCKET", "/ws", 101)
    assert (refused["path"], refused["status"]) == ("/refuse", 403)
    assert "secret" not in tiny.log()
