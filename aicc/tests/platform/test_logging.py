"""What a log line holds, and that no customer's word, token or session's name is in any."""

import asyncio
import json
import logging
import logging.config
import subprocess
import sys
from urllib.parse import quote, unquote

import httpx
import pytest
from structlog.contextvars import bound_contextvars
from websockets.asyncio.client import connect

from aicc.platform.logging import (
    CAUSES,
    FIELD_CHARACTERS,
    FIELDS,
    MESSAGE_CHARACTERS,
    TRACEBACK_CHARACTERS,
    MaskingFilter,
    formatter,
    traceback_of,
)
from aicc.testing import waits
from aicc.testing.servers import ROOT
from chat import pseudonyms

WORDS = "canary-of-lins-words"
SESSION = "lin-canary-session"
TOKEN = "canary-of-a-token"


def line_of(form="json", **record):
    """One line through the filter and the formatter, as a handler writes it."""
    made = logging.makeLogRecord({"name": "chat.turns", "levelname": "INFO", **record})
    assert MaskingFilter().filter(made)
    return formatter(form).format(made)


def failure(error, cause=None):
    try:
        try:
            if cause:
                raise cause
        finally:
            raise error
    except type(error) as caught:
        return (type(caught), caught, caught.__traceback__)


def test_a_line_is_one_json_object_with_what_is_bound_and_what_is_given():
    with bound_contextvars(request_id="r1", session="s1", turn="c1-3"):
        line = line_of(msg="turn %s", args=("closed",), outcome="answered", milliseconds=12)

    assert "\n" not in line
    found = json.loads(line)
    assert found.pop("time").endswith("Z")
    assert found == {
        "event": "turn closed",
        "level": "info",
        "logger": "chat.turns",
        "request_id": "r1",
        "session": "s1",
        "turn": "c1-3",
        "outcome": "answered",
        "milliseconds": 12,
    }


def test_at_a_terminal_a_line_is_for_a_persons_eyes():
    with bound_contextvars(turn="c1-3"):
        line = line_of("console", msg="turn closed", milliseconds=12)

    assert "turn closed" in line
    assert "milliseconds" in line
    assert not line.startswith("{")


@pytest.mark.parametrize(("terminal", "begins"), [(True, False), (False, True)])
def test_auto_is_the_console_at_a_terminal_and_json_elsewhere(monkeypatch, terminal, begins):
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)

    assert line_of("auto", msg="x").startswith("{") == begins


def test_the_message_the_fields_and_the_traceback_are_masked():
    number = "900101-1234567"

    line = line_of(
        msg="from %s",
        args=(number,),
        path=f"/api/v1/chat/ws/{SESSION}",
        outcome=number,
        exc_info=failure(TypeError(number)),
    )

    assert number not in line
    assert SESSION not in line
    assert json.loads(line)["path"] == f"/api/v1/chat/ws/{pseudonyms.of_session(SESSION)}"


@pytest.mark.parametrize("times", [1, 2])
def test_what_an_address_hides_behind_its_escapes_is_masked(times):
    said = path = "/제 비밀번호는 tiger77!, 카드 4111-1111-1111-1111\n"
    for _ in range(times):
        path = quote(path)

    line = json.loads(line_of(msg="Not Found: %s", args=(path,), path=path))

    for place in (line["event"], line["path"]):
        assert place.endswith(
            "/제 비밀번호는 [비밀번호] 카드 [카드 ****-1111]\N{REPLACEMENT CHARACTER}"
        )
    assert said not in unquote(json.dumps(line))


def test_what_djangos_own_line_of_a_refused_request_writes_out_is_masked():
    said = "/제 비밀번호는 tiger77!, 인증번호 482913, caf\xe9 \U0001f600 카드 4111-1111-1111-1111"
    written = said.encode("unicode_escape").decode("ascii")  # as django.utils.log does

    line = json.loads(line_of(msg="Not Found: %s", args=(written,)))

    assert "tiger77" not in line["event"]
    assert "482913" not in line["event"]
    assert line["event"].startswith("Not Found: /제 비밀번호는 [비밀번호]")


def test_what_only_looks_like_something_written_out_stays_as_it_came():
    path = r"/articles/C:\users\x5\uc7a5\U0010ffff"

    assert json.loads(line_of(path=path))["path"] == path


def test_an_address_without_anything_personal_stays_as_it_came():
    path = "/articles/%EA%B8%88%EB%A6%AC%0A?q=100%25"

    assert json.loads(line_of(path=path))["path"] == path


def test_a_long_line_is_cut_before_it_is_masked_and_no_number_is_cut_in_two():
    number = "900101-1234567"
    address = "/api/v1/chat/x?" + "a1-" * 327 + number  # 1,010 characters

    line = json.loads(line_of(msg="%s", args=("1-" * 10_000,), path=address))

    assert len(line["event"]) <= MESSAGE_CHARACTERS
    assert line["event"].endswith("…")
    assert len(line["path"]) <= FIELD_CHARACTERS
    assert "900101" not in line["path"]


