"""A short day beside the floods: every desk has its board, every message its answer."""

import asyncio

import pytest

from bench import flooded_day
from bench.flood.__main__ import SETTINGS, prepared
from bench.stage import stage

pytestmark = [pytest.mark.servers, pytest.mark.once]

SCENE = ("--customers=6", "--agents=2", "--minutes=0.05", "--pace=10")


def test_beside_floods_customers_and_agents_see_what_is_stored():
    with stage(SETTINGS, database="sqlite") as here:
        (server,) = here.servers
        prepared(server)
        good, said, counts = asyncio.run(
            flooded_day.play(server, *SCENE, seconds=1.0, addresses=10, loops=10, niceness=0)
        )

    assert good, said
    assert "errors                         0" in said
    assert "differs" not in said
    assert sum(answered.total() for answered in counts.values()) > 0
