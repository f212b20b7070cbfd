"""A short form of the contest: one winner in each round, over two servers on MariaDB."""

import asyncio

import pytest

from bench import claims
from bench.stage import stage
from conftest import require

pytestmark = [pytest.mark.servers, pytest.mark.once]


async def test_of_many_simultaneous_claims_over_two_servers_one_wins():
    require("mariadbd", "mariadb-install-db", "mariadb", "redis-server")

    def play():
        with stage(claims.SETTINGS, count=2, database="mariadb") as scene:
            keys = claims.staff(scene.servers[0], 5)
            contest = claims.contest(scene.servers, keys, claimers=20, rounds=3, answers=5)
            return asyncio.run(contest)

    counts = await asyncio.to_thread(play)

    assert claims.is_clean(counts), counts
    assert counts["rounds"] == 3
    assert counts["beside answers"] >= 5
