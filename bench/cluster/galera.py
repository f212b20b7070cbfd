"""What fails in a Galera of three, each server's own member first in its DATABASE_URL."""

import asyncio

from aicc.testing import waits
from aicc.testing.database_servers.galera import GaleraNode
from bench import chaos
from bench.chaos import Scene
from bench.cluster.stage import here


async def whole_again(scene: Scene) -> None:
    await asyncio.to_thread(waits.wait_until, "a cluster of three", here(scene).members.is_whole)


async def node_killed(scene: Scene) -> None:
    """Without a word to the others, and joined again while customers talk."""
    node: GaleraNode = here(scene).members.nodes[0]
    await asyncio.to_thread(node.kill)
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(node.rejoin)
    await whole_again(scene)


async def node_stopped(scene: Scene) -> None:
    node = here(scene).members.nodes[0]
    await asyncio.to_thread(node.stop)
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(node.join)
    await whole_again(scene)


async def node_hangs(scene: Scene) -> None:
    """The others leave it after two seconds; it comes back without having noticed."""
    await chaos.hang(here(scene).members.nodes[0], scene.length.hangs)
    await whole_again(scene)


async def node_partitioned(scene: Scene) -> None:
    """It answers, alone."""
    node = here(scene).members.nodes[0]
    option = "SET GLOBAL wsrep_provider_options = 'gmcast.isolate={}'"
    await asyncio.to_thread(node.ask, option.format(1))
    try:
        await asyncio.sleep(max(scene.length.hangs, 6.0))
    finally:
        await asyncio.to_thread(node.ask, option.format(0))
    await whole_again(scene)


async def node_read_only(scene: Scene) -> None:
    node = here(scene).members.nodes[0]
    await asyncio.to_thread(node.ask, "SET GLOBAL read_only = ON")
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(node.ask, "SET GLOBAL read_only = OFF")


SCENES = {
    "galera node killed": node_killed,
    "galera node stopped": node_stopped,
    "galera node hangs": node_hangs,
    "galera node alone": node_partitioned,
    "galera node read-only": node_read_only,
}
