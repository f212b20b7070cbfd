"""A short form of the chaos: every fault, some seconds each."""

import asyncio

import pytest

from bench import chaos
from bench.customer import SETTINGS
from bench.stage import stage
from conftest import require

pytestmark = [pytest.mark.servers, pytest.mark.once]


def test_no_fault_around_the_servers_costs_a_message_or_a_socket():
    require("mariadbd", "mariadb-install-db", "mariadb", "redis-server")
    with stage(SETTINGS, count=2, database="mariadb") as here:
        rows = asyncio.run(chaos.play_all(list(chaos.SCENES), here, chaos.SHORT, seed=1))

    assert chaos.faults_of(rows) == {}
    assert all(row["stored"] == row["answered"] == row["sent"] > 0 for row in rows.values())
