"""Messages at the HTTP door: asked, answered, refused, read, judged."""

import json

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import AsyncRequestFactory

from aicc import asgi
from aicc.platform.db import in_db
from aicc.testing.cast import SECONDS, reply
from chat.models import Feedback, Message
from chat.tests.frames import WITH_AGENT, give_to, notice
from chat.tests.http import API, FEES, HTML, Http, refused
from chat.turns import runner
from handover.desk import actions
from handover.models import Handover

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def http():
    return Http()


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


@pytest.mark.parametrize("key", ['"m1', 'm1"', '""m1""', '""', '"', "", "a b"])
async def test_a_key_that_is_none_is_refused_and_asks_nothing(lin, english, http, engine, key):
    for body in ({}, {"client_message_id": "m1"}):
        refused(await http.asks(Idempotency_Key=key, **body), 400, "invalid")

    assert not engine.asked


async def test_the_id_in_the_body_counts_before_the_headers(lin, english, http):
    await http.asks(client_message_id="m1", Idempotency_Key="k1")

    assert [each.client_message_id async for each in Message.objects.filter(seq=1)] == ["m1"]


async def test_a_preference_that_nobody_here_knows_is_passed_over(lin, english, http):
    answer = await http.asks(Prefer="handling=strict")

    assert answer.status_code == 200


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
    runner.registry.draining = True

    refused(await http.asks(), 503, "unavailable", retryable=True)
    assert not await Message.objects.aexists()


async def test_the_transcript_is_read_page_by_page(lin, english, http, mei):
    await http.asks(client_message_id="m1")
    await give_to(mei, english)
    await in_db(actions.say)(english.pk, mei, "Hello.", "a1")

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


def thumbs_in(listed):
    return {it["seq"]: it.get("feedback") for it in listed.json()["entries"]}


async def test_a_thumb_is_listed_with_its_answer_until_it_is_taken_back(lin, english, http):
    await http.asks()
    listing = "sessions/lin/messages"
    assert thumbs_in(await http.get(listing)) == {1: None, 2: None}

    await http.post("sessions/lin/feedback", {"seq": 2, "rating": "down", "comment": HTML})
    given = thumbs_in(await http.get(listing))
    taken_back = await http.post("sessions/lin/feedback", {"seq": 2, "rating": "none"})

    assert given == {1: None, 2: "down"}
    assert taken_back.status_code == 200
    assert thumbs_in(await http.get(listing)) == {1: None, 2: None}
    assert (await Feedback.objects.aget()).comment == ""


async def test_to_take_back_what_was_never_given_leaves_no_trace(lin, english, http):
    await http.asks()

    answer = await http.post("sessions/lin/feedback", {"seq": 2, "rating": "none"})

    assert answer.status_code == 200
    assert not await Feedback.objects.aexists()
