"""Through the nginx.conf that is shipped, unmodified, with two servers of ours behind it."""

import asyncio
import gzip
import json
import random
import re
import ssl

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

import conftest
from aicc.testing import servers
from bench import through_nginx
from deploy.tests import installation

pytestmark = [pytest.mark.servers, pytest.mark.once]

SITE = "http://localhost"
WORDS = "안녕하세요, 홍길동의 비밀입니다"
OURS = (
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "content-security-policy",
)


@pytest.fixture(scope="module")
def house(own_network):
    conftest.require("nginx", "mariadbd", "mariadb", "redis-server", "unshare", "curl")
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    house = installation.Installation(AICC_TURN_SECONDS="3")
    try:
        yield house.start()
    finally:
        house.stop()


def browser(address="127.0.0.1", **words):
    """A client with an address of its own; limits are counted by address."""
    return httpx.Client(
        base_url=SITE, transport=httpx.HTTPTransport(local_address=address), timeout=30, **words
    )


def say(line, session_id="test_001", text=WORDS, **more):
    body = {"session_id": session_id, "user_message": text, **more}
    return line.post("/api/v1/chat/message", json=body)


def test_the_first_systems_calls_are_answered(house):
    with browser("127.2.0.1") as line:
        assert line.get("/health").json()["status"] == "healthy"
        assert say(line, text="안녕하세요").json()["ai_message"]


async def test_two_sockets_of_a_session_on_two_servers_hear_the_same(house):
    address = "ws://localhost/api/v1/chat/ws/two-tabs"
    async with (
        connect(address, subprotocols=["aicc.v1"], local_addr=("127.2.0.2", 0)) as one,
        connect(address, subprotocols=["aicc.v1"], local_addr=("127.2.0.2", 0)) as other,
    ):
        # A handshake is over before the session is entered, and what is older than a status
        # counts in its head_seq instead of being sent.
        statuses = [json.loads(await socket.recv()) for socket in (one, other)]
        await one.send(json.dumps({"type": "message", "user_message": "안녕하세요"}))
        heard = [json.loads(await other.recv()) for _ in range(2)]
        sockets = [await open_sockets(backend) for backend in house.backends]

    assert [frame["type"] for frame in [*statuses, *heard]] == [
        "status",
        "status",
        "entry",
        "response",
    ]
    assert sockets == [1, 1]


async def open_sockets(backend):
    async with httpx.AsyncClient(headers={"Host": "localhost"}) as prometheus:
        figures = (await prometheus.get(f"{backend.url}/metrics")).text
    return float(re.search(r"^aicc_sockets ([\d.]+)", figures, re.M)[1])


def test_a_message_repeated_over_http_is_answered_once(house):
    with browser("127.2.0.3") as line:
        first = say(line, "fallback", client_message_id="m1").json()
        again = say(line, "fallback", client_message_id="m1").json()

    assert again["seq"] == first["seq"]


def until_refused(ask):
    """How many were taken before the first 429, and that one; on a busy machine it takes long."""
    for taken in range(500):
        answer = ask()
        if answer.status_code == 429:
            return taken, answer
    raise AssertionError("nobody was refused")


def test_a_stranger_in_a_hurry_is_told_when_to_come_back(house):
    with browser("127.2.0.4") as line:
        taken, refused = until_refused(lambda: line.get("/api/v1/chat/sessions/nobody/messages"))

    assert taken >= 20, "so many may come at once"
    assert refused.headers["retry-after"] == "2"
    assert refused.json()["code"] == "rate_limited"


def test_an_office_behind_one_address_is_not_locked_out(house):
    key = {"Authorization": f"Bearer {'k' * 40}"}
    with browser("127.2.0.5", headers=key) as line:
        answers = [line.get("/api/v1/chat/sessions/nobody/messages") for _ in range(100)]

    assert 429 not in {answer.status_code for answer in answers}


async def test_handshakes_have_a_limit_of_their_own(house):
    async def shake(number):
        try:
            async with connect(
                f"ws://localhost/api/v1/chat/ws/h-{number}", local_addr=("127.2.0.6", 0)
            ):
                return 101, None
        except InvalidStatus as refused:
            return refused.response.status_code, refused.response.headers["Retry-After"]

    codes = await asyncio.gather(*[shake(number) for number in range(30)])

    assert set(codes) == {(101, None), (429, "2")}


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("/openapi.json", 0.3),
        ("/static/unfold/css/styles.css", 0.3),
        ("/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js", 0.3),
    ],
)
def test_text_shrinks(house, path, share):
    with browser("127.2.0.7") as line:
        plain = line.get(path, headers={"Accept-Encoding": "identity"}).content
        small = on_the_wire(line, path)

    assert gzip.decompress(small) == plain
    assert len(small) <= share * len(plain)


def on_the_wire(line, path):
    with line.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        return b"".join(answer.iter_raw())


MOST_BYTES, MOST_REQUESTS = 60 * 1024, 6  # of the chat's page, as docs/performance.md promises


