"""A short form of the drain: three stops in the middle of turns and requests."""

import asyncio

import pytest

from bench import drain

pytestmark = [pytest.mark.servers, pytest.mark.once]

WORK = {"sockets": 4, "requests": 2}


def test_a_server_stopped_at_work_answers_everybody_once_and_says_when_to_come_back():
    rows = asyncio.run(drain.stop_often(3, database="sqlite", **WORK))

    assert [drain.good(row, **WORK) for row in rows] == [True] * 3, rows
