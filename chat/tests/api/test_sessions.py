"""Sessions at the HTTP door: how one begins, whose it is, and who may call."""

import asyncio
import time
from datetime import datetime

import jwt
import pytest

from aicc.platform.db import in_db
from chat.models import Conversation, Message
from chat.sessions import sessions
from chat.sessions.customer_assertion import stored_subject
from chat.sessions.sessions import signer
from chat.tests.http import API, FEES, KEY, Http, bearer, refused, underscored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def http():
    return Http()


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


@pytest.mark.parametrize("language", ["fr", "", 5, 0, False, ["ko"], [], {}])
async def test_only_korean_and_english_are_spoken(lin, http, language):
    refused(await http.post("sessions", {"language": language}), 400, "invalid")


async def test_who_names_no_language_is_spoken_to_in_korean(lin, http):
    began = [await http.begins(body) for body in ({}, {"language": None})]

    assert [each["language"] for each in began] == ["ko", "ko"]


async def test_the_bank_says_who_its_customer_is(lin, http, settings):
    settings.AICC_CUSTOMER_KEY = KEY
    claims = {"sub": "c-1", "name": "Lin", "flags": ["vulnerable"], "exp": time.time() + 60}

    body = await http.begins({"customer": jwt.encode(claims, KEY, "HS256")})

    stored = await Conversation.objects.aget(session_id=body["session_id"])
    named = (stored.customer_id, stored.customer_name, stored.customer_flags)
    assert named == ("c-1", "Lin", ["vulnerable"])


async def test_what_the_bank_says_of_a_customer_is_kept_without_their_numbers(lin, http, settings):
    settings.AICC_CUSTOMER_KEY = KEY
    claims = {
        "sub": "900101-1234567",
        "name": "Lin 010-1234-5678",
        "flags": ["vulnerable", "call 02-123-4567"],
        "exp": time.time() + 60,
    }
    signed = jwt.encode(claims, KEY, "HS256")

    sessions = [(await http.begins({"customer": signed}))["session_id"] for _ in range(2)]

    kept = [await Conversation.objects.aget(session_id=name) for name in sessions]
    assert kept[0].customer_name == "Lin [전화 ****-5678]"
    assert kept[0].customer_flags == ["vulnerable", "call [전화 ****-4567]"]
    assert kept[0].customer_id == kept[1].customer_id == stored_subject("900101-1234567")
    assert "1234567" not in kept[0].customer_id


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

    refused(answer, 401, "bad_customer")
    assert not await Conversation.objects.aexists()


async def test_an_unsigned_word_about_a_customer_begins_nothing(lin, http, settings):
    settings.AICC_CUSTOMER_KEY = KEY
    unsigned = jwt.encode({"sub": "c-1", "exp": 4e9}, None, "none")

    refused(await http.post("sessions", {"customer": unsigned}), 401, "bad_customer")
    refused(await http.post("sessions", {"customer": "x.y.z"}), 401, "bad_customer")
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
