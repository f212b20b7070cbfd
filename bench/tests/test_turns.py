"""The measurement itself: it runs against the server and against the echo, and finds figures."""

import asyncio

import pytest

from bench import turns
from bench.customer import SETTINGS

pytestmark = [pytest.mark.servers, pytest.mark.once]


async def test_a_turn_is_measured_against_a_bare_echo(aicc_server, tmp_path):
    server = await asyncio.to_thread(lambda: aicc_server(**SETTINGS))
    with turns.bare_echo(tmp_path) as bare:
        floor = await turns.load(bare, [f"ws://127.0.0.1:{bare.port}/"] * 2, seconds=1)
        ours = await turns.load(server, turns.addresses(server, "t", 2), seconds=1)

    for figures in (floor, ours):
        assert figures["per second"] > 0
        assert 0 < figures["p50 ms"] <= figures["p99 ms"]
    assert await turns.idle(server, turns.addresses(server, "i", 20)) < 1024
