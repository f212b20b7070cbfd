"""A short form of the floods: neighbours are answered beside each, and memory has an end."""

import asyncio

import pytest

from bench.flood import __main__ as flood
from bench.flood.kinds import FLOODS
from bench.stage import stage

pytestmark = [pytest.mark.servers, pytest.mark.once]

MOST_MIB = 512  # half of the container that two dozen logins at once used to end
SECONDS = 4.0
ROUNDS = 8


@pytest.fixture(scope="module")
def server():
    with stage(flood.SETTINGS, database="sqlite") as here:
        flood.prepared(here.servers[0])
        yield here.servers[0]


@pytest.mark.parametrize("name", FLOODS)
def test_neighbours_are_answered_beside_a_flood(server, name):
    row = asyncio.run(flood.beside(server, name, 20, seconds=SECONDS, loops=20, niceness=0))

    assert row["well"], row
    assert sum(row["answered"].values()) > 0, row
    assert row["memory"] < MOST_MIB


def test_a_flood_of_logins_is_refused_and_keeps_no_memory(server):
    answered: set[str] = set()
    for _ in range(ROUNDS):  # until a slow machine has answered as many as may come in a minute
        row = asyncio.run(flood.beside(server, "logins", 1, seconds=SECONDS, loops=40, niceness=0))
        answered |= set(row["answered"])
        assert row["memory"] < MOST_MIB
        if answered & {"429", "503"}:
            return

    raise AssertionError(f"nobody was refused: {answered}")


def test_alone_is_measured_once_the_server_is_quiet(server, monkeypatch):
    used = iter([0.0, 0.9, 1.8, 1.9, 2.5, 2.55, 2.6, 9.9])
    monkeypatch.setattr(flood, "work_of", lambda pid: next(used))

    async def sleep(seconds):
        pass

    monkeypatch.setattr(flood.asyncio, "sleep", sleep)
    asyncio.run(flood.until_quiet(server))

    assert next(used) == 9.9  # two quiet seconds after one another, and it was looked no further


def test_the_work_of_a_server_is_its_embedders_too(server):
    pids = list(flood.tree(server.process.pid))

    assert flood.work_of(server.process.pid) >= sum(map(flood.cpu_of, pids[:1])) > 0


def test_the_verdict_names_what_was_missed():
    good = {"p50": 1.0, "p99": 10.0, "memory": 100.0, "well": True}
    row = good | {"alone": good, "p99": 30.0}

    assert flood.verdict([row], 1024)[0]
    assert not flood.verdict([row | {"p99": 31.0}], 1024)[0]
    assert not flood.verdict([row | {"memory": 1100.0}], 1024)[0]
    assert not flood.verdict([row | {"well": False}], 1024)[0]
