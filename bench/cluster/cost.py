"""What three members cost beside one: turns a second, processor of servers and database, and how
long an `ack` takes.

    python -m bench.cluster --cost            fifty conversations that ask without a pause
    python -m bench.cluster --cost --short

The same conversations once with one server on one database, then with three on one, on a Galera of
three and, where it is installed, on a MySQL group of three. All of it shares one machine, so that
turns a second say what is dearer, and not what three machines would carry.
"""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import connect

from aicc.testing import servers
from aicc.testing.database_servers import debian_root, mysql
from aicc.testing.database_servers.galera import Galera
from aicc.testing.database_servers.group_replication import GroupReplication
from bench import turns
from bench.cluster.stage import Cluster, OneDatabase, cluster

CONVERSATIONS = 50
SECONDS_LONG, SECONDS_SHORT = 20.0, 4.0
WARM_SECONDS = 2.0
KINDS = {
    "one server, one MariaDB": (OneDatabase, 1),
    "three servers, one MariaDB": (OneDatabase, 3),
    "three servers, Galera of three": (Galera, 3),
    "three servers, MySQL group of three": (GroupReplication, 3),
}


class Acknowledged(turns.Conversation):
    """Notes how long each `ack` took."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.to_ack: list[float] = []
        self.asked = 0

    async def open(self) -> None:
        self.socket = await connect(
            self.url,
            subprotocols=["aicc.v1"],
            compression=None,
            ping_interval=None,
            open_timeout=60,
        )

    async def ask(self, question: str, asked: float) -> None:
        self.asked += 1
        frame = json.loads(question) | {"client_message_id": f"m{self.asked}"}
        await self.socket.send(json.dumps(frame))
        while (kind := json.loads(await self.socket.recv())["type"]) != "response":
            if kind == "ack":
                self.to_ack.append(time.monotonic() - asked)
            elif kind == "error":
                raise RuntimeError("a question was answered with an error")


@dataclass
class Spent:
    """Processor seconds of some processes between two looks."""

    processes: list[servers.PrivateServer]
    before: float = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.so_far()

    def so_far(self) -> float:
        return sum(turns.cpu_of(each.process.pid) for each in self.processes if each.process)

    def since(self) -> float:
        return self.so_far() - self.before


async def measured(stage: Cluster, seconds: float) -> dict[str, float]:
    """CPU seconds are per 1,000 turns."""
    ours = stage.servers
    urls = [
        f"{ours[number % len(ours)].ws_url}/api/v1/chat/ws/cost-{number}"
        for number in range(CONVERSATIONS)
    ]
    talks = [Acknowledged(url) for url in urls]
    await asyncio.gather(*(talk.open() for talk in talks))
    await asyncio.gather(*(talk.talk(time.monotonic() + WARM_SECONDS) for talk in talks))
    for talk in talks:
        talk.turns, talk.to_ack = 0, []
    of_ours, of_database = Spent([*ours]), Spent([*stage.members.nodes])
    began = time.monotonic()
    await asyncio.gather(*(talk.talk(began + seconds) for talk in talks))
    took, count = time.monotonic() - began, sum(talk.turns for talk in talks)
    row = {
        "turns/s": count / took,
        "servers": 1000 * of_ours.since() / count,
        "database": 1000 * of_database.since() / count,
    }
    await asyncio.gather(*(talk.socket.close() for talk in talks))
    waits = sorted(wait for talk in talks for wait in talk.to_ack)
    return row | {
        "p50 ms": 1000 * statistics.median(waits),
        "p99 ms": 1000 * waits[int(len(waits) * 0.99)],
    }


def print_costs(*, short: bool, only: str) -> None:
    heads = ("turns/s", "servers", "database", "p50 ms", "p99 ms")
    print(f"{'':<36}" + "".join(f"{head:>10}" for head in heads))
    for name, (kind, count) in KINDS.items():
        if only not in name or (kind is GroupReplication and not debian_root.has(mysql.SERVER)):
            continue
        with cluster(kind, servers.Redis, count) as stage:
            row = asyncio.run(measured(stage, SECONDS_SHORT if short else SECONDS_LONG))
        print(f"{name:<36}" + "".join(f"{row[head]:>10.2f}" for head in heads), flush=True)
    print("servers, database: processor seconds per 1,000 turns; ms: from a question to its `ack`")
