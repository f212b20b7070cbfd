"""Whatever a service of the protocol sends, the turn that asked it has one answer, in that turn.

Composed: every field of the protocol with values of every kind, every status, and streams that
end too early, too late or never. `MODEL`: so odd, and still an answer. `OFFLINE`: a failure.
"""

import asyncio
import json

import pytest

from aicc.platform.inference import llm
from aicc.platform.inference.circuit_breaker import Breaker
from chat.assistant.answering import generative
from chat.models import Conversation, Message, Turn
from chat.tests.scripted_model import DONE, Answer, ScriptedModel, chunk, event, said
from chat.tests.test_attacks import ASKS, publish
from chat.turns import runner

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = "급여를 받으시면 달빛적금 우대 조건을 채우십니다. [1] "
NOT_A_NUMBER = '{"choices": [], "usage": {"prompt_tokens": NaN, "completion_tokens": Infinity}}'
MODEL, OFFLINE = {"model"}, {"offline"}
EITHER = MODEL | OFFLINE


def counted(usage):
    """A good answer whose service counted so."""
    return said(GOOD, usage=usage)


def one(choice, *more):
    """A stream of one piece whose choice is this."""
    plain = chunk({}) | {"choices": [choice]}
    return Answer([event(plain), *(event(each) for each in more), DONE])


def ends(finish):
    return said(GOOD, finish=finish)


def whole(body, kind="application/json", status=200, headers=""):
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer([text], kind=kind, status=status, headers=headers)


