"""Purging beside the turns: what customers notice of it, killed once, its report exact.

    python -m bench.purge                         1,000,000 messages on a private MariaDB
    python -m bench.purge --messages 20000 --database sqlite

Seeds a history whose time is over, lets customers ask at a steady pace alone, then beside
`purge_conversations`, which is killed half-way and started again. Prints the p50 and p99 of `ack`
in both, and how long the purge took. Exit code 1 where p99 beside it is more than twice what it
is alone, an answer failed, or the report is not what the dry run told.
"""

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import connect

from aicc.testing import servers, waits
from bench.customer import SETTINGS
from bench.stage import stage

GOAL = 2.0  # times the p99 alone
ANSWER_SECONDS = 30.0
QUESTION = "대출 금리가 얼마인가요?"
OVER = {f"AICC_RETAIN_{name}_DAYS": "0" for name in ("CALL_BACKS", "REVIEWS", "RECORDS")}
DAY_OLD = {"AICC_RETAIN_CONVERSATIONS_DAYS": "1", "AICC_LOG_LEVEL": "warning"}


@dataclass
class Customers:
    """Who asks at a steady pace; seconds to each `ack`."""

    url: str
    count: int
    pause: float
    acks: list[float] = field(default_factory=list)
    failed: int = 0
    stopped: bool = False

    async def talk(self, name: str) -> None:
        await asyncio.gather(*(self.one(f"{name}-{number}") for number in range(self.count)))

    async def one(self, session: str) -> None:
        address = f"{self.url}/api/v1/chat/ws/{session}"
        async with connect(address, subprotocols=["aicc.v1"], compression=None) as socket:
            await asyncio.sleep(random.uniform(0, self.pause))  # or all would ask in one moment
            number = 0
            while not self.stopped:
                number += 1
                await self.ask(socket, f"m{number}")
                await asyncio.sleep(self.pause)

    async def ask(self, socket, client_id: str) -> None:
        frame = {"type": "message", "user_message": QUESTION, "client_message_id": client_id}
        asked = time.monotonic()
        await socket.send(json.dumps(frame))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while (kind := json.loads(await socket.recv())["type"]) != "response":
                    if kind == "ack":
                        self.acks.append(time.monotonic() - asked)
                    self.failed += kind == "error"
        except TimeoutError:
            self.failed += 1

    async def heard(self, least: int) -> None:
        """Until there are so many acknowledgements to reckon with."""
        await waits.until("acknowledgements", lambda: len(self.acks) >= least, ANSWER_SECONDS)

    def take(self) -> tuple[float, float]:
        """p50 and p99 in milliseconds since the last time."""
        waits, self.acks = sorted(self.acks), []
        return 1000 * statistics.median(waits), 1000 * waits[int(len(waits) * 0.99)]


def purging(server: servers.AiccServer) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "purge_conversations", "--json"]
    return subprocess.Popen(
        command, cwd=servers.ROOT, env=server.environment(), stdout=subprocess.PIPE, text=True
    )


def conversations(server: servers.AiccServer) -> int:
    return int(server.ask("SELECT COUNT(*) FROM chat_conversation")[0])


def kill_when(server: servers.AiccServer, left: int) -> None:
    """A purge that is killed once no more conversations than that are left."""
    first = purging(server)
    while conversations(server) > left and first.poll() is None:
        time.sleep(0.2)
    first.kill()
    first.wait()


async def purge(server: servers.AiccServer, total: int) -> dict:
    """Started, killed when half is gone, started again; the last one's report."""
    await asyncio.to_thread(kill_when, server, total // 2)
    second = purging(server)
    said, _ = await asyncio.to_thread(second.communicate)
    return json.loads(said)


async def measure(server: servers.AiccServer, given: argparse.Namespace) -> dict:
    planned = json.loads(
        await asyncio.to_thread(server.manage, "purge_conversations", "--dry-run", "--json")
    )
    total = conversations(server)
    customers = Customers(server.ws_url, given.customers, given.pause)
    talking = asyncio.create_task(customers.talk("bench"))
    await customers.heard(given.customers)
    customers.acks = []  # the first answers warm the server up
    await asyncio.sleep(given.seconds)
    await customers.heard(given.customers)
    alone = customers.take()
    began = time.monotonic()
    report = await purge(server, total)
    took = time.monotonic() - began
    await customers.heard(1)
    beside = customers.take()
    customers.stopped = True
    await talking
    report["deleted"].pop("swept")
    return {
        "messages": report["deleted"]["conversations"]["chat.message"],
        "seconds": took,
        "alone": alone,
        "beside": beside,
        "failed": customers.failed,
        "exact": report["deleted"] == planned["deleted"],
        "left": conversations(server) - given.customers,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=20)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two questions")
    parser.add_argument("--seconds", type=float, default=20.0, help="without the purge")
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="mariadb")
    given = parser.parse_args()
    with stage(SETTINGS | OVER | DAY_OLD, database=given.database) as here:
        (server,) = here.servers
        size = ("--conversations", str(given.messages // 10), "--messages", str(given.messages))
        print(server.manage("seed_conversations", *size, "--days", "400").splitlines()[-1])
        found = asyncio.run(measure(server, given))
    print(f"{found['messages']} messages purged in {found['seconds']:.0f} s, killed once")
    for name in ("alone", "beside"):
        print(f"ack {name}: p50 {found[name][0]:.1f} ms, p99 {found[name][1]:.1f} ms")
    print(f"failed: {found['failed']}; report exact: {found['exact']}; left: {found['left']}")
    slow = found["beside"][1] > GOAL * found["alone"][1]
    return 1 if slow or found["failed"] or not found["exact"] else 0


if __name__ == "__main__":
    sys.exit(main())
