"""Bad input: each frame that is wrong costs an error that names it, and never the socket."""

import json

import pytest

from aicc.testing.cast import reply
from chat.models import Feedback, Message
from chat.protocol import incoming
from chat.tests.frames import ack, error, hear, message

pytestmark = pytest.mark.django_db(transaction=True)

SQL = "'; DROP TABLE chat_message; -- \" OR 1=1"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; {{7*7}}"
BAD_JSON = "The message was not readable. Send one JSON object in UTF-8."
UNKNOWN = "This type of message is not known here."


async def still_talks(socket):
    await socket.sends({"type": "ping", "timestamp": "still here"})
    return (await socket.hears("pong"))["timestamp"] == "still here"


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "hello",
        "{",
        "[]",
        '"message"',
        "1",
        "null",
        "{'type': 'ping'}",
        '{"type": "ping"} {"type": "ping"}',
        '{"type": "message", "user_message": "\\ud800"}',  # a lone surrogate
        "[" * 5000,
        '{"a":' * 5000,
        "﻿{}",
    ],
)
async def test_what_is_no_json_object_is_refused(lin, english, text):
    socket = await lin.connects()

    await socket.sends(text)

    assert await socket.next() == error("bad_json", BAD_JSON)
    assert await still_talks(socket)


async def test_a_binary_frame_is_refused(lin, english):
    socket = await lin.connects()

    await socket.line.send_to(bytes_data=b'{"type": "ping"}')

    assert await socket.next() == error("bad_json", BAD_JSON)
    assert await still_talks(socket)


@pytest.mark.parametrize("kind", ["", "pong", "Message", "__class__", SQL, HTML, "x" * 1000])
async def test_an_unknown_type_is_refused(lin, english, kind):
    socket = await lin.connects()

    await socket.sends({"type": kind, "client_message_id": "m1"})

    assert await socket.next() == error("unknown_type", UNKNOWN, client_message_id="m1")
    assert await still_talks(socket)


MISSING = object()
TEXT_EXPECTED = "user_message: a text is expected."
BLANK = "user_message: must not be blank."
NO_TEXT = "user_message: holds a character that is not text."


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (MISSING, TEXT_EXPECTED),
        (None, TEXT_EXPECTED),
        (5, TEXT_EXPECTED),
        (True, TEXT_EXPECTED),
        (["hello"], TEXT_EXPECTED),
        ({"text": "hello"}, TEXT_EXPECTED),
        ("", BLANK),
        (" \t\r\n\u3000\u00a0", BLANK),
        ("\u3164\u115f \u2800", BLANK),  # Hangul's fillers and the blank of Braille
        ("\u200b\u200f\ufeff", BLANK),  # nothing that can be seen
        ("x" * 2001, "user_message: at most 2000 characters."),
        ("a\0b", NO_TEXT),
        ("\0", NO_TEXT),
    ],
)
async def test_a_message_that_says_nothing_storable_is_refused(lin, english, said, complaint):
    socket = await lin.connects()
    frame = {"type": "message", "client_message_id": "m1"}

    await socket.sends(frame if said is MISSING else frame | {"user_message": said})

    assert await socket.next() == error("invalid", complaint, client_message_id="m1")
    assert await still_talks(socket)
    assert await lin.transcript() == []


@pytest.mark.mariadb
@pytest.mark.parametrize(
    "said",
    [
        "x" * 2000,
        "😀" * 2000,
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "\U0001faea",  # an emoji that is younger than the Python that runs us
        "مرحبا \u202eabc\u202c שלום",
        "가나다 한글 ㄱㄴㄷ",
        "é \ufb01 \u2460",
        SQL,
        HTML,
        "../../etc/passwd",
        "\\u0000 %00 ${jndi:ldap://x} `id`",
        "line\nline\ttab",
    ],
)
@pytest.mark.parametrize("ascii_only", [False, True])
async def test_any_text_comes_back_as_it_was_written(lin, english, said, ascii_only):
    socket = await lin.connects()

    await socket.sends(json.dumps(message(said, "m1"), ensure_ascii=ascii_only))

    assert await socket.next() == ack("m1", 1, said)
    await socket.hears("response")
    assert (1, "customer", said) in await lin.transcript()


