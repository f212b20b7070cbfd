"""The suite itself: a test that hangs ends, leaves nothing behind, and is named at once."""

import os
import signal
import subprocess
import sys

import pytest

from aicc.testing import waits
from aicc.testing.servers import ROOT
from conftest import hands_out

pytestmark = pytest.mark.long

TESTS = """
import asyncio
import signal
import threading
from datetime import time

import pytest

from chat.models import Conversation
from handover.queue import hours
from handover.models import BusinessHours

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_database_is_there():
    assert Conversation.objects.count() == 0


def test_says_what_is_wrong():
    assert "four" == "five"


@pytest.mark.timeout(5)
async def test_spins():
    await Conversation.objects.acreate(session_id="lin")
    while True:
        pass


def test_begins_with_an_empty_database():
    assert Conversation.objects.count() == 0


@pytest.mark.timeout(5)
async def test_spins_and_lets_the_loop_run():
    await Conversation.objects.acreate(session_id="lin")
    while True:
        await asyncio.sleep(0)


@pytest.mark.timeout(5)
async def test_is_struck_in_a_callback_of_the_loop():
    await Conversation.objects.acreate(session_id="lin")
    asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGALRM)
    while True:
        await asyncio.sleep(0)


@pytest.fixture
async def never_there():
    asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGALRM)
    while True:
        await asyncio.sleep(0)


@pytest.mark.timeout(5)
async def test_waits_for_what_it_needs(never_there):
    pass


@pytest.mark.timeout(5)
def test_waits_for_ever():
    Conversation.objects.create(session_id="lin")
    threading.Event().wait()


@pytest.fixture
async def never_cleaned_away():
    yield
    await asyncio.Event().wait()


@pytest.mark.timeout(5)
async def test_waits_for_ever_while_it_is_cleaned_away(never_cleaned_away):
    await Conversation.objects.acreate(session_id="lin")
    raise ValueError("wrong before that")


def test_begins_with_an_empty_database_too():
    assert Conversation.objects.count() == 0


def test_closes_the_desk():
    BusinessHours.objects.create(weekday=0, opens=time(9), closes=time(10))
    assert not hours.calendar().is_always_open


def test_finds_the_desk_open_again():
    assert hours.calendar().is_always_open


def test_is_cut_off():
    print("now", flush=True)
    threading.Event().wait()
"""


CANCELLED = """
import asyncio

import pytest
from django.contrib.auth.models import User


@pytest.fixture
async def hung_up(transactional_db):
    yield
    raise asyncio.CancelledError


async def test_is_cancelled_while_it_is_cleaned_away(hung_up):
    await User.objects.acreate(username="lin")
"""

AFTER_CANCELLED = """
import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_stores_somebody_for_itself_alone(number):
    User.objects.create(username="lin")
"""


def command(*paths):
    run = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "-p", "conftest"]
    return [*run, "-c", str(ROOT / "pyproject.toml"), f"--rootdir={ROOT}", *map(str, paths)]


def own_environment():
    return {name: value for name, value in os.environ.items() if name != "AICC_TEST_DATABASE"}


def test_what_is_cancelled_at_its_end_leaves_nothing_to_the_next(tmp_path):
    first, second = tmp_path / "test_cancelled.py", tmp_path / "test_later.py"
    first.write_text(CANCELLED)
    second.write_text(AFTER_CANCELLED)

    run = subprocess.run(
        command(first, second), cwd=ROOT, env=own_environment(), capture_output=True, text=True
    )

    assert "4 passed, 1 error" in run.stdout, run.stdout
    assert "ERROR in teardown" in run.stdout


def test_what_hangs_ends_and_is_named_at_once_and_a_run_that_is_cut_off_says_so(tmp_path):
    path, log = tmp_path / "test_hangs.py", tmp_path / "log"
    path.write_text(TESTS)

    with log.open("w") as out:
        run = subprocess.Popen(
            command(path), cwd=ROOT, env=own_environment(), stdout=out, stderr=out
        )
        try:
            waits.wait_until(
                "the last test",
                lambda: log.read_text().endswith("now\n") or run.poll() is not None,
                900,
            )
            before_the_end = log.read_text()
            run.send_signal(signal.SIGTERM)
            run.wait(waits.SECONDS)
        finally:
            run.kill()

    said = log.read_text()
    for failure in (
        "test_says_what_is_wrong: AssertionError: assert 'four' == 'five'",
        "test_spins: Failed: Timeout (>5.0s)",
        "test_spins_and_lets_the_loop_run: Failed: Timeout (>5.0s)",
        "test_is_struck_in_a_callback_of_the_loop: Failed: Timeout (>5.0s)",
        "test_waits_for_what_it_needs: Failed: Timeout (>5.0s)",
        "test_waits_for_ever: Failed: Timeout (>5.0s)",
        "test_waits_for_ever_while_it_is_cleaned_away: ValueError: wrong before that",
        "test_waits_for_ever_while_it_is_cleaned_away: Failed: Timeout (>5.0s)",
    ):
        assert f"::{failure}" in before_the_end, said
    assert "6 failed, 5 passed, 2 errors" in said
    assert "under way when the run was cut off" in said
    assert "::test_is_cut_off" in said.partition("under way")[2]


@pytest.mark.parametrize(
    ("arguments", "is_so"),
    [
        (["-q"], True),
        (["-q", "-m", "mariadb", "--with-servers"], True),
        (["-n", "2", "chat/tests"], True),
        (["-n2"], True),
        (["-n", "0", "-m", "browser"], False),
        (["chat/tests", "-k", "answered_once"], False),
        (["aicc/tests/test_suite.py::test_that_is_not_there"], False),
    ],
)
def test_a_process_that_gives_its_tests_to_others_starts_no_database(
    arguments, is_so, monkeypatch
):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.chdir(ROOT)

    assert hands_out(["pytest", *arguments]) is is_so


def test_nor_does_one_that_is_given_tests_take_itself_for_it(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")

    assert not hands_out(["-c"])
