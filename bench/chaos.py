"""What fails around the servers, one thing after another, and what customers notice of it.

    python -m bench.chaos               two servers, 12 customers, some minutes
    python -m bench.chaos --short       the same in under a minute
    python -m bench.chaos --only redis

A private MariaDB and Redis, two servers, customers with lasting sockets that follow the
contract. Prints a table; exit code 1 when a message was lost or doubled, a number left out, or
a socket closed that nothing forced to close.
"""

import asyncio
import json
import random
import secrets
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import connect

from aicc.testing import servers, waits
from bench.client import Client, Pace
from bench.customer import SETTINGS, judge, stored
from bench.stage import Stage, scene_options, stage
from bench.unread_socket import flood

CALM_SECONDS = 90.0  # after the last message everything must have arrived
MIB = 1024 * 1024
COLUMNS = (
    "sent", "stored", "answered", "lost", "doubled", "gaps", "closed without need", "errors",
)  # fmt: skip
FAULTS = ("lost", "doubled", "gaps", "closed without need", "shown otherwise", "unfinished")


@dataclass
class Length:
    """How long a form of the chaos takes, in seconds where nothing else is said."""

    customers: int
    pace: Pace
    redis_gone: float
    database_gone: float
    idle: float
    hangs: float  # a server that is silent
    floods: int  # frames that ask an unread socket for everything again


LONG = Length(12, Pace(messages=25, every=1.0, ping=30.0), 60.0, 10.0, 90.0, 60.0, 3000)
SHORT = Length(4, Pace(messages=6, every=0.3, ping=2.0), 1.5, 1.5, 6.0, 3.0, 1500)


@dataclass
class Scene:
    """One fault: what it does, which servers' sockets it must close, and what it measured."""

    stage: Stage
    length: Length
    excused: set[servers.AiccServer] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


async def redis_restarted(scene: Scene) -> None:
    await asyncio.to_thread(scene.stage.redis.stop)
    await asyncio.to_thread(scene.stage.redis.start)


async def redis_gone(scene: Scene) -> None:
    await asyncio.to_thread(scene.stage.redis.kill)
    await asyncio.sleep(scene.length.redis_gone)
    await asyncio.to_thread(scene.stage.redis.start)


async def redis_hangs(scene: Scene) -> None:
    await hang(scene.stage.redis, scene.length.hangs)


async def database_hangs(scene: Scene) -> None:
    await hang(scene.stage.database, scene.length.hangs)


async def hang(server: servers.PrivateServer, seconds: float) -> None:
    """It neither answers nor refuses, and its connections stay open."""
    server.process.send_signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        server.process.send_signal(signal.SIGCONT)


async def connections_killed(scene: Scene) -> None:
    killed = 0
    for _ in range(3):
        killed += await asyncio.to_thread(kill_connections, scene.stage.database)
        await asyncio.sleep(0.3)
    scene.notes.append(f"{killed} connections")


def kill_connections(database: servers.MariaDb) -> int:
    ids = database.connections("aicc")
    for each in ids:  # one by one: it may have ended by itself meanwhile
        database.ask(f"KILL {each}")
    return len(ids)


async def database_gone(scene: Scene) -> None:
    await asyncio.to_thread(scene.stage.database.kill)
    await asyncio.sleep(scene.length.database_gone)
    await asyncio.to_thread(scene.stage.database.start)


async def server_killed(scene: Scene) -> None:
    server = scene.stage.servers[0]
    scene.excused.add(server)
    await asyncio.to_thread(server.kill)
    await asyncio.sleep(1)
    await asyncio.to_thread(server.start)


async def server_drained(scene: Scene) -> None:
    server = scene.stage.servers[0]
    scene.excused.add(server)
    began = time.monotonic()
    code = await asyncio.to_thread(server.stop)
    scene.notes.append(f"exit code {code} after {time.monotonic() - began:.1f} s")
    if code != 0:
        raise AssertionError("the drained server did not end by itself")
    await asyncio.to_thread(server.start)


async def socket_idle(scene: Scene) -> None:
    """A socket of each server that says nothing; then another server's news must reach it."""
    first, second = scene.stage.servers
    name = f"idle-{secrets.token_urlsafe(6)}"
    async with (
        connect(
            f"{first.ws_url}/api/v1/chat/ws/{name}", subprotocols=["aicc.v1"], ping_interval=None
        ) as silent,
        connect(
            f"{second.ws_url}/api/v1/chat/ws/{name}", subprotocols=["aicc.v1"], ping_interval=None
        ) as talker,
    ):
        await asyncio.sleep(scene.length.idle)
        began = time.monotonic()
        await talker.send(json.dumps({"type": "message", "user_message": "still there?"}))
        async with asyncio.timeout(waits.SECONDS):
            while json.loads(await silent.recv())["type"] != "response":
                pass
        scene.notes.append(f"heard after {time.monotonic() - began:.2f} s")