@pytest.mark.parametrize("kind", ["js", "css"])
def test_our_own_files_arrive_in_less_than_a_third_of_what_was_written(house, kind):
    ours = servers.ROOT.glob(f"static/*/*.{kind}")
    with browser("127.2.0.13") as line:
        sent = {
            place: len(on_the_wire(line, f"/{place.relative_to(servers.ROOT)}")) for place in ours
        }

    assert sum(sent.values()) <= 0.35 * sum(place.stat().st_size for place in sent)


def test_the_chats_page_is_six_requests_at_most_and_small(house):
    with browser("127.2.0.14") as line:
        html = line.get("/").text
        named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
        sizes = {path: len(on_the_wire(line, path)) for path in ["/", *named]}

    assert "/static/chat/page.bundle" in html
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes.values()) <= MOST_BYTES


@pytest.mark.parametrize(
    "path",
    ["/", "/health", "/static/chat/client.js", "/metrics", "/none", "/admin/login/", "/api/none"],
)
def test_each_security_header_stands_once_and_no_version(house, path):
    with browser("127.2.0.8") as line:
        headers = line.get(path).headers

    assert [len(headers.get_list(name)) for name in OURS] == [1] * len(OURS)
    assert headers["server"] == "nginx"
    assert "strict-transport-security" not in headers
    assert "x-powered-by" not in headers


def test_hashed_files_are_kept_for_ever_and_plain_names_are_asked_about(house):
    with browser("127.2.0.9") as line:
        page = line.get("/").text
        named = re.findall(r'(?:href|src)="(/static/chat/[^"]+)"', page)
        answers = {path: line.get(path) for path in named}
        plain = line.get("/static/chat/client.js")

    assert len(named) > 3
    for path, answer in answers.items():
        assert re.search(r"\.[0-9a-f]{12}\.(js|css|svg)$", path)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["/metrics", "//metrics", "/api/../metrics", "/%6detrics", "/metrics?x", "/nginx_status"],
)
def test_what_watches_us_is_closed_to_the_outside(house, path):
    line = ["curl", "-s", "--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", SITE + path]

    assert servers.subprocess.run(line, capture_output=True, text=True).stdout == "403"


def test_a_body_over_the_limit_is_refused_in_the_contracts_words(house):
    with browser("127.2.0.10") as line:
        answer = say(line, text="가" * 40_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_page_of_our_own_may_call_by_its_host_and_a_strangers_may_not(house):
    with browser("127.2.0.11") as line:
        own = line.post("/api/v1/chat/sessions", json={}, headers={"Origin": SITE})
        foreign = {"Origin": "http://evil.example"}
        refused = line.post("/api/v1/chat/sessions", json={}, headers=foreign)

    assert (own.status_code, refused.status_code) == (201, 403)


async def test_a_server_killed_and_restarted_costs_a_reconnect_and_serves_again(house):
    counts = await through_nginx.outlive(house, 12, 4, random.randrange(10**6))

    assert counts["stored"] == counts["answered"] == 48
    assert not any(counts[fault] for fault in through_nginx.FAULTS), counts
    assert counts["reconnects"] > 0
    assert counts["answered by the restarted"] > 0


def test_with_no_server_left_there_is_a_calm_page_and_a_time_to_come_back(house):
    for backend in house.backends:
        backend.kill()
    try:
        with browser("127.2.0.12") as line:
            page, call = line.get("/"), say(line, "nobody")
    finally:
        installation.at_once(*[backend.start for backend in house.backends])

    assert (page.status_code, call.status_code) == (503, 503)
    assert page.headers["retry-after"] == call.headers["retry-after"] == "5"
    assert "지금은 연결이 원활하지 않습니다" in page.text
    assert call.json()["code"] == "unavailable"


def test_the_access_log_holds_no_names_keys_or_words(house):
    lines = [line for line in house.nginx.log().splitlines() if line.startswith("{")]

    assert {"/api/v1/chat/ws/-", "/api/v1/chat/sessions/-/messages"} <= {
        json.loads(line)["path"] for line in lines
    }
    for secret in ("two-tabs", "nobody", "customer-1", "k" * 20, "홍길동", "last_seq"):
        assert secret not in house.nginx.log()


def test_tls_is_one_setting(house):
    certificate = house.turn_on_tls()
    curl = ["curl", "-s", "-o", "/dev/null", "--cacert", str(certificate)]

    def ask(*words):
        return servers.subprocess.run([*curl, *words], capture_output=True, text=True).stdout

    moved = ask("-w", "%{http_code} %{redirect_url}", f"{SITE}/x?y=1")
    assert moved == "301 https://localhost/x?y=1"
    assert ask("--http2", "-w", "%{http_version}", "https://localhost/health") == "2"
    assert ask("-w", "%{http_code}", "https://localhost/static/chat/client.js") == "200"
    assert ask("--tls-max", "1.1", "-w", "%{http_code}", "https://localhost/health") == "000"
    trust = ssl.create_default_context(cafile=certificate)
    headers = httpx.get("https://localhost/", verify=trust).headers
    assert headers.get_list("strict-transport-security") == ["max-age=31536000; includeSubDomains"]
