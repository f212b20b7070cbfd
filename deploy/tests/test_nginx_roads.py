"""Who talks through the shipped nginx.conf is heard at once, from either server, over either
road, while certificates change; and nobody is taken for somebody else.
"""

import asyncio
import itertools
import json
import ssl
import time

import httpx
import pytest
from websockets.asyncio.client import connect

import conftest
from aicc.testing import waits
from chat.tests.openai_server import OpenAiServer
from deploy.tests import installation
from deploy.tests.test_nginx import SITE, browser, open_sockets, until_refused

pytestmark = [pytest.mark.servers, pytest.mark.once]

MODEL_PORT = 9100
IN_FRONT, CUSTOMER = "127.9.0.1", "203.0.113.7"
CLAIMS = {
    "X-Forwarded-Proto": "https",
    "Forwarded": f"for={CUSTOMER};proto=https",
    "X-Forwarded-Host": "bank.example",
    "X-Real-IP": CUSTOMER,
}
KEY = {"Authorization": f"Bearer {'k' * 40}"}  # nginx lets it ask often; it opens nothing
MEI_COMES = """
from django.test import Client
from aicc.backoffice.roles import demo_user
mei = Client()
mei.force_login(demo_user("mei", "agent"))
print(mei.cookies["sessionid"].value)
"""


@pytest.fixture(scope="module")
def house(own_network):
    conftest.require("nginx", "mariadbd", "mariadb", "redis-server", "unshare")
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    house = installation.Installation(
        AICC_ENGINE="auto",
        AICC_MODEL="speaks",
        OPENAI_BASE_URL=f"http://127.0.0.1:{MODEL_PORT}/v1",
        AICC_SESSIONS_PER_MINUTE="5",
    )
    try:
        yield house.start(knowledge=True)
    finally:
        house.stop()


class Line:
    """A socket and the frames that came on it."""

    def __init__(self, socket):
        self.socket = socket

    async def says(self, kind, **fields):
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def hears(self, kind, **fields):
        """The next frame of this kind and with these fields; others are passed over."""
        async with asyncio.timeout(waits.SECONDS):
            while True:
                frame = json.loads(await self.socket.recv())
                if frame["type"] == kind and all(frame.get(k) == v for k, v in fields.items()):
                    return frame


def chat(session_id, address, query="", **options):
    return connect(
        f"ws://localhost/api/v1/chat/ws/{session_id}{query}",
        subprotocols=["aicc.v1"],
        local_addr=(address, 0),
        **options,
    )


async def test_a_piece_of_an_answer_is_seen_before_the_model_goes_on(house):
    async with OpenAiServer(MODEL_PORT) as model, chat("s-1", "127.3.0.1", "?stream=1") as socket:
        model.words = (
            "가온 신용대출 금리는 연 4.5%–8.9%입니다. [1] "
            "대출 금리는 2026년 1월 1일 기준입니다. [1]"
        )
        lin = Line(socket)
        # A model's first answer is heard out before any of it is shown.
        await lin.says("message", user_message="대출 금리가 얼마인가요?")
        first = await lin.hears("response")
        assert first["data"]["engine"] == "model"
        model.may_end = asyncio.Event()
        await lin.says("message", user_message="대출 금리가 얼마인가요?")

        piece = await lin.hears("delta")
        held_back = not model.may_end.is_set()
        model.may_end.set()
        answer = await lin.hears("response")

    assert held_back
    assert "4.5%–8.9%" in piece["text"]
    assert "2026년" not in piece["text"]
    assert answer["data"]["engine"] == "model"
    assert "2026년 1월 1일" in answer["data"]["ai_message"]


async def test_an_agent_at_one_server_and_a_customer_at_the_other_talk_both_ways(house):
    signed_in = house.backends[0].manage("shell", "--verbosity=0", "-c", MEI_COMES).split()[-1]
    async with (
        chat("s-2", "127.3.0.2") as phone,
        connect(
            "ws://localhost/api/v1/handover/ws/desk/?language=ko",
            origin=SITE,
            additional_headers={"Cookie": f"sessionid={signed_in}"},
            local_addr=("127.3.0.3", 0),
        ) as screen,
    ):
        lin, mei = Line(phone), Line(screen)
        await mei.hears("desk")
        sockets = [await open_sockets(backend) for backend in house.backends]
        await mei.says("presence", presence="online")
        await lin.says("request_handover")
        await lin.hears("status", message="waiting")
        while not (waiting := (await mei.hears("queue"))["waiting"]):
            pass
        talk = waiting[0]["handover"]

        await mei.says("claim", handover=talk)
        await lin.hears("status", message="agent_joined")
        await mei.says("resume", handover=talk, last_seq=0)
        await mei.says("say", handover=talk, text="무엇을 도와드릴까요?", client_message_id="a1")
        heard_by_lin = await lin.hears("entry", sender="agent")
        await lin.says("message", user_message="카드를 잃어버렸어요", client_message_id="m1")
        heard_by_mei = await mei.hears("entry", sender="customer")
        await mei.says("close", handover=talk, outcome="resolved", wrap_up="")
        await lin.hears("status", message="closed")

    assert sockets == [1, 1]
    assert heard_by_lin["text"] == "무엇을 도와드릴까요?"
    assert (heard_by_mei["handover"], heard_by_mei["text"]) == (talk, "카드를 잃어버렸어요")