async def socket_unread(scene: Scene) -> None:
    """A client that asks for its transcript again and again and reads nothing."""
    server = scene.stage.servers[0]
    before = memory_of(server)
    await asyncio.to_thread(
        flood, server, f"unread-{secrets.token_urlsafe(6)}", scene.length.floods
    )
    growth = (memory_of(server) - before) / MIB
    dropped = server.log().count("does not read was dropped")
    scene.notes.append(f"{growth:.1f} MiB more at the peak, {dropped} dropped")
    if growth > 24 or not dropped:
        raise AssertionError(f"an unread socket cost {growth:.1f} MiB; {dropped} dropped")


def memory_of(server: servers.AiccServer) -> int:
    """The most memory the server has held so far, in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


Scenes = dict[str, Callable[[Scene], Awaitable[None]]]
SCENES: Scenes = {
    "redis restarted": redis_restarted,
    "redis gone": redis_gone,
    "redis hangs": redis_hangs,
    "database connections killed": connections_killed,
    "database gone": database_gone,
    "database hangs": database_hangs,
    "server killed": server_killed,
    "server drained": server_drained,
    "socket idle": socket_idle,
    "socket unread": socket_unread,
}


async def play(name: str, here: Stage, length: Length, seed: int, scenes: Scenes) -> dict:
    """One fault while customers talk; the row of the table."""
    scene = Scene(here, length)
    dice = random.Random(seed)
    visitors = []
    for number in range(length.customers):
        first = number % len(here.servers)
        town = here.servers[first:] + here.servers[:first]
        who = f"{name.replace(' ', '-')}-{number}-{seed}"
        visitors.append(Client(town, who, length.pace, random.Random(dice.random())))
    stays = [asyncio.create_task(visitor.stay()) for visitor in visitors]
    # A socket that is still being opened may be refused for the fault: that is no loss.
    await waits.until(
        "each customer's socket",
        lambda: all(one.socket or stay.done() for one, stay in zip(visitors, stays, strict=True)),
    )
    await asyncio.sleep(length.pace.every * 2)  # they are in the middle of it
    await scenes[name](scene)
    await asyncio.wait(stays, timeout=CALM_SECONDS + length.pace.messages * length.pace.every)
    unfinished = sum(not stay.done() for stay in stays)
    for stay in stays:
        stay.cancel()
    await asyncio.gather(*stays, return_exceptions=True)
    held = await asyncio.to_thread(stored, here.servers[1])
    row = {"sent": sum(visitor.said for visitor in visitors)}
    row |= judge(held, visitors, length.pace.messages)
    closed = [close for visitor in visitors for close in visitor.closes]
    needless = Counter(code for server, code in closed if server not in scene.excused)
    row["closed without need"] = needless.total()
    scene.notes += [f"{times} closed with {code}" for code, times in needless.items()]
    row["unfinished"] = unfinished
    row["errors"] = sum(visitor.errors for visitor in visitors)
    row["worst delay"] = max(visitor.worst_seconds for visitor in visitors)
    row["notes"] = ", ".join(scene.notes)
    return row


async def play_all(
    names: list[str], here: Stage, length: Length, seed: int, scenes: Scenes = SCENES
) -> dict[str, dict]:
    rows = {}
    heads = [*COLUMNS[:-2], "closed*", "errors"]
    print(f"{'':<28}" + "".join(f"{head:>10}" for head in heads) + f"{'worst s':>9}")
    for name in names:
        row = rows[name] = await play(name, here, length, seed, scenes)
        figures = "".join(f"{row[column]:>10}" for column in COLUMNS)
        print(f"{name:<28}{figures}{row['worst delay']:>9.2f}  {row['notes']}", flush=True)
    print("* sockets closed that nothing forced to close; worst s: from a question to its answer")
    return rows


def faults_of(rows: dict[str, dict]) -> dict[str, dict]:
    """What must not have happened, by scene."""
    found = {name: {f: row[f] for f in FAULTS if row[f]} for name, row in rows.items()}
    return {name: faults for name, faults in found.items() if faults}


def main() -> int:
    options = scene_options(__doc__)
    names = [name for name in SCENES if options.only in name]
    with stage(SETTINGS, count=2, database="mariadb") as here:
        length = SHORT if options.short else LONG
        rows = asyncio.run(play_all(names, here, length, options.seed))
    faults = faults_of(rows)
    print(f"Faults: {faults}" if faults else "Nothing was lost, doubled or closed without need.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