async def test_blanks_around_a_message_are_not_counted(lin, english):
    socket = await lin.connects()

    await socket.sends(message("  " + "x" * 2000 + "\n", "m1"))

    assert await socket.next() == ack("m1", 1, "x" * 2000)


@pytest.mark.parametrize("bad", [0, -1, "1", True, 1.5, 2**53 + 1, {}])
async def test_an_answer_names_its_question_by_a_number(lin, english, bad):
    socket = await lin.connects()

    await socket.sends(message("Since Monday", "m1") | {"answers": bad})

    text = "answers: a whole number from 1 to 9007199254740992."
    assert await socket.next() == error("invalid", text, client_message_id="m1")
    assert await lin.transcript() == []


@pytest.mark.parametrize("bad", ["", "a b", "x" * 65, "~made", "고객", "m1\n", 5, ["m1"], {}])
async def test_a_bad_message_id_is_refused(lin, english, bad):
    socket = await lin.connects()

    await socket.sends(message("hello") | {"client_message_id": bad})

    text = "client_message_id: 1 to 64 of the characters A-Z a-z 0-9 _ . : -"
    assert await socket.next() == error("invalid", text)
    assert await lin.transcript() == []


@pytest.mark.parametrize(
    "frame",
    [
        {"type": None},
        {"type": 1},
        {"type": ["ping"]},
        {},
        {"type": "ping", "timestamp": "x" * 65},
        {"type": "ping", "timestamp": {"a": 1}},
        {"type": "resume"},
        {"type": "resume", "last_seq": "1"},
        {"type": "resume", "last_seq": -1},
        {"type": "resume", "last_seq": True},
        {"type": "resume", "last_seq": 1.5},
        {"type": "resume", "last_seq": 2**63},
        {"type": "resume", "last_seq": 1, "epoch": "e" * 17},
        {"type": "request_handover", "reason": "x" * 501},
        {"type": "request_handover", "reason": 5},
        {"type": "request_handover", "reason": "a\0b"},
        {"type": "typing"},
        {"type": "typing", "is_typing": "yes"},
        {"type": "feedback", "seq": 0, "rating": "up"},
        {"type": "feedback", "seq": 1, "rating": "sideways"},
        {"type": "feedback", "seq": 1, "rating": ["up"]},
        {"type": "feedback", "seq": 1, "rating": "up", "comment": "x" * 1001},
        {"type": "rate", "score": 0},
        {"type": "rate", "score": 6},
        {"type": "rate", "score": "5"},
        {"type": "rate", "score": 4.5},
        {"type": "rate", "score": 5, "comment": ["good"]},
    ],
)
async def test_a_bad_field_is_refused_with_its_name(lin, english, frame):
    socket = await lin.connects()

    await socket.sends(frame)

    refused = await socket.next()
    assert (refused["type"], refused["code"], refused["retryable"]) == ("error", "invalid", False)
    assert refused["message"].partition(":")[0] in {*frame, "type", "last_seq", "is_typing"}
    assert await still_talks(socket)


async def test_errors_speak_the_customers_language(lin):
    socket = await lin.connects()

    await socket.sends(message(""))

    assert (await socket.next())["message"] == "user_message: 비워 둘 수 없습니다."


async def test_sql_and_html_are_text_in_every_field(lin, english, engine):
    engine.replies[HTML] = reply(HTML, quick_replies=(HTML,), category=SQL[:40])
    socket = await lin.connects()
    answer = await socket.says(HTML, "m1")

    await socket.sends({"type": "request_handover", "reason": SQL + HTML})
    await socket.hears("status")
    await socket.sends({"type": "feedback", "seq": 2, "rating": "up", "comment": SQL + HTML})
    await socket.sends({"type": "rate", "score": 5, "comment": SQL + HTML})
    await socket.sends({"type": "cancel_handover"})
    await socket.hears("status")

    stored = await lin.conversation()
    handover = await stored.handovers.aget()
    feedback = await Feedback.objects.aget()
    assert answer["data"]["ai_message"] == HTML
    assert {handover.reason, feedback.comment, stored.score_comment} == {SQL + HTML}
    assert await Message.objects.acount() == 4


