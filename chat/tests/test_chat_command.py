"""`manage.py chat` against a real server, as whoever tested the first system would use it."""

import os
import subprocess
import sys

import pytest

from aicc.testing import servers

pytestmark = [pytest.mark.servers, pytest.mark.once]


def chat(*arguments, typed="", **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "chat", *arguments],
        env={**os.environ, **environment},
        cwd=servers.ROOT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_four_questions_are_answered_and_the_last_one_brings_a_person(aicc_server):
    server = aicc_server(AICC_OPEN_SESSIONS="on", AICC_ENGINE="offline", articles=True)

    done = chat("--multi", "test_001", server.ws_url)

    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert said.startswith("Status: connected (test_001)\n")
    assert said.count("Processing ...") == said.count("\nAnswer: ") == 4
    assert "\nSource: " in said
    assert said.count("Intent: INFO_REQ   Action: CONTINUE") == 3
    assert "Intent: HUMAN_REQ   Action: HANDOVER" in said


def test_a_conversation_is_typed_line_by_line(aicc_server):
    server = aicc_server(AICC_OPEN_SESSIONS="on", AICC_ENGINE="canned")

    done = chat(server.url, typed="안녕하세요\n\n대출 금리가 얼마인가요?\n")

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Answer: ") == 2


def test_a_server_without_open_sessions_is_named_as_such(aicc_server):
    server = aicc_server()

    done = chat("test_001", "안녕하세요", server.ws_url)

    assert done.returncode == 1
    assert "AICC_OPEN_SESSIONS=on" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1", "nonsense://x"])
def test_a_server_that_is_not_there_costs_one_sentence(url):
    done = chat("test_001", "안녕하세요", url)

    assert done.returncode == 1
    assert url in done.stderr
    assert done.stderr.count("\n") == 1


def test_too_many_words_are_refused():
    done = chat("a", "b", "c", "d")

    assert done.returncode == 1
    assert "chat SESSION MESSAGE [URL]" in done.stderr


@pytest.mark.parametrize("words", [[], ["test_001", "안녕하세요"], ["--multi"]])
def test_the_port_is_the_one_that_the_server_was_started_on(words):
    port = str(servers.free_port())

    done = chat(*words, PORT=port)

    assert done.returncode == 1
    assert f"No server answers at ws://localhost:{port}: " in done.stderr


def test_a_port_that_is_none_costs_one_sentence():
    done = chat("test_001", "안녕하세요", PORT="eighty")

    assert done.returncode == 1
    assert "write a number from 1 to 65535" in done.stderr
    assert done.stderr.count("\n") == 1
