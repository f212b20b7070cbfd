"""What fails in a MySQL group of three with a single primary; all three stand in DATABASE_URL."""

import asyncio
import signal

from aicc.testing import waits
from aicc.testing.database_servers.group_replication import GroupMember, GroupReplication
from bench import chaos
from bench.chaos import Scene
from bench.cluster.stage import here


def group(scene: Scene) -> GroupReplication:
    members = here(scene).members
    assert isinstance(members, GroupReplication)
    return members


async def whole_again(scene: Scene) -> None:
    await asyncio.to_thread(waits.wait_until, "a group of three", group(scene).is_whole)


async def primary(scene: Scene) -> GroupMember:
    return await asyncio.to_thread(group(scene).primary)


async def primary_killed(scene: Scene) -> None:
    """Without a word to the others, and a member again while customers talk."""
    former = await primary(scene)
    await asyncio.to_thread(former.kill)
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(former.join)
    await whole_again(scene)


async def primary_stopped(scene: Scene) -> None:
    """It takes its leave of the others, who choose another one at once."""
    former = await primary(scene)
    await asyncio.to_thread(former.stop)
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(former.join)
    await whole_again(scene)


async def primary_hangs(scene: Scene) -> None:
    """The others expel it after five seconds; it believes to be their primary until it hears."""
    await chaos.hang(await primary(scene), max(scene.length.hangs, 12.0))
    await whole_again(scene)


async def primary_changed(scene: Scene) -> None:
    """As for its maintenance: from then on it reads only, and its connections stay open."""
    there = group(scene)
    former = await primary(scene)
    chosen = next(node for node in there.nodes if node is not former)
    [uuid] = await asyncio.to_thread(chosen.ask, "SELECT @@server_uuid")
    await asyncio.to_thread(former.ask, f"SELECT group_replication_set_as_primary('{uuid}')")
    await whole_again(scene)


async def majority_lost(scene: Scene) -> None:
    """Both others are silent: the primary answers, alone, and keeps who writes waiting."""
    there = group(scene)
    own = await primary(scene)
    others = [node for node in there.nodes if node is not own]
    for node in others:
        node.process.send_signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(max(scene.length.hangs, 12.0))
    finally:
        for node in others:
            node.process.send_signal(signal.SIGCONT)
    await whole_again(scene)


SCENES = {
    "group primary killed": primary_killed,
    "group primary stopped": primary_stopped,
    "group primary hangs": primary_hangs,
    "group primary changed": primary_changed,
    "group without majority": majority_lost,
}
# Our servers know the Router's address alone.
ROUTER_SCENES = {"router primary changed": primary_changed}