def test_a_traceback_has_a_length_however_many_causes_it_has():
    error = RuntimeError()
    for number in range(20):
        error, error.__cause__ = TypeError(f"{number} " + "x" * 5_000), error

    told = json.loads(line_of(msg="x", exc_info=(TypeError, error, None)))["exception"]

    assert told.count("TypeError") == CAUSES
    assert len(told) <= TRACEBACK_CHARACTERS


def test_a_traceback_tells_where_and_not_what_was_said():
    error = failure(KeyError(WORDS), ValueError(WORDS))[1]

    told = traceback_of(error)

    assert WORDS not in told
    assert "ValueError" in told
    assert told.endswith("KeyError")
    assert "test_logging.py" in told


def test_what_an_exception_says_of_the_code_is_told():
    assert traceback_of(failure(AttributeError("no such name"))[1]).endswith("no such name")
    assert traceback_of(failure(RuntimeError(2006, WORDS))[1]).endswith("RuntimeError: 2006")


def test_asyncios_second_line_which_quotes_an_exception_is_left_out():
    line = line_of(name="asyncio", msg=f"Task exception was never retrieved\n{WORDS}")

    assert WORDS not in line


def test_a_field_that_nobody_foresaw_is_not_logged():
    assert "text" not in FIELDS
    assert WORDS not in line_of(msg="x", text=WORDS)


HANDLERS = """
import django, logging
django.setup()
loggers = [logging.getLogger(), *logging.Logger.manager.loggerDict.values()]
for logger in loggers:
    for handler in getattr(logger, "handlers", ()):
        if not isinstance(handler, logging.NullHandler):
            print(logger.name, [type(each).__name__ for each in handler.filters])
"""


def test_the_filter_stands_in_front_of_every_handler():
    done = subprocess.run(
        [sys.executable, "-c", HANDLERS], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "root ['MaskingFilter']\n"


def test_libraries_that_print_prompts_and_rows_are_heard_only_when_they_warn(settings):
    logging.config.dictConfig(settings.LOGGING)

    for name in ("openai._base_client", "langchain_core", "langgraph", "django.db.backends"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


@pytest.mark.servers
async def test_no_word_token_or_session_is_in_any_line_of_both_doors_at_debug(aicc_server):
    server = aicc_server(
        AICC_OPEN_SESSIONS="on",
        AICC_LOG_LEVEL="debug",
        AICC_DEBUG="on",
        OPENAI_BASE_URL="http://127.0.0.1:9/v1",  # nobody answers there
    )
    said = f"{WORDS} 카드를 잃어버렸어요, 금리가 얼마인가요?"
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    api = f"{server.url}/api/v1/chat"

    async with httpx.AsyncClient(headers=bearer, timeout=60) as browser:
        body = {"session_id": SESSION, "user_message": said}
        assert (await browser.post(f"{api}/message", json=body)).status_code == 200
        await browser.get(f"{api}/sessions/{SESSION}/messages?after_seq={WORDS}")
        await browser.get(f"{api}/sessions/{SESSION}/nowhere?said={WORDS}")
        await browser.post(f"{api}/sessions/{SESSION}/rating", json={"score": WORDS})
        await browser.post(f"{api}/sessions/{SESSION}/token")
        started = (await browser.post(f"{api}/sessions", json={})).json()
        foreign = {"Host": "another.example"}
        await browser.get(f"{api}/sessions/{SESSION}/messages", headers=foreign)
    for session, token in ((SESSION, TOKEN), (started["session_id"], started["token"])):
        protocols = ["aicc.v1", f"aicc.token.{token}"]
        address = f"{server.ws_url}/api/v1/chat/ws/{session}?last_seq=0"
        async with connect(address, subprotocols=protocols) as lin:
            await lin.recv()
            await lin.send(json.dumps({"type": WORDS}))
            await lin.send(WORDS)
            asks = {"type": "message", "user_message": said, "client_message_id": "again"}
            await lin.send(json.dumps(asks))
            async with asyncio.timeout(waits.SECONDS):
                # What was answered before is told first.
                while (heard := json.loads(await lin.recv()))["type"] != "response" or (
                    heard["client_message_id"] != "again"
                ):
                    pass
    server.stop()

    lines = [json.loads(line) for line in server.log().splitlines()]
    assert len([line for line in lines if line["event"] == "turn closed"]) == 3
    assert {"session", "turn", "request_id"} <= set().union(*lines)
    for canary in (WORDS, SESSION, TOKEN, started["token"], started["session_id"]):
        assert canary not in server.log()
