"""What fails in a database of three members and a Redis of three, and what customers notice.

    python -m bench.cluster               three servers of ours, 12 customers, some minutes
    python -m bench.cluster --short
    python -m bench.cluster --only galera

Galera of three, each server's own member first in its DATABASE_URL; a Redis master with two
replicas and three Sentinels; customers who move between the servers. All on loopback, so a cable
is pulled by stopping a process (silence) or by Galera's own isolation (a partition). Prints a
table; exit code 1 when a message was lost or doubled, a number left out, or a socket closed that
nothing forced to close. Group Replication is not built here: Debian's stable releases have no
MySQL server.
"""

import asyncio
import contextlib
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aicc.testing import servers, waits
from aicc.testing.database_servers.galera import Galera, GaleraNode
from bench import chaos
from bench.chaos import Length, Scene
from bench.client import Pace
from bench.customer import SETTINGS
from bench.stage import Stage, scene_options

LONG = Length(12, Pace(messages=40, every=1.0, ping=30.0), 60.0, 20.0, 90.0, 60.0, 0)
SHORT = Length(6, Pace(messages=10, every=0.5, ping=2.0), 3.0, 3.0, 6.0, 8.0, 0)


@dataclass
class Cluster(Stage):
    """database: the first server's own member."""

    galera: Galera
    watched: servers.WatchedRedis


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        galera, watched = Galera(folder), servers.WatchedRedis(folder)
        for each in (galera, watched):
            stack.callback(each.kill)
            each.start()
        waits.wait_until("replicas to take over", watched.is_whole)
        ours = []
        for number in range(len(galera.nodes)):
            (folder / f"data-{number}").mkdir()
            own = {
                "DATABASE_URL": galera.url(number),
                "AICC_REDIS_URL": watched.url,
                "AICC_DATA_DIR": str(folder / f"data-{number}"),
                "AICC_SECRET_KEY": "of this run alone, and long enough to be taken for one",
            }
            ours.append(servers.AiccServer(folder, SETTINGS | own))
        ours[0].manage("migrate", "--verbosity=0")
        for server in ours:
            stack.callback(server.kill)
            server.start()
        yield Cluster(galera.nodes[0], None, ours, galera, watched)


def here(scene: Scene) -> Cluster:
    assert isinstance(scene.stage, Cluster)
    return scene.stage


async def whole_again(scene: Scene) -> None:
    await asyncio.to_thread(waits.wait_until, "a cluster of three", here(scene).galera.is_whole)


async def node_killed(scene: Scene) -> None:
    """Without a word to the others, and joined again while customers talk."""
    node: GaleraNode = here(scene).galera.nodes[0]
    await asyncio.to_thread(node.kill)
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(node.rejoin)
    await whole_again(scene)


async def node_stopped(scene: Scene) -> None:
    node = here(scene).galera.nodes[0]
    await asyncio.to_thread(node.stop)
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(node.join)
    await whole_again(scene)


async def node_hangs(scene: Scene) -> None:
    """The others leave it after two seconds; it comes back without having noticed."""
    await chaos.hang(here(scene).galera.nodes[0], scene.length.hangs)
    await whole_again(scene)


async def node_partitioned(scene: Scene) -> None:
    """It answers, alone."""
    node = here(scene).galera.nodes[0]
    option = "SET GLOBAL wsrep_provider_options = 'gmcast.isolate={}'"
    await asyncio.to_thread(node.ask, option.format(1))
    try:
        await asyncio.sleep(max(scene.length.hangs, 6.0))
    finally:
        await asyncio.to_thread(node.ask, option.format(0))
    await whole_again(scene)


async def node_read_only(scene: Scene) -> None:
    node = here(scene).galera.nodes[0]
    await asyncio.to_thread(node.ask, "SET GLOBAL read_only = ON")
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(node.ask, "SET GLOBAL read_only = OFF")


async def another_master(scene: Scene, former: servers.Redis) -> None:
    watched = here(scene).watched
    await waits.until("another master", lambda: watched.master() is not former)


async def master_killed(scene: Scene) -> None:
    former = here(scene).watched.master()
    await asyncio.to_thread(former.kill)
    await another_master(scene, former)
    await asyncio.to_thread(former.start)
    await waits.until("its replicas", here(scene).watched.is_whole)


async def master_hangs(scene: Scene) -> None:
    await chaos.hang(here(scene).watched.master(), scene.length.hangs)
    await waits.until("its replicas", here(scene).watched.is_whole)


async def planned_failover(scene: Scene) -> None:
    watched = here(scene).watched
    former = watched.master()
    await asyncio.to_thread(watched.ask, "FAILOVER", "mymaster")
    await another_master(scene, former)


SCENES = {
    "galera node killed": node_killed,
    "galera node stopped": node_stopped,
    "galera node hangs": node_hangs,
    "galera node alone": node_partitioned,
    "galera node read-only": node_read_only,
    "redis master killed": master_killed,
    "redis master hangs": master_hangs,
    "redis planned failover": planned_failover,
}


def main() -> int:
    options = scene_options(__doc__)
    random.seed(options.seed)
    names = [name for name in SCENES if options.only in name]
    with cluster() as stage:
        length = SHORT if options.short else LONG
        rows = asyncio.run(chaos.play_all(names, stage, length, options.seed, SCENES))
    faults = chaos.faults_of(rows)
    print(f"Faults: {faults}" if faults else "Nothing was lost, doubled or closed without need.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
