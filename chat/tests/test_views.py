"""The HTTP door: what each call answers, and the one shape in which it refuses."""

import asyncio
import json
import time
from datetime import datetime

import jwt
import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import AsyncClient, AsyncRequestFactory

from aicc import asgi
from aicc.db import in_db
from aicc.tests.cast import SECONDS, reply
from chat import sessions
from chat.models import Conversation, Feedback, Message
from chat.sessions import signer
from chat.tests.frames import WITH_AGENT, give_to, notice
from chat.turns import thinking
from handover import desk
from handover.models import Handover

pytestmark = pytest.mark.django_db(transaction=True)

API = "/api/v1/chat"
FEES = "Fees abroad?"
HTML = "<script>alert(1)</script>'; DROP TABLE chat_message; --"
KEY = "a shared secret of the bank, longer than 32 characters"


class Http:
    """Calls of one client without a browser; `cookies` stay as a browser keeps them."""

    def __init__(self, **options):
        self.client = AsyncClient(**options)

    async def post(self, path, body=None, *, kind="application/json", **headers):
        data = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        return await self.client.post(
            f"{API}/{path}", data, content_type=kind, headers=underscored(headers)
        )

    async def get(self, path, **headers):
        return await self.client.get(f"{API}/{path}", headers=underscored(headers))

    async def asks(self, text=FEES, session_id="lin", **fields):
        headers = {name: fields.pop(name) for name in list(fields) if name[0].isupper()}
        body = {"session_id": session_id, "user_message": text} | fields
        return await self.post("message", body, **headers)

    async def begins(self, body=None, **headers):
        started = await self.post("sessions", body, **headers)
        assert started.status_code == 201, started.content
        return started.json()


