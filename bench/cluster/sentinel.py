"""What fails in a master with two replicas and three Sentinels, of Redis or of Valkey."""

import asyncio

from aicc.testing import servers, waits
from bench import chaos
from bench.chaos import Scene
from bench.cluster.stage import here


async def another_master(scene: Scene, former: servers.Redis) -> None:
    there = here(scene).redis_servers
    await waits.until("another master", lambda: there.master() is not former)


async def master_killed(scene: Scene) -> None:
    former = here(scene).redis_servers.master()
    await asyncio.to_thread(former.kill)
    await another_master(scene, former)
    await asyncio.to_thread(former.start)
    await waits.until("its replicas", here(scene).redis_servers.is_whole)


async def master_hangs(scene: Scene) -> None:
    await chaos.hang(here(scene).redis_servers.master(), scene.length.hangs)
    await waits.until("its replicas", here(scene).redis_servers.is_whole)


async def planned_failover(scene: Scene) -> None:
    there = here(scene).redis_servers
    former = there.master()
    await asyncio.to_thread(there.ask, "FAILOVER", "mymaster")
    await another_master(scene, former)


SCENES = {
    "redis master killed": master_killed,
    "redis master hangs": master_hangs,
    "redis planned failover": planned_failover,
}
VALKEY_SCENES = {name.replace("redis", "valkey"): scene for name, scene in SCENES.items()}