# --- Too large, too many -----------------------------------------------------------


def frame_of_bytes(size):
    empty = json.dumps({"type": "ping", "filler": ""})
    return json.dumps({"type": "ping", "filler": "x" * (size - len(empty))})


async def test_a_frame_of_32_kib_is_read_and_one_more_byte_closes_the_socket(lin, english):
    socket = await lin.connects()

    await socket.sends(frame_of_bytes(incoming.FRAME_BYTES))
    assert (await socket.next())["type"] == "pong"
    await socket.sends(frame_of_bytes(incoming.FRAME_BYTES + 1))

    assert (await socket.next())["code"] == 1009


async def test_bytes_are_counted_and_not_characters(lin, english):
    socket = await lin.connects()

    await socket.sends(json.dumps({"type": "ping", "filler": "가" * 11_000}, ensure_ascii=False))

    assert (await socket.next())["code"] == 1009


async def test_a_binary_frame_of_33_kib_closes_the_socket(lin, english):
    socket = await lin.connects()

    await socket.line.send_to(bytes_data=b"x" * 33 * 1024)

    assert (await socket.next())["code"] == 1009


async def test_nothing_is_heard_from_a_socket_that_we_closed(lin, english, engine):
    socket = await lin.connects()
    await socket.sends(frame_of_bytes(incoming.FRAME_BYTES + 1))
    await socket.hears("closed")

    await socket.sends(message("hello", "m1"))

    assert await socket.hears_nothing()
    assert engine.asked == []


async def test_the_twentieth_bad_frame_of_a_minute_closes_the_socket(lin, english):
    socket = await lin.connects()

    for number in range(20):
        await socket.sends("no frame" if number % 2 else {"type": "unknown"})
    heard = await hear(socket, 21)

    assert [frame["type"] for frame in heard[:20]] == ["error"] * 20
    assert (heard[20]["type"], heard[20]["code"]) == ("closed", 4429)
    assert 1 <= json.loads(heard[20]["reason"])["retry_after"] <= 60


async def test_bad_frames_of_one_socket_do_not_count_against_another(lin, english):
    bad, good = await lin.connects(), await lin.connects()
    for _ in range(20):
        await bad.sends("no frame")
    await bad.hears("error")

    await good.sends("no frame")

    assert (await good.next())["type"] == "error"
    assert await still_talks(good)


async def test_too_many_frames_close_the_socket_and_say_for_how_long(lin, english, settings):
    settings.AICC_FRAMES_PER_MINUTE = 10
    socket = await lin.connects()

    for number in range(11):
        await socket.sends({"type": "ping", "timestamp": number})
    heard = [frame async for frame in until_closed(socket)]

    assert [frame["timestamp"] for frame in heard[:-1]] == list(range(len(heard) - 1))
    assert heard[-1]["code"] == 4429
    assert 1 <= json.loads(heard[-1]["reason"])["retry_after"] <= 60


async def until_closed(socket):
    frame = {"type": ""}
    while frame["type"] != "closed":
        frame = await socket.next()
        yield frame


async def test_a_burst_of_a_hundred_pings_is_answered_in_order(lin, english):
    socket = await lin.connects()

    for number in range(100):
        await socket.sends({"type": "ping", "timestamp": number})

    assert [frame["timestamp"] for frame in await hear(socket, 100)] == list(range(100))


async def test_of_a_burst_of_a_hundred_messages_each_is_stored_or_refused_by_name(
    lin, english, engine
):
    socket = await lin.connects()
    engine.gate.clear()

    for number in range(100):
        await socket.sends(message(f"question {number}", f"m{number}"))
    heard = [frame for frame in await hear(socket, 109) if frame["type"] != "processing"]
    engine.gate.set()
    answers = [await socket.hears("response") for _ in range(9)]

    acked = [frame["client_message_id"] for frame in heard if frame["type"] == "ack"]
    refused = {f["client_message_id"]: f["code"] for f in heard if f["type"] == "error"}
    assert acked == [frame["client_message_id"] for frame in answers]
    assert acked == [f"m{number}" for number in range(9)]
    assert list(refused.values()) == ["busy"] * 21 + ["rate_limited"] * 70
    assert await Message.objects.acount() == 18
