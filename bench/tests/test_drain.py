"""A short form of the drain: stops in the middle of turns and requests."""

import asyncio

import pytest

from aicc.server import transport
from bench import drain

pytestmark = [pytest.mark.servers, pytest.mark.once]

WORK = {"sockets": 4, "requests": 2}


@pytest.mark.parametrize("server", transport.SERVERS)
def test_a_server_stopped_at_work_answers_everybody_once_and_says_when_to_come_back(server):
    rows = asyncio.run(drain.stop_often(2, database="sqlite", by=server, **WORK))

    assert [drain.good(row, **WORK) for row in rows] == [True] * 2, rows
