"""A short form of the purge beside turns: exact after a kill, and no customer notices a fault."""

import argparse
import asyncio

import pytest

from bench import purge
from bench.customer import SETTINGS

pytestmark = [pytest.mark.servers, pytest.mark.mariadb]


async def test_a_purge_that_is_killed_beside_turns_is_exact_and_fails_nobody(aicc_server):
    server = await asyncio.to_thread(
        lambda: aicc_server(**SETTINGS, **purge.OVER, **purge.DAY_OLD)
    )
    size = ("--conversations", "120", "--messages", "1200", "--days", "400")
    await asyncio.to_thread(server.manage, "seed_conversations", *size)
    given = argparse.Namespace(customers=3, pause=0.3, seconds=2.0)

    found = await purge.measure(server, given)

    assert found["exact"], found
    assert not found["failed"], found
    assert found["messages"] > 800