NUMBERS = {
    "negative": -5,
    "a fraction": 5.5,
    "absurd": 10**40,
    "more than the answer has": 3_000_000_000,
    "text": "many",
    "a number in text": "12",
    "a list": [1, 2],
    "an object": {"a": 1},
    "null": None,
    "true": True,
}
USAGE = {
    f"usage {name} ({field})": (
        EITHER,
        counted({"prompt_tokens": 9, "completion_tokens": 9} | {field: value}),
    )
    for name, value in NUMBERS.items()
    for field in ("prompt_tokens", "completion_tokens")
} | {
    "usage negative in both": (MODEL, counted({"prompt_tokens": -1, "completion_tokens": -1})),
    "usage absurd in both": (
        MODEL,
        counted({"prompt_tokens": 10**30, "completion_tokens": 10**30}),
    ),
    "usage null": (MODEL, counted(None)),
    "usage empty": (MODEL, counted({})),
    "usage a list": (EITHER, counted([1])),
    "usage text": (EITHER, counted("free")),
    "usage a number": (EITHER, counted(7)),
    "usage not a number": (
        EITHER,
        Answer(
            [
                event(chunk({"content": GOOD}, "stop")),
                event(NOT_A_NUMBER),
                DONE,
            ]
        ),
    ),
}
CONTENTS = {
    "null": None,
    "nothing": "",
    "blanks": " \n ",
    "a number": 7,
    "true": True,
    "an object": {"text": GOOD},
    "a list of numbers": [7],
    "a list of nulls": [None],
    "thoughts alone": [{"type": "thinking", "thinking": GOOD}],
    "a picture": [{"type": "image_url", "image_url": {"url": "x"}}],
    "half a character": "우대 조건 \ud83d",
    "the other half": "\ude00 우대 조건",
    "characters that are none": "우대 조건 \ufffd\ufffd [1]",
    "unseen characters": "\u200b\u202e\u2066\ufeff",
    "zeros": "\x00\x00",
    "one very long word": "가" * 40_000,
    "one very long number": "[" + "9" * 6_000 + "]",
    "a very long citation": GOOD + "[" + "1, " * 3_000 + "1]",
    "brackets": "[" * 5_000,
    "one sentence again and again": GOOD * 200,
    "one word again and again": "우대 조건 " * 2_000,
    "another script": "优惠条件已经批准。[1]",
    "pictures": "🎉 🎁 💰",
    "reasoning without an end": "<think>우대 조건을 생각해 보면",
}
CONTENT = {f"content: {name}": (OFFLINE, said(value)) for name, value in CONTENTS.items()} | {
    "content: two halves of a character": (
        OFFLINE | MODEL,
        said(GOOD, "\ud83c", "\udf89"),
    ),
    "content: blocks of text": (MODEL, said([{"type": "text", "text": GOOD}])),
    "content: one character at a time": (MODEL, said(*GOOD)),
    "content: thoughts beside it": (MODEL, said(GOOD, reasoning_content="비밀")),
    "content: reasoning before it": (MODEL, said("<think>비밀</think>", GOOD)),
    "content: reasoning behind half a mark": (MODEL, said("비밀 1.23%\n</think>\n", GOOD)),
}
FIELDS = {
    **{
        f"role: {role!r}": (EITHER, said(GOOD, role=role))
        for role in ("user", "system", "tool", "function", "", None, 7, ["assistant"])
    },
    **{
        f"finish: {finish!r}": (OFFLINE, ends(finish))
        for finish in (
            "length",
            "content_filter",
            "tool_calls",
            "function_call",
            "STOP",
            "",
            None,
            7,
            ["stop"],
            {"reason": "stop"},
        )
    },
    **{
        f"delta: {delta!r}": (OFFLINE, one({"index": 0, "delta": delta, "finish_reason": "stop"}))
        for delta in (None, 7, "x", [], {}, True)
    },
    **{
        f"choices: {choices!r}": (OFFLINE, Answer([event(chunk({}) | {"choices": choices}), DONE]))
        for choices in (
            None,
            [],
            {},
            7,
            "x",
            [7],
            [None],
            [{}],
            [[]],
            [{"message": {"content": GOOD}}],
        )
    },
    **{
        f"tool_calls: {str(calls)[:20]}": (EITHER, said(GOOD, tool_calls=calls))
        for calls in (
            "no",
            7,
            [7],
            [{}],
            [{"index": 0, "id": "t", "function": {"name": "pay", "arguments": "{}"}}],
        )
    },
    "a refusal": (OFFLINE, said("", refusal="말씀드릴 수 없습니다.")),
    "a function call alone": (
        OFFLINE,
        said("", function_call={"name": "pay", "arguments": "{}"}, finish="function_call"),
    ),
    "fields that nobody knows": (MODEL, said(GOOD, weight=[1], audio={"id": "a"})),
    "no fields": (OFFLINE, Answer([event({}), DONE])),
    "a list": (OFFLINE, Answer([event([1]), DONE])),
    "text": (OFFLINE, Answer([event('"words"'), DONE])),
    "an error in the stream": (
        OFFLINE,
        Answer([event({"error": {"message": "no", "code": 7}}), DONE]),
    ),
    "an error after half an answer": (
        OFFLINE,
        Answer([event(chunk({"content": GOOD})), event({"error": "no"}), DONE]),
    ),
}
NESTED = ("[" * 4_000 + "]" * 4_000).encode()
BODIES = {
    "nothing": (OFFLINE, Answer([])),
    "the end alone": (OFFLINE, Answer([DONE])),
    "an answer that is no stream": (
        OFFLINE,
        whole(
            {
                "choices": [
                    {"message": {"role": "assistant", "content": GOOD}, "finish_reason": "stop"}
                ]
            }
        ),
    ),
    "a page": (OFFLINE, whole(b"<html>gateway</html>", "text/html")),
    "plain text": (OFFLINE, whole(GOOD.encode(), "text/plain")),
    "half of its JSON": (OFFLINE, Answer([b'data: {"choices": [{"del\n\n', DONE])),
    "no UTF-8": (OFFLINE, Answer([b"data: \xff\xfe\xfa\n\n", DONE])),
    "another character set": (
        OFFLINE,
        Answer([b"data: " + GOOD.encode("euc-kr") + b"\n\n", DONE]),
    ),
    "deeply nested": (OFFLINE, Answer([b"data: " + NESTED + b"\n\n", DONE])),
    "deeply nested fields": (OFFLINE, Answer([b'data: {"choices": ' + NESTED + b"}\n\n", DONE])),
    "packed": (OFFLINE, Answer([b"x" * 40], headers="Content-Encoding: gzip\r\n")),
    "no length of lines": (OFFLINE, Answer([b"data: " + b"x" * 3_000_000])),
    "a stream of another kind": (MODEL, Answer(said(GOOD).parts, kind="application/octet-stream")),
    "a stream with remarks": (MODEL, Answer([b": ping\n\n", *said(GOOD).parts])),
    "a stream with carriage returns": (
        MODEL,
        Answer([part.replace(b"\n", b"\r\n") for part in said(GOOD).parts]),
    ),
    "cut after a sentence": (OFFLINE, Answer([event(chunk({"content": GOOD}))], cuts=True)),
    "ended without an end": (OFFLINE, Answer([event(chunk({"content": GOOD}))])),
    "ended without a word of an end": (MODEL, Answer(said(GOOD).parts[:-1])),
}
ENDLESS = {
    "the same character for ever": (
        OFFLINE,
        Answer([event(chunk({"content": "가"}))], repeats=True),
    ),
    "the same sentence for ever": (
        OFFLINE,
        Answer([event(chunk({"content": GOOD}))], repeats=True),
    ),
    "nothing for ever": (OFFLINE, Answer([event(chunk({}))], repeats=True)),
    "reasoning for ever": (
        OFFLINE,
        Answer([event(chunk({"reasoning_content": "음"}))], repeats=True),
    ),
    "remarks for ever": (OFFLINE, Answer([b": ping\n\n"], repeats=True)),
    "a line for ever": (OFFLINE, Answer([b"data: x"], repeats=True)),
}
STATUSES = {
    f"status {status}": (
        OFFLINE,
        whole({"error": {"message": "no"}}, status=status, headers=headers),
    )
    for status, headers in {
        **dict.fromkeys(
            (201, 204, 301, 400, 401, 403, 404, 409, 413, 418, 422, 429, 500, 503), ""
        ),
        307: "Location: http://127.0.0.1:9/v1\r\n",
        529: "Retry-After: 99999\r\n",
    }.items()
}
SENT = USAGE | CONTENT | FIELDS | BODIES | ENDLESS | STATUSES


