"""What the HTTP door says to whoever calls it wrongly: in their language, and in ours alone."""

import codecs
import json
import re

import pytest

from chat.models import Conversation, Message
from chat.sessions import origins
from chat.tests.http import KEY, Http, refused

pytestmark = pytest.mark.django_db(transaction=True)

# A call, its body, and what it is answered by.
WRONG = [
    ("sessions", b"{", 400, "invalid"),
    ("sessions", b"[1]", 400, "invalid"),
    ("sessions", b"null", 400, "invalid"),
    ("sessions/lin/handover", b'""', 400, "invalid"),
    ("sessions", b'{"language": "\xff"}', 400, "invalid"),
    ("sessions", {"language": "AAA"}, 400, "invalid"),
    ("sessions", {"customer": 5}, 400, "invalid"),
    ("sessions", {"customer": "x.y.z"}, 401, "bad_customer"),
    ("message", b"{'session_id': 'lin'}", 400, "invalid"),
    ("message", {"session_id": "lin"}, 400, "invalid"),
    ("message", {"session_id": "lin", "user_message": "x" * 2001}, 400, "invalid"),
    ("message", {"session_id": "a b", "user_message": "Hello"}, 400, "invalid"),
    ("sessions/lin/rating", {"score": 9}, 400, "invalid"),
    ("sessions/lin/feedback", b"NaN,", 400, "invalid"),
    ("sessions/nobody/end", {}, 401, "token"),
    ("handover/analyze", {"session_id": "nobody"}, 404, "not_found"),
]
PYTHONS = re.compile(r"line \d|column|char \d|Expecting|codec|Traceback|isoformat|JSON parse")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("path", "body", "status", "code"), WRONG)
async def test_a_wrong_call_is_answered_in_its_callers_language(
    lin, settings, language, path, body, status, code
):
    settings.AICC_CUSTOMER_KEY = KEY

    answer = await Http().post(path, body, Accept_Language=language)

    words = refused(answer, status, code)
    assert bool(re.search("[가-힣]", words)) is (language == "ko"), words
    assert not PYTHONS.search(words), words


@pytest.mark.parametrize(
    "address",
    [
        "sessions/lin/messages?limit=201",
        "sessions/lin/messages?after_seq=-1",
        "sessions/lin/call-back?language=AAA",
        "sessions/lin/call-back?language=KO",
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_wrong_query_is_refused_in_its_callers_language(lin, address, language):
    await Conversation.objects.acreate(session_id="lin", language=language)

    words = refused(await Http().get(address, Accept_Language=language), 400, "invalid")

    assert bool(re.search("[가-힣]", words)) is (language == "ko"), words


async def test_a_page_that_is_refused_its_customer_reads_why_in_its_own_language(lin, settings):
    settings.AICC_CUSTOMER_KEY = KEY
    wanted = {"language": "en", "customer": "x.y.z"}

    words = refused(
        await Http().post("sessions", wanted, Accept_Language="ko"), 401, "bad_customer"
    )

    assert "sign-in could not be confirmed" in words


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", "이 주소에서는 %s 요청을 받지 않습니다."), ("en", "This address does not take %s.")],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_a_method_that_is_none_is_named(lin, language, words, method):
    call = getattr(Http().client, method.lower())

    answer = await call("/api/v1/chat/message", headers={"Accept-Language": language})

    assert refused(answer, 405, "method_not_allowed") == words % method


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "a/b/c"])
async def test_another_kind_of_body_is_told_which_one_to_send(lin, kind):
    answer = await Http().post("message", "hello", kind=kind, Accept_Language="ko")

    words = refused(answer, 415, "unsupported_media_type")
    assert words == "본문을 JSON으로 보내고 Content-Type을 application/json으로 지정해 주십시오."


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
async def test_a_byte_order_mark_in_front_of_the_body_is_passed_over(lin, kind):
    """As the first system did: tools on Windows write one."""
    body = json.dumps({"session_id": "lin", "user_message": "안녕하세요"}, ensure_ascii=False)

    answer = await Http().post("message", codecs.BOM_UTF8 + body.encode(), kind=kind)

    assert answer.status_code == 200
    [asked] = [entry async for entry in Message.objects.filter(sender="customer")]
    assert asked.text == "안녕하세요"


@pytest.mark.parametrize("call", ["handover", "call-back"])
async def test_asking_for_a_person_begins_an_open_session(lin, call):
    answer = await Http().post(f"sessions/first/{call}", {})

    assert answer.status_code == (200 if call == "handover" else 400)
    conversation = await Conversation.objects.aget(session_id="first")
    assert not conversation.sealed


@pytest.mark.parametrize("call", ["handover", "call-back"])
async def test_asking_for_a_person_begins_nothing_where_open_sessions_are_off(lin, settings, call):
    settings.AICC_OPEN_SESSIONS = False

    refused(await Http().post(f"sessions/first/{call}", {}), 401, "token")

    assert not await Conversation.objects.aexists()


@pytest.mark.parametrize("origin", ["null", "file://", "http://[", "capacitor://localhost", ""])
async def test_an_origin_that_nobody_allowed_is_refused(lin, origin):
    assert not origins.allowed(origin, "testserver")

    refused(await Http().post("sessions", {}, Origin=origin), 403, "not_allowed")


@pytest.mark.parametrize("origin", ["capacitor://localhost", "ionic://localhost", "app://bank"])
async def test_an_apps_own_origin_can_be_allowed(lin, settings, origin):
    settings.AICC_ALLOWED_ORIGINS = settings.CORS_ALLOWED_ORIGINS = [origin]

    answer = await Http().post("sessions", {}, Origin=origin)

    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == origin
