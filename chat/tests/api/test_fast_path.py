"""The chat's calls past Django are answered as Django and DRF answer them, to the byte."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.asgi import get_asgi_application
from django.db import OperationalError
from django.utils.translation import gettext_lazy

from aicc.platform import rate_limits
from aicc.platform.errors import REFUSED_FOR, Unavailable
from aicc.server import base_path
from aicc.testing.cast import until
from chat import turns
from chat.http import fast_path
from chat.models import Conversation, Turn
from chat.sessions import sessions
from chat.tests.http import API, FEES, HTML, KEY, ask_by_asgi
from chat.turns import runner

pytestmark = pytest.mark.django_db(transaction=True)

JSON = {"content-type": "application/json"}
OWN = {"origin": "http://testserver"}
SHOP = "https://shop.bank.example"
# Random, or a moment.
CHANGING = re.compile(
    rb'"(session_id|token|token_expires_at|epoch|created_at)": ?"[^"]+"|aicc\.[^=;]+=[^;]+'
    rb"|expires=[^;]+|(?<=retry-after: )\d+|(?<=csrftoken=)\w+"
)


@dataclass
class Call:
    """A request as a server reads it. headers: a value of None leaves one out."""

    method: str = "POST"
    path: str = "message"
    body: object = b""
    headers: dict = field(default_factory=dict)
    query: str = ""
    scheme: str = "http"
    client: tuple | None = ("127.0.0.1", 50000)
    more: tuple = ()  # headers beside these, of the same names perhaps

    def content(self):
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    def scope(self):
        body = self.content()
        given = {"host": "testserver"} | (JSON if self.method == "POST" else {})
        if self.method == "POST":
            given["content-length"] = str(len(body))
        path = self.path if self.path.startswith("/") else f"{API}/{self.path}"
        headers = [*(given | self.headers).items(), *self.more]
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": self.query.encode(),
            "root_path": "",
            "scheme": self.scheme,
            "headers": [(n.encode(), v.encode("latin1")) for n, v in headers if v is not None],
            "client": self.client and list(self.client),
            "server": ["testserver", 80],
        }


def says(text=FEES, session_id="lin", **headers):
    extra = headers.pop("more", {})
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return Call(body={"session_id": session_id, "user_message": text} | extra, headers=headers)


def reads(path="sessions/lin/messages", query="", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return Call("GET", path, query=query, headers=headers)


def posts(path, body=b"", **headers):
    return Call("POST", path, body, {name.replace("_", "-"): v for name, v in headers.items()})


USUAL = [
    says(),
    says(HTML, accept="application/json"),
    says("카드를 잃어버렸어요", accept_language="ko"),
    says(accept_language="en-GB, fr;q=0.5", accept="application/json, text/plain, */*"),
    says(accept_language="xx"),
    says(cookie="django_language=en; other=1"),
    says(cookie="django_language=no-such; aicc.lin=wrong"),
    says(idempotency_key='"k-1"'),
    says(idempotency_key="a b"),
    says(idempotency_key='"k-2'),
    says(prefer="respond-async"),
    says(more={"client_message_id": "m1", "answers": 5}),
    says(more={"client_message_id": 5}),
    says(more={"answers": "x"}),
    says("x" * 2001, accept_language="en"),
    says("\0", accept_language="en"),
    says(" "),
    says(5),
    says(session_id="a b"),
    says(session_id=None),
    says(session_id="new", **OWN),
    says(session_id="sealed"),
    says(session_id="sealed", authorization="Bearer no~such~token"),
    says(**OWN),
    says(origin="https://evil.example"),
    says(origin="null"),
    says(origin="http://["),
    says(origin=SHOP),
    says(origin=SHOP, session_id="a b"),
    says(content_type="Application/JSON; charset=UTF-8"),
    says(host="testserver:8000", origin="http://testserver:8000"),
    says(user_agent="\xe9"),
    posts("message", b"null"),
    posts("message", b"[1]", accept_language="en"),
    posts("message", b"5", accept_language="ko"),
    posts("message", b'"text"'),
    posts("message", {}),
    posts("message"),
    posts("message", content_type=None),
    posts("message", b'{"session_id": "lin", "user_message": "\\ud800"}'),
    posts("message", b'{"session_id": "x", "session_id": "lin", "user_message": "Twice?"}'),
    Call(body={"session_id": "lin", "user_message": FEES}, client=None),
    posts("sessions", {"language": "en"}),
    posts("sessions", {"language": "fr"}, accept_language="en"),
    posts("sessions", {"language": None}),
    posts("sessions", {"language": ""}),
    posts("sessions", {"customer": 5}),
    posts("sessions", {"customer": "x.y.z", "language": "en"}, accept_language="ko"),
    posts("sessions", b"", content_type=None),
    posts("sessions", {}, cookie="; ".join(f"aicc.s{n}=t" for n in range(12))),
    posts("sessions/lin/token"),
    posts("sessions/sealed/token", {}, authorization="Bearer x~1~5~s"),
    reads(),
    reads(query="after_seq=1&limit=1"),
    reads(query="after_seq=&limit="),
    reads(query="limit=1&format=xml"),
    reads("sessions/lin/call-back", query="language="),
    reads(query="after_seq=1&after_seq=2"),
    reads(query="limit=201", accept_language="en"),
    reads(query="after_seq=x", accept_language="ko"),
    reads(content_type="application/json", **OWN),
    reads("sessions/nobody/messages"),
    reads("sessions/sealed/messages", cookie="aicc.sealed=x"),
    reads("sessions/lin/call-back", query="language=AAA"),
    posts("sessions/lin/handover", {"reason": "card"}),
    posts("sessions/lin/handover", {"reason": 5}),
    posts("sessions/first/handover", {}),
    posts("sessions/lin/handover/cancel"),
    posts("sessions/nobody/handover/cancel"),
    posts("sessions/lin/feedback", {"seq": 2, "rating": "up"}),
    posts("sessions/lin/feedback", {"seq": 90, "rating": "up"}),
    posts("sessions/lin/rating", {"score": 5, "comment": "x" * 5000}),
    posts("sessions/lin/rating", {"score": 5}),
    posts("sessions/lin/call-back", {"phone": "1"}),
    posts("sessions/lin/call-back/withdraw"),
    posts("sessions/lin/end"),
    posts("sessions/lin/revoke", content_type=None),
]
UNUSUAL = [
    Call("GET"),
    Call("PUT", headers={"accept-language": "ko"}),
    Call("HEAD", "sessions/lin/messages"),
    Call("OPTIONS"),
    Call("OPTIONS", headers={"origin": SHOP, "access-control-request-method": "POST"}),
    posts("message", b"{"),
    posts("message", b'{"user_message": "\xff"}'),
    posts("message", b"NaN"),
    posts("message", b"[" * 20_000),
    posts("message", b"\xef\xbb\xbf{}"),
    posts("message", b"{}", content_type="text/plain"),
    posts("message", b"{}", content_type="application/json; charset=utf-16"),
    posts("message", b"a=1", content_type="application/x-www-form-urlencoded"),
    posts("message", b"{}", content_type=None),
    posts("message", {"user_message": "x" * 65_536}),
    posts("message", b"{}", content_length=None),
    posts("message", b"{}", content_length="2,2"),
    posts("message", b"{}", content_length="+2"),
    says(accept="text/html"),
    says(accept="application/json; indent=2"),
    Call("POST", "message", {"session_id": "lin"}, query="format=json"),
    reads(query="after_seq=%31"),
    reads(content_length="2"),
    posts("message/", {}),
    posts("no-such-call", {}),
    posts("sessions//token"),
    posts("sessions/a/b/messages", {}),
    says(host="evil.example"),
    says(host=None),
    says(host=""),
    says(cookie="sessionid=short"),
    says(cookie="csrftoken=bad"),
    Call(path="/health", method="GET"),
    Call(path="/nowhere", method="GET"),
]


@pytest.fixture
async def both(lin, settings):
    """Asks a call of both ways, of the same bank, and returns what each answered."""
    settings.AICC_ALLOWED_ORIGINS = settings.CORS_ALLOWED_ORIGINS = [SHOP]
    settings.AICC_CUSTOMER_KEY = KEY

    async def begin():
        await until(lambda: not runner.registry.tasks)  # what the call before left under way
        await Conversation.objects.all().adelete()
        rate_limits.forget_everything()
        lin_s = await Conversation.objects.acreate(session_id="lin", language="en")
        await Conversation.objects.acreate(session_id="sealed", sealed=True)
        await turns.take_turn(lin_s.pk, "Hello?", client_message_id="m0")
        rate_limits.forget_everything()

    django = []

    async def ask(call, times=1):
        if not django:  # once a test: its middlewares read the settings now
            django.append(get_asgi_application())
        answers, went_on = {}, []

        async def noted(scope, receive, send):
            went_on.append(scope)
            await django[0](scope, receive, send)

        for name, way in (("django", django[0]), ("fast", fast_path.before(noted))):
            await begin()
            answers[name] = []
            for _ in range(times):
                scope = call.scope()
                base_path.enter(scope)
                answer = await ask_by_asgi(way, scope, call.content())
                answers[name].append((*comparable(answer), REFUSED_FOR in scope))
        return answers["django"], answers["fast"], bool(went_on)

    return ask


def comparable(answer):
    """Headers in order of their names; what is random or a moment left out."""
    status, headers, body = answer
    lines = []
    for name, value in headers:
        if name.lower() == b"content-length":
            assert int(value) == len(body)
            value = b""
        lines.append(CHANGING.sub(rb"\1", name.lower() + b": " + value))
    return status, sorted(lines), CHANGING.sub(rb"\1", body)


def named(call):
    headers = " ".join(f"{name}={value}" for name, value in call.headers.items())
    return f"{call.method} {call.path} {call.query} {call.content()[:99]!r} {headers}"


async def asked_all(both, calls):
    """Of each call: what Django answered, what was answered past it, and whether it went on."""
    return {named(call): await both(call) for call in calls}


async def test_a_usual_call_is_answered_as_django_answers_it(both):
    found = await asked_all(both, USUAL)

    assert {call: past for call, (by, past, _) in found.items() if past != by} == {}
    assert [call for call, (_, _, went_on) in found.items() if went_on] == []


async def test_whatever_is_unusual_goes_on_to_django_and_costs_nothing_before(both):
    found = await asked_all(both, UNUSUAL)

    assert {call: past for call, (by, past, _) in found.items() if past != by} == {}
    assert [call for call, (_, _, went_on) in found.items() if not went_on] == []


@pytest.mark.parametrize(
    "call", [says(), reads(), posts("sessions", {})], ids=["asks", "reads", "begins"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_production_site_answers_as_django_does(both, settings, call, scheme):
    settings.SECURE_SSL_REDIRECT = settings.HOST_COOKIES = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    call.scheme = scheme
    try:
        by_django, past_django, went_on = await both(call)
    finally:
        call.scheme = "http"

    assert past_django == by_django
    assert went_on == (scheme == "http")  # it is sent to the other scheme
    assert (b"strict-transport-security: max-age=31536000" in by_django[0][1]) != went_on


async def test_below_a_base_path_it_is_the_same(both, settings):
    settings.AICC_BASE_PATH, settings.FORCE_SCRIPT_NAME = "/chat/", "/chat"

    by_django, past_django, went_on = await both(posts(f"/chat{API}/sessions", {}))

    assert past_django == by_django
    assert not went_on
    assert by_django[0][0] == 201


LIMITS = {
    "AICC_MESSAGES_PER_MINUTE": says(),
    "AICC_ADDRESS_REQUESTS_PER_MINUTE": says(accept_language="en"),
    "AICC_FRAMES_PER_MINUTE": reads(),
    "AICC_SESSIONS_PER_MINUTE": posts("sessions", {"language": "en"}),
    "AICC_ACTIONS_PER_MINUTE": posts("sessions/lin/rating", {"score": 5}),
}


@pytest.mark.parametrize("limit", LIMITS)
async def test_each_limit_refuses_the_same_call(both, settings, limit):
    setattr(settings, limit, 2)

    by_django, past_django, _ = await both(LIMITS[limit], times=4)

    assert past_django == by_django
    assert [(status, told) for status, _, _, told in by_django[2:]] == [(429, True)] * 2


FAILURES = [Unavailable(), Unavailable(retry_after=7), OperationalError(2006), RuntimeError("x")]


@pytest.mark.parametrize("error", FAILURES, ids=repr)
async def test_what_fails_is_told_the_same_way(both, monkeypatch, error):
    async def fail(*_given, **_fields):
        raise error

    real = runner.ask
    calls = iter([real, fail, real, fail])  # each way begins with the turn of its setting

    async def ask(*given, **fields):
        return await next(calls)(*given, **fields)

    monkeypatch.setattr(runner, "ask", ask)
    monkeypatch.setattr(turns, "ask", ask)

    by_django, past_django, went_on = await both(says(accept_language="en"))

    assert past_django == by_django
    assert not went_on
    assert by_django[0][0] == (500 if isinstance(error, RuntimeError) else 503)


async def test_a_sealed_session_opens_by_its_key_on_either_way(both, monkeypatch):
    monkeypatch.setattr(sessions, "let_in", lambda session, token: session)
    for headers in ({"authorization": "Bearer k"}, {"cookie": "aicc.sealed=k"}):
        by_django, past_django, _ = await both(says(session_id="sealed", **headers))

        assert past_django == by_django
        assert by_django[0][0] == 200


async def test_who_leaves_while_an_answer_is_thought_of_is_waited_for_no_longer(
    lin, engine, monkeypatch
):
    monkeypatch.setattr(fast_path, "GONE_LOOK_SECONDS", 0)
    await Conversation.objects.acreate(session_id="lin")
    engine.gate.clear()
    call = says()
    events = [{"type": "http.request", "body": call.content(), "more_body": False}]
    sent = []

    async def receive():
        if events:
            return events.pop()
        await until(lambda: engine.asked)
        return {"type": "http.disconnect"}

    async def send(event):
        sent.append(event)

    scope = call.scope()
    base_path.enter(scope)
    await fast_path.before(get_asgi_application())(scope, receive, send)

    assert sent == []
    engine.gate.set()  # and it is answered all the same
    await until(lambda: not runner.registry.answers)
    assert [sender for _, sender, _ in await lin.transcript()] == ["customer", "assistant"]


@pytest.mark.parametrize(
    "value",
    [
        {"가": ['\u2028 \u2029 \u007f \b\f\n\r\t\x01 / \\ "', 0.25, -1, 2**53, None, True]},
        {"score": 0.8333333333333334, "state": Turn.State.ANSWERED},
        {"at": datetime(2026, 11, 2, 12, 0, 0, 250_123, tzinfo=UTC), "on": date(2026, 11, 2)},
        {"lazy": gettext_lazy("customer"), "id": UUID(int=7), "exact": Decimal("1.50")},
        {"large": 2**80, 1: "a number for a name"},
        ["a list"],
        "",
    ],
)
def test_a_body_is_written_as_drf_writes_it(value):
    assert fast_path.rendered(value) == fast_path.renderer.render(value)
