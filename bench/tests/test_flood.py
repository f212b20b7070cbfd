"""A short form of the floods: neighbours are answered beside each, and memory has an end."""

import asyncio

import pytest

from bench import flood
from bench.floods import FLOODS
from bench.stage import stage

pytestmark = [pytest.mark.servers, pytest.mark.once]

MOST_MIB = 512  # half of the container that two dozen logins at once used to end
SECONDS = 4.0


@pytest.fixture(scope="module")
def server():
    with stage(flood.SETTINGS, database="sqlite") as here:
        flood.prepared(here.servers[0])
        yield here.servers[0]


@pytest.mark.parametrize("name", FLOODS)
def test_neighbours_are_answered_beside_a_flood(server, name):
    row = asyncio.run(flood.beside(server, name, 20, seconds=SECONDS, loops=20))

    assert row["well"], row
    assert sum(row["answered"].values()) > 0, row
    assert row["memory"] < MOST_MIB


def test_a_flood_of_logins_is_refused_and_keeps_no_memory(server):
    row = asyncio.run(flood.beside(server, "logins", 1, seconds=SECONDS, loops=40))

    assert set(row["answered"]) & {"429", "503"}, row
    assert row["memory"] < MOST_MIB


def test_the_verdict_names_what_was_missed():
    good = {"p50": 1.0, "p99": 10.0, "memory": 100.0, "well": True}
    row = good | {"alone": good, "p99": 30.0}

    assert flood.verdict([row], 1024)[0]
    assert not flood.verdict([row | {"p99": 31.0}], 1024)[0]
    assert not flood.verdict([row | {"memory": 1100.0}], 1024)[0]
    assert not flood.verdict([row | {"well": False}], 1024)[0]