def test_where_no_socket_comes_through_asking_and_reading_over_http_do(house):
    with browser("127.3.0.4", headers={"Prefer": "respond-async"}) as line:
        blocked = line.get("/api/v1/chat/ws/s-3")  # what is left of a handshake without Upgrade
        said = {"session_id": "s-3", "user_message": "안녕하세요", "client_message_id": "m1"}
        taken = [line.post("/api/v1/chat/message", json=said) for _ in range(2)]
        entries, seen = [], 0
        while len(entries) < 2:
            time.sleep(0.2)  # a page asks once a second
            read = line.get(f"/api/v1/chat/sessions/s-3/messages?after_seq={seen}")
            entries += read.raise_for_status().json()["entries"]
            seen = entries[-1]["seq"] if entries else 0

    assert blocked.status_code in (400, 404, 426)
    assert {answer.status_code for answer in taken} <= {200, 202}
    assert [(entry["seq"], entry["sender"]) for entry in entries] == [
        (1, "customer"),
        (2, "assistant"),
    ]


def claims(number):
    return CLAIMS | {"X-Forwarded-For": f"198.51.{number // 250}.{number % 250}"}


def begin(line, **headers):
    return line.post("/api/v1/chat/sessions", json={}, headers=headers)


def is_held_secure(answer):
    """Whether somebody believed that it came over TLS."""
    cookie = "secure" in answer.headers["set-cookie"].lower()
    assert cookie == ("strict-transport-security" in answer.headers)
    return cookie


def test_nobody_is_believed_to_be_another_or_to_come_over_tls(house):
    with browser("127.3.0.5") as line:
        begun = begin(line, **claims(1))
        number = itertools.count()
        until_refused(lambda: line.get("/health", headers=claims(next(number))))
    with browser("127.3.0.6", headers=KEY) as line:
        many = [begin(line, **claims(number)) for number in range(40)]

    assert begun.status_code == 201
    assert not is_held_secure(begun)
    assert 429 in {answer.status_code for answer in many}, "the application counts it too"
    addresses = {line["address"] for line in access_log(house)}
    assert {"127.3.0.5", "127.3.0.6"} <= addresses
    assert not any(address.startswith(("198.51", "203.0")) for address in addresses)


def access_log(house):
    lines = house.nginx.log().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_where_tls_ends_in_front_that_machine_alone_is_believed(house):
    house.restart_nginx(tls="elsewhere", AICC_OUTER_PROXIES=f"{IN_FRONT}/32,127.9.1.0/24")
    forged_head = {"X-Forwarded-For": f"192.0.2.9, {CUSTOMER}"}
    with browser(IN_FRONT) as proxy, browser("127.3.0.7") as stranger:
        over_tls = begin(proxy, **CLAIMS | forged_head)
        without = begin(proxy, **forged_head | {"X-Forwarded-Proto": "https, http"})
        asked = [proxy.get("/health", headers=claims(number)) for number in range(60)]
        until_refused(lambda: proxy.get("/health", headers=CLAIMS | forged_head))
        lied = begin(stranger, **claims(1))
        number = itertools.count()
        until_refused(lambda: stranger.get("/health", headers=claims(next(number))))

    assert is_held_secure(over_tls)
    assert not is_held_secure(without)
    assert {answer.status_code for answer in asked} == {200}, "each customer is counted alone"
    assert not is_held_secure(lied)
    schemes = {(line["address"], line["scheme"]) for line in access_log(house)}
    assert {(CUSTOMER, "https"), (CUSTOMER, "http"), ("127.3.0.7", "http")} <= schemes
    assert not {address for address, _ in schemes} & {IN_FRONT, "192.0.2.9"}


async def test_a_new_certificate_is_taken_up_beside_an_open_socket(house):
    old = house.turn_on_tls(AICC_CERTIFICATE_WATCH_SECONDS="1").read_bytes()
    trust = ssl.create_default_context(cadata=old.decode())
    address = "wss://localhost/api/v1/chat/ws/s-4"
    async with connect(address, subprotocols=["aicc.v1"], ssl=trust) as socket:
        lin = Line(socket)
        await lin.hears("status")
        shown = installation.served_certificate()

        renewed = house.lay_certificate().read_text()
        taken_up = await asyncio.to_thread(installation.served_certificate_other_than, shown)
        await lin.says("message", user_message="안녕하세요")
        answer = await lin.hears("response")

    assert (shown.encode(), taken_up) == (old, renewed)
    assert answer["data"]["ai_message"]
    new_trust = ssl.create_default_context(cadata=renewed)
    async with httpx.AsyncClient(verify=new_trust) as newcomer:
        assert (await newcomer.get("https://localhost/health")).status_code == 200