def underscored(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def http():
    return Http()


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def refused(answer, status, code, *, retryable=False):
    """The one shape of an error: for a person, for a program, and whether to try again."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.content
    assert body == {"detail": body["detail"], "code": code, "retryable": retryable}
    assert isinstance(body["detail"], str)
    assert body["detail"]
    assert ("Retry-After" in answer.headers) == retryable
    return body["detail"]


# --- Sessions ----------------------------------------------------------------------


async def test_a_session_begins_with_its_key_the_notice_and_a_greeting(lin, http, settings):
    answer = await http.post("sessions", {"language": "en"})

    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(body) == {
        *("session_id", "token", "token_expires_at", "notice", "greeting", "owner", "language")
    }
    assert (body["owner"], body["language"]) == ("assistant", "en")
    assert "AI assistant" in body["notice"]["text"]
    left = datetime.fromisoformat(body["token_expires_at"]).timestamp() - time.time()
    assert abs(left - settings.AICC_TOKEN_HOURS * 3600) < 60
    stored = await Conversation.objects.aget(session_id=body["session_id"])
    assert (stored.sealed, stored.notice_version) == (True, body["notice"]["version"])
    assert stored.notice_at


@pytest.mark.parametrize("secure", [False, True])
async def test_the_pages_key_is_out_of_its_scripts_reach(lin, http, secure):
    answer = await http.client.post(
        f"{API}/sessions", "{}", content_type="application/json", secure=secure
    )

    [cookie] = answer.cookies.values()
    assert cookie.key == f"aicc.{answer.json()['session_id']}"
    assert cookie.value == answer.json()["token"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/api/")
    assert bool(cookie["secure"]) is secure


@pytest.mark.parametrize("language", ["fr", "", 5, ["ko"], {}])
async def test_only_korean_and_english_are_spoken(lin, http, language):
    answer = await http.post("sessions", {"language": language})

    assert answer.status_code == (400 if language else 201)


async def test_the_bank_says_who_its_customer_is(lin, http, settings):
    settings.AICC_CUSTOMER_KEY = KEY
    claims = {"sub": "c-1", "name": "Lin", "flags": ["vulnerable"], "exp": time.time() + 60}

    body = await http.begins({"customer": jwt.encode(claims, KEY, "HS256")})

    stored = await Conversation.objects.aget(session_id=body["session_id"])
    named = (stored.customer_id, stored.customer_name, stored.customer_flags)
    assert named == ("c-1", "Lin", ["vulnerable"])


@pytest.mark.parametrize(
    ("claims", "key"),
    [
        ({"sub": "c-1", "exp": 4e9}, KEY + "other"),
        ({"sub": "c-1", "exp": 1e9}, KEY),
        ({"sub": "c-1"}, KEY),
        ({"exp": 4e9}, KEY),
        ({"sub": 5, "exp": 4e9}, KEY),
        ({"sub": "c-1", "exp": 4e9, "name": 5}, KEY),
        ({"sub": "c-1", "exp": 4e9, "flags": "vulnerable"}, KEY),
    ],
)
async def test_a_false_or_expired_word_about_a_customer_begins_nothing(
    lin, http, settings, claims, key
):
    settings.AICC_CUSTOMER_KEY = KEY

    answer = await http.post("sessions", {"customer": jwt.encode(claims, key, "HS256")})

    refused(answer, 401, "token")
    assert not await Conversation.objects.aexists()


async def test_an_unsigned_word_about_a_customer_begins_nothing(lin, http, settings):
    settings.AICC_CUSTOMER_KEY = KEY
    unsigned = jwt.encode({"sub": "c-1", "exp": 4e9}, None, "none")

    refused(await http.post("sessions", {"customer": unsigned}), 401, "token")
    refused(await http.post("sessions", {"customer": "x.y.z"}), 401, "token")
    refused(await http.post("sessions", {"customer": ["x"]}), 400, "invalid")


def old_token(session_id, seconds, version=1):
    return signer.sign(f"{session_id}~{version}~{int(time.time()) - seconds}")


async def test_an_expired_key_is_renewed_and_costs_no_conversation(lin, http, settings):
    body = await http.begins()
    session_id, day = body["session_id"], 86_400
    expired = old_token(session_id, settings.AICC_RESUME_DAYS * day - 60)
    http.client.cookies.clear()
    refused(await http.asks(session_id=session_id, **bearer(expired)), 401, "token")

    renewed = await http.post(f"sessions/{session_id}/token", **bearer(expired))

    assert renewed.status_code == 201
    assert renewed.json()["session_id"] == session_id
    fresh = bearer(renewed.json()["token"])
    assert (await http.asks(session_id=session_id, **fresh)).status_code == 200


async def test_a_key_is_not_renewed_by_what_is_none(lin, http, settings):
    body, other = await http.begins(), await http.begins()
    http.client.cookies.clear()
    session_id = body["session_id"]
    too_old = old_token(session_id, settings.AICC_RESUME_DAYS * 86_400 + 60)
    address = f"sessions/{session_id}/token"

    for token in (too_old, other["token"], old_token(session_id, -60, version=2), "x"):
        refused(await http.post(address, **bearer(token)), 401, "token")
    refused(await http.post(address), 401, "token")
    refused(await http.post("sessions/unknown/token", **bearer("x")), 401, "token")
    await in_db(sessions.revoke)(session_id)
    refused(await http.post(address, **bearer(body["token"])), 401, "token")


# --- A message ---------------------------------------------------------------------


async def test_a_message_waits_for_its_answer(lin, english, http):
    answer = await http.asks()

    assert answer.status_code == 200
    around = {"seq": 2, "epoch": english.epoch, "reply_to": 1, "owner": "assistant"}
    assert answer.json() == reply(f"On: {FEES}").as_data() | around


@pytest.mark.parametrize("as_header", [False, True])
async def test_a_repeated_message_gets_the_same_answer(lin, english, http, engine, as_header):
    by = {"Idempotency_Key": '"m1"'} if as_header else {"client_message_id": "m1"}

    first, again = await http.asks(**by), await http.asks(**by)
    other = await http.asks("Something else", **by)

    assert first.json() == again.json()
    refused(other, 409, "id_reuse")
    assert len(engine.asked) == 1
    assert await Message.objects.acount() == 2


async def test_who_does_not_want_to_wait_reads_the_answer_later(lin, english, http, engine):
    engine.gate.clear()

    answer = await http.asks(Prefer="respond-async", client_message_id="m1")
    engine.gate.set()
    waited = await http.asks(client_message_id="m1")
    again = await http.asks(client_message_id="m1", Prefer="respond-async")

    assert (answer.status_code, answer.json()) == (202, {"status": "processing", "reply_to": 1})
    assert waited.json()["ai_message"] == f"On: {FEES}"
    assert (again.status_code, again.json()) == (200, waited.json())


@pytest.mark.parametrize("headers", [{}, {"Prefer": "respond-async"}])
async def test_a_message_to_an_agent_is_answered_with_a_notice(lin, english, http, mei, headers):
    await give_to(mei, english)

    answer = await http.asks(**headers)

    around = {"epoch": english.epoch, "reply_to": 3, "owner": "agent"}
    assert (answer.status_code, answer.json()) == (200, notice(WITH_AGENT) | around)
    assert (await lin.conversation()).head_seq == 3


@pytest.mark.parametrize(
    "body",
    [
        {"session_id": "lin"},
        {"session_id": "lin", "user_message": None},
        {"session_id": "lin", "user_message": " "},
        {"session_id": "lin", "user_message": "x" * 2001},
        {"session_id": "lin", "user_message": "a\0b"},
        {"session_id": "lin", "user_message": "\ud800"},
        {"session_id": "lin", "user_message": FEES, "client_message_id": "a b"},
        {"user_message": FEES},
        {"session_id": "", "user_message": FEES},
        {"session_id": " ", "user_message": FEES},
        {"session_id": None, "user_message": FEES},
        {"session_id": 5, "user_message": FEES},
        {"session_id": "../x", "user_message": FEES},
        {"session_id": HTML, "user_message": FEES},
        {"session_id": "x" * 65, "user_message": FEES},
        [],
        "text",
        5,
    ],
)
async def test_a_message_that_lacks_something_is_refused(lin, http, body):
    refused(await http.post("message", json.dumps(body)), 400, "invalid")
    assert not await Message.objects.aexists()


@pytest.mark.parametrize("body", ["{", "", "null", b"\xff\xfe", "[" * 20_000, '{"a":' * 9000])
async def test_what_is_no_json_object_is_refused(lin, http, body):
    refused(await http.post("message", body), 400, "invalid")


async def test_html_and_sql_are_text(lin, english, http):
    answer = await http.asks(HTML)

    listed = (await http.get("sessions/lin/messages")).json()["entries"]
    assert answer["Content-Type"] == "application/json"
    assert [entry["text"] for entry in listed] == [HTML, f"On: {HTML}"]


async def test_a_body_of_another_kind_or_too_large_is_refused(lin, english, http):
    body = json.dumps({"session_id": "lin", "user_message": FEES})

    refused(await http.post("message", body, kind="text/plain"), 415, "unsupported_media_type")
    refused(await http.post("message", body + " " * 65_536), 413, "too_large")


async def test_a_large_body_is_refused_even_where_its_length_was_not_announced(lin, http):
    scope = AsyncRequestFactory()._base_scope(path=f"{API}/message", method="POST")
    scope["headers"] = [(b"host", b"testserver"), (b"content-type", b"application/json")]
    call = ApplicationCommunicator(asgi.http, scope)

    await call.send_input({"type": "http.request", "body": b"{" + b" " * 70_000})

    assert (await call.receive_output(SECONDS))["status"] == 413


async def test_a_ninth_that_waits_is_told_when_to_come_back(lin, english, http, engine):
    engine.gate.clear()
    for number in range(9):
        await http.asks(f"question {number}", Prefer="respond-async")

    refused(await http.asks("one too many"), 429, "busy", retryable=True)


async def test_too_many_messages_are_told_when_to_come_back(lin, english, http, settings):
    settings.AICC_MESSAGES_PER_MINUTE = 1
    await http.asks()

    answer = await http.asks()

    refused(answer, 429, "rate_limited", retryable=True)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


async def test_too_many_sessions_of_an_address_are_told_when_to_come_back(lin, http, settings):
    settings.AICC_SESSIONS_PER_MINUTE = 1
    await http.begins()

    refused(await http.post("sessions"), 429, "rate_limited", retryable=True)


async def test_a_server_that_goes_down_takes_no_more_messages(lin, english, http):
    thinking.here.draining = True

    refused(await http.asks(), 503, "unavailable", retryable=True)
    assert not await Message.objects.aexists()


# --- Reading and the other deeds ---------------------------------------------------


async def test_the_transcript_is_read_page_by_page(lin, english, http, mei):
    await http.asks(client_message_id="m1")
    await give_to(mei, english)
    await in_db(desk.say)(english.pk, mei, "Hello.", "a1")

    page = (await http.get("sessions/lin/messages?after_seq=0&limit=2")).json()
    rest = (await http.get("sessions/lin/messages?after_seq=3")).json()

    said, answered = page["entries"]
    assert (page["head_seq"], page["epoch"], page["owner"]) == (5, english.epoch, "agent")
    assert (said["seq"], said["sender"], said["client_message_id"]) == (1, "customer", "m1")
    assert answered["data"] == reply(f"On: {FEES}").as_data()
    assert [entry["sender"] for entry in rest["entries"]] == ["system", "agent"]
    assert rest["entries"][1]["agent_name"] == "Mei"
    assert not any("data" in entry for entry in [said, *rest["entries"]])


@pytest.mark.parametrize("query", ["after_seq=x", "after_seq=-1", "limit=201", "limit=²"])
async def test_a_bad_page_is_refused(lin, english, http, query):
    refused(await http.get(f"sessions/lin/messages?{query}"), 400, "invalid")


async def test_the_queue_is_entered_and_left(lin, english, http):
    entered = await http.post("sessions/lin/handover", {"reason": HTML})
    again = await http.post("sessions/lin/handover")
    left = await http.post("sessions/lin/handover/cancel")

    place = {"position": 1, "estimated_wait_seconds": None}
    assert entered.json() == again.json()
    assert entered.json().items() >= ({"owner": "queue", "head_seq": 1} | place).items()
    assert left.json() == {"owner": "assistant", "head_seq": 2}
    assert (await Handover.objects.aget()).reason == HTML


async def test_an_answer_is_judged_the_conversation_rated_and_ended(lin, english, http):
    await http.asks()

    thumb = await http.post("sessions/lin/feedback", {"seq": 2, "rating": "down"})
    ended = await http.post("sessions/lin/end")
    rated = await http.post("sessions/lin/rating", {"score": 2, "comment": HTML})

    assert thumb.json() == {"owner": "assistant", "head_seq": 2}
    closed = {"owner": "closed", "head_seq": 3}
    assert (ended.json(), rated.json()) == (closed | {"rated": False}, closed | {"rated": True})
    await english.arefresh_from_db()
    assert (english.score, english.score_comment) == (2, HTML)
    assert (await Feedback.objects.aget()).rating == "down"
    no_answer = await http.post("sessions/lin/feedback", {"seq": 1, "rating": "up"})
    text = refused(no_answer, 404, "not_found")
    assert text == "seq: there is no answer with this number."


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("feedback", {"seq": 2}),
        ("feedback", {"seq": "2", "rating": "up"}),
        ("rating", {"score": 6}),
        ("rating", {}),
        ("handover", {"reason": "x" * 501}),
        ("handover", {"reason": ["x"]}),
    ],
)
async def test_a_bad_field_is_refused(lin, english, http, call, body):
    refused(await http.post(f"sessions/lin/{call}", body), 400, "invalid")


# --- Who may call ------------------------------------------------------------------


CALLS = ["message", *(f"sessions/{{id}}/{deed}" for deed in ("handover", "end", "rating"))]


@pytest.mark.parametrize("call", CALLS)
async def test_no_call_opens_a_session_without_its_own_valid_key(lin, http, call):
    mine, other = await http.begins(), await http.begins()
    http.client.cookies.clear()
    session_id = mine["session_id"]
    body = {"session_id": session_id, "user_message": FEES, "score": 5}
    tokens = [other["token"], mine["token"] + "x", old_token(session_id, 1), ""]

    for token in tokens:
        refused(await http.post(call.format(id=session_id), body, **bearer(token)), 401, "token")
    refused(await http.get(f"sessions/{session_id}/messages"), 401, "token")
    await in_db(sessions.revoke)(session_id)
    address = call.format(id=session_id)
    refused(await http.post(address, body, **bearer(mine["token"])), 401, "token")
    assert not await Message.objects.aexists()


async def test_asking_after_a_session_does_not_begin_it(lin, http):
    refused(await http.get("sessions/nobody/messages"), 401, "token")
    refused(await http.get("sessions/%2e%2e/messages"), 400, "invalid")
    assert not await Conversation.objects.aexists()


async def test_the_cookie_opens_its_session_for_our_own_page_and_json_alone(lin, http):
    session_id = (await http.begins())["session_id"]
    own, foreign = {"Origin": "http://testserver"}, {"Origin": "https://evil.example"}
    end = f"sessions/{session_id}/end"

    assert (await http.asks(session_id=session_id, **own)).status_code == 200
    assert (await http.get(f"sessions/{session_id}/messages")).status_code == 200
    refused(await http.asks(session_id=session_id, **foreign), 403, "not_allowed")
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
        answer = await http.post(end, "", kind=kind, **own)
        refused(answer, 415, "unsupported_media_type")
    assert (await http.post(end, **own)).json()["owner"] == "closed"


async def test_a_session_begins_for_json_and_our_own_page_alone(lin, http):
    refused(await http.post("sessions", "", kind="text/plain"), 415, "unsupported_media_type")
    refused(await http.post("sessions", Origin="https://evil.example"), 403, "not_allowed")
    assert not await Conversation.objects.aexists()


async def test_a_page_that_the_bank_names_may_read_what_it_asks_for(lin, http, settings):
    page = "https://www.bank.example"
    settings.AICC_ALLOWED_ORIGINS = settings.CORS_ALLOWED_ORIGINS = [page]
    wants = {"Access_Control_Request_Method": "POST", "Origin": page}

    asked = await http.client.options(f"{API}/sessions", headers=underscored(wants))
    begun = await http.post("sessions", Origin=page)
    other = await http.post("sessions", Origin="https://evil.example")

    assert asked.headers["Access-Control-Allow-Origin"] == page
    assert "authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert begun.headers["Access-Control-Allow-Origin"] == page
    assert "Access-Control-Allow-Credentials" not in begun.headers
    assert begun.headers["Access-Control-Expose-Headers"] == "retry-after, x-request-id"
    assert other.status_code == 403
    assert "Access-Control-Allow-Origin" not in other.headers


async def test_a_wrong_address_or_method_is_refused_in_the_same_shape(lin, http):
    refused(await http.get("nothing"), 404, "not_found")
    refused(await http.get("message"), 405, "method_not_allowed")


async def test_the_same_new_name_at_the_same_moment_begins_one_session(lin, http, engine):
    answers = await asyncio.gather(*(http.asks(client_message_id=f"m{n}") for n in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert await Conversation.objects.acount() == 1
