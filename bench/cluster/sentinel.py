"""What fails in a Redis master with two replicas and three Sentinels."""

import asyncio

from aicc.testing import servers, waits
from bench import chaos
from bench.chaos import Scene
from bench.cluster.stage import here


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
    "redis master killed": master_killed,
    "redis master hangs": master_hangs,
    "redis planned failover": planned_failover,
}