@pytest.fixture
async def model(settings):
    llm.breaker = Breaker()
    settings.AICC_ENGINE = "auto"
    settings.AICC_MODEL_SECONDS = settings.AICC_MODEL_FIRST_TOKEN_SECONDS = 20
    settings.AICC_MODEL_COST_INPUT_WON_PER_MILLION = 10_000_000
    settings.AICC_MODEL_COST_OUTPUT_WON_PER_MILLION = 10_000_000
    publish("ko")
    async with ScriptedModel() as server:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "test", server.url
        yield server
    generative.streaming.clear()
    llm.breaker = Breaker()


def test_the_services_answers_are_a_hundred_and_more():
    assert len(SENT) > 120


# What is sent, the client's own models complain of before it is refused.
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(("engines", "answer"), SENT.values(), ids=SENT)
async def test_each_turn_has_one_answer_in_its_time(model, settings, engines, answer):
    if answer.repeats:  # the others are waited for, however busy the machine is
        settings.AICC_MODEL_SECONDS, settings.AICC_MODEL_FIRST_TOKEN_SECONDS = 8, 5
    model.answer = answer
    conversation = await Conversation.objects.acreate(session_id="lin", language="ko")

    async with asyncio.timeout(60):
        asked, stored = await runner.take_turn(conversation.pk, ASKS["ko"])

    turn = await Turn.objects.aget(conversation=conversation)
    answers = [each async for each in Message.objects.filter(reply_to=asked.seq)]
    assert model.asked
    assert [each.text for each in answers] == [stored.text]
    assert (turn.state, turn.attempts) == ("answered", 1)
    assert turn.engine in engines, turn.trace
    assert ("model_failure_code" in turn.trace) is (turn.engine == "offline")
    assert turn.trace.get("model_failure_code") not in ("other", "resting")
    assert "급여를 받으시면 달빛적금 우대 조건을 채우십니다." in stored.text
    assert "비밀" not in stored.text
    stored.text.encode()
    assert 0 <= turn.tokens_in < 10_000
    assert 0 <= turn.tokens_out < 60_000
    assert turn.cost_micro_won == 10_000_000 * (turn.tokens_in + turn.tokens_out)


async def test_a_redirect_takes_no_question_elsewhere(model):
    async with ScriptedModel(said(GOOD)) as elsewhere:
        model.answer = Answer(
            [], status=307, headers=f"Location: {elsewhere.url}/chat/completions\r\n"
        )
        conversation = await Conversation.objects.acreate(session_id="lin", language="ko")

        await runner.take_turn(conversation.pk, ASKS["ko"])

    assert model.asked
    assert not elsewhere.asked


async def test_how_much_the_model_may_write_is_told_in_the_words_of_its_service(model, settings):
    settings.AICC_MODEL_MAX_TOKENS = 321
    model.answer = said(GOOD)
    conversation = await Conversation.objects.acreate(session_id="lin", language="ko")

    await runner.take_turn(conversation.pk, ASKS["ko"])

    [body] = model.asked
    assert body["max_tokens"] == 321
    assert "max_completion_tokens" not in body
    settings.OPENAI_BASE_URL = ""
    assert llm.model()._get_request_payload("x")["max_completion_tokens"] == 321


async def test_the_bounds_leave_room_for_a_model_that_reasons_at_length(model):
    model.answer = said("<think>", *["음 "] * 3_000, "</think>", GOOD)
    conversation = await Conversation.objects.acreate(session_id="lin", language="ko")

    await runner.take_turn(conversation.pk, ASKS["ko"])

    assert (await Turn.objects.aget(conversation=conversation)).engine == "model"
