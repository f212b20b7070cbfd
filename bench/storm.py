"""Clients on a train: sockets cut at random, both roads, a server killed. Counts what got lost.

    python -m bench.storm                          20 clients, 1,000 messages, one SIGKILL
    python -m bench.storm --clients 5 --messages 10
    python -m bench.storm --database mariadb       on a private MariaDB and Redis

Starts servers of its own on free ports and stops by itself. Exit code 1 when anything was lost,
doubled, out of order or shown otherwise than it is stored.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time

import httpx
from tqdm import tqdm
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from aicc.platform.backoff import Backoff
from aicc.testing import servers, waits
from bench.customer import SETTINGS, Customer, judge, stored
from bench.stage import stage

LONGEST_SLOWNESS = 16.0
CALM_SECONDS = 120.0  # how long after the last message everything must have arrived


class StormCustomer(Customer):
    """A customer whose sockets last half a second, and who is often sent over both roads.

    A stretch that brought nothing makes the next one twice as long: on a busy machine half a
    second is too short for any message.
    """

    slowness = 1.0

    def __init__(self, server: servers.AiccServer, number: int, messages: int, dice):
        super().__init__(server, f"storm-{number}", dice)
        self.cuts = 0
        for n in range(messages):
            self.say(f"{number}.{n}", f"question {number}.{n}")

    async def travel(self, progress: tqdm) -> None:
        """Until the outbox is empty, and every answer was shown."""
        before = len(self.outbox)
        backoff = Backoff(self.dice, first_seconds=0.1, longest_seconds=2.0, most=200)
        while not self.arrived():
            pause = self.dice.uniform(0.01, 0.2)
            try:
                with contextlib.suppress(WebSocketException, TimeoutError, httpx.HTTPError):
                    await self.ride()
                backoff.reset()
            except OSError:  # nobody is there
                pause = backoff.fail()
            progress.update(before - len(self.outbox))
            before = len(self.outbox)
            await asyncio.sleep(pause)

    async def ride(self) -> None:
        """One stretch on one socket, cut at a random moment."""
        before = len(self.outbox)
        seconds = self.dice.uniform(0.02, 0.5) * self.slowness
        self.slowness = min(2 * self.slowness, LONGEST_SLOWNESS)
        patience = 5 * self.slowness
        connected = connect(self.address(), subprotocols=["aicc.v1"], open_timeout=patience)
        async with connected as socket:
            end = time.monotonic() + seconds
            sender = asyncio.create_task(self.send_outbox(socket))
            try:
                while time.monotonic() < end and not self.arrived():
                    async with asyncio.timeout(max(0.01, end - time.monotonic())):
                        self.show(json.loads(await socket.recv()))
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
                self.cuts += 1
                socket.transport.abort()
                if len(self.outbox) < before:
                    self.slowness = 1.0

    async def send_outbox(self, socket) -> None:
        """The outbox from its beginning: whatever was not acknowledged goes again."""
        for client_id in list(self.outbox):
            if client_id in self.outbox:
                await self.send(socket, client_id)
            if self.dice.random() < 0.2:
                await self.post(client_id)
            await asyncio.sleep(self.dice.uniform(0.0, 0.05))


async def storm(server: servers.AiccServer, clients: int, messages: int, seed: int) -> dict:
    """Let every client travel while the server is killed once; returns the counts."""
    dice = random.Random(seed)
    customers = [
        StormCustomer(server, n, messages, random.Random(dice.random())) for n in range(clients)
    ]
    with tqdm(total=clients * messages, unit="message", disable=None) as progress:
        travels = [asyncio.create_task(each.travel(progress)) for each in customers]
        # Counted here: a bar that is not shown counts nothing.
        await waits.until(
            "half of the messages",
            lambda: outboxes(customers) <= clients * messages // 2,
            CALM_SECONDS,
        )
        waiting = outboxes(customers)
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(server.start)
        await asyncio.wait(travels, timeout=CALM_SECONDS)
    for task in travels:
        task.cancel()
    await asyncio.gather(*travels, return_exceptions=True)
    held = await asyncio.to_thread(stored, server)
    counts = judge(held, customers, messages)
    counts["open turns"] = sum(state in ("waiting", "thinking") for state in held["states"])
    counts["waiting at the kill"] = waiting
    counts["sockets cut"] = sum(each.cuts for each in customers)
    counts["sent by HTTP too"] = sum(each.posts for each in customers)
    return counts


def outboxes(customers: list[StormCustomer]) -> int:
    """How many messages nobody has acknowledged yet."""
    return sum(len(each.outbox) for each in customers)


FAULTS = ("lost", "doubled", "gaps", "shown otherwise", "open turns")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--messages", type=int, default=50, help="of each client")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "mariadb"], default="sqlite")
    options = parser.parse_args()
    with stage(SETTINGS, database=options.database) as here:
        (server,) = here.servers
        counts = asyncio.run(storm(server, options.clients, options.messages, options.seed))
    for what, count in counts.items():
        print(f"{what:<20}{count:>8}")
    return 1 if any(counts[fault] for fault in FAULTS) else 0


if __name__ == "__main__":
    sys.exit(main())
