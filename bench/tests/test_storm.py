"""A short form of the storm: what it counts as lost must be nothing."""

import asyncio
import random

import pytest

from bench import storm
from bench.customer import SETTINGS

pytestmark = [pytest.mark.servers, pytest.mark.mariadb]


async def test_nothing_is_lost_or_doubled_when_sockets_are_cut_and_the_server_is_killed(
    aicc_server,
):
    server = await asyncio.to_thread(lambda: aicc_server(**SETTINGS))

    counts = await storm.storm(server, clients=6, messages=8, seed=random.randrange(10**6))

    assert counts["stored"] == counts["answered"] == 48
    assert counts["waiting at the kill"], counts
    assert not any(counts[fault] for fault in storm.FAULTS), counts


@pytest.mark.once
async def test_nothing_is_lost_on_uvicorn_either(aicc_server):
    server = await asyncio.to_thread(lambda: aicc_server(AICC_SERVER="uvicorn", **SETTINGS))

    counts = await storm.storm(server, clients=4, messages=6, seed=random.randrange(10**6))

    assert counts["stored"] == counts["answered"] == 24
    assert not any(counts[fault] for fault in storm.FAULTS), counts
